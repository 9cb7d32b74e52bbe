// SPDX-License-Identifier: Apache-2.0
//
// What every function of the C interface is made of: nothing is thrown out of
// it, statuses become codes and a message of the thread, structures are read
// and filled in for programs of any age (nuskha/c_types.h).

#ifndef NUSKHA_SRC_CAPI_C_CALL_H_
#define NUSKHA_SRC_CAPI_C_CALL_H_

#include <algorithm>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "nuskha/c_text.h"

namespace nuskha::internal {

// Notes the message for nuskha_last_error(), cut if it is long, and returns
// `status`. Allocates nothing.
nuskha_status Fail(nuskha_status status, std::string_view message) noexcept;

// The same for a status of the library. REQUIRES: !status.ok()
nuskha_status Fail(const absl::Status& status) noexcept;

// NUSKHA_E_ARG for a pointer or handle that is NULL.
nuskha_status IsNull(std::string_view name) noexcept;
nuskha_status NoSuchIndex(std::string_view name, size_t index,
                          size_t size) noexcept;

// What `body`, a nuskha_status() function, returns; NUSKHA_E_NOMEM if memory
// ended in it.
template <typename Body>
nuskha_status Guard(const Body& body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc&) {
  } catch (const std::length_error&) {
    // More than a container may ever hold.
  } catch (const std::exception& error) {
    return Fail(NUSKHA_E_INTERNAL, error.what());
  } catch (...) {
    return Fail(NUSKHA_E_INTERNAL, "unknown exception");
  }
  return Fail(NUSKHA_E_NOMEM, "out of memory");
}

inline std::string_view View(const nuskha_str& string) {
  return std::string_view(string.ptr, string.len);
}
inline nuskha_str StringOf(std::string_view view) {
  return {.ptr = view.data(), .len = view.size()};
}

// Whether a string can be read: NUSKHA_E_ARG, NUSKHA_E_LIMIT.
nuskha_status CheckString(const nuskha_str& string,
                          std::string_view name) noexcept;

// Whether struct_size is one that a program may give: at least `least`, and not
// so large that it is no size.
nuskha_status CheckSize(uint32_t struct_size, size_t least,
                        std::string_view name) noexcept;
nuskha_status CheckUnknown(const unsigned char* bytes, size_t size,
                           std::string_view name) noexcept;

// Size of a structure in version 1 of the interface. Specialized for one that
// grew since.
template <typename Struct>
inline constexpr size_t kFirstSize = sizeof(Struct);

// *to = *from, a structure of the caller; what an older program does not know
// is left as it is in *to.
template <typename Struct>
nuskha_status ReadStruct(const Struct* from, std::string_view name,
                         Struct* to) noexcept {
  if (from == nullptr) return IsNull(name);
  uint32_t size = 0;
  std::memcpy(&size, from, sizeof(size));
  if (const auto bad = CheckSize(size, kFirstSize<Struct>, name)) return bad;
  if (size > sizeof(Struct)) {
    const auto* const bytes =
        static_cast<const unsigned char*>(static_cast<const void*>(from));
    if (const auto bad =
            CheckUnknown(bytes + sizeof(Struct), size - sizeof(Struct), name)) {
      return bad;
    }
  }
  std::memcpy(to, from, std::min<size_t>(size, sizeof(Struct)));
  return NUSKHA_OK;
}

// Fills in *to, a structure of the caller, as far as its program knows it.
template <typename Struct>
nuskha_status WriteStruct(Struct from, std::string_view name,
                          Struct* to) noexcept {
  if (to == nullptr) return IsNull(name);
  uint32_t size = 0;
  std::memcpy(&size, to, sizeof(size));
  if (const auto bad = CheckSize(size, kFirstSize<Struct>, name)) return bad;
  from.struct_size = size;
  std::memset(static_cast<void*>(to), 0, size);
  std::memcpy(to, &from, std::min<size_t>(size, sizeof(Struct)));
  return NUSKHA_OK;
}

// The same for nuskha_..._init(): `size` is all that is known of *to.
template <typename Struct>
void InitStruct(Struct from, Struct* to, size_t size) noexcept {
  if (to == nullptr ||
      CheckSize(static_cast<uint32_t>(std::min<size_t>(size, UINT32_MAX)),
                kFirstSize<Struct>, "size")) {
    return;
  }
  from.struct_size = static_cast<uint32_t>(size);
  std::memset(static_cast<void*>(to), 0, size);
  std::memcpy(to, &from, std::min(size, sizeof(Struct)));
}

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CAPI_C_CALL_H_

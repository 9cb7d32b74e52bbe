// SPDX-License-Identifier: Apache-2.0

#include "capi/c_call.h"

#include <array>
#include <bit>
#include <charconv>

#include "base/status_util.h"

namespace nuskha::internal {
namespace {

// Of fixed size: a message must not need memory when memory has ended.
constexpr size_t kMessageBytes = 512;
// Structures are far smaller: what is larger is a size that was not set.
constexpr uint32_t kLargestStruct = 4096;

thread_local std::array<char, kMessageBytes> last_error = {};

// Appends as much of `text` as there is room for.
class Message {
 public:
  Message() = default;
  Message& operator<<(std::string_view text) {
    for (const char c : text) {
      if (size_ + 1 == kMessageBytes) break;
      last_error[size_++] = c == '\n' || c == '\r' || c == '\0' ? ' ' : c;
    }
    return *this;
  }
  Message& operator<<(uint64_t number) {
    std::array<char, 20> digits;
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return *this << std::string_view(digits.data(), end.ptr);
  }
  // Ends the line, before a character that did not fit whole.
  ~Message() {
    size_t lead = size_;
    while (lead > 0 && (last_error[lead - 1] & '\xc0') == '\x80') --lead;
    if (lead > 0) {
      const auto byte = static_cast<unsigned char>(last_error[lead - 1]);
      if (size_ - lead + 1 < static_cast<size_t>(std::countl_one(byte))) {
        size_ = lead - 1;
      }
    }
    last_error[size_] = '\0';
  }
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;

 private:
  size_t size_ = 0;
};

nuskha_status CodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kResourceExhausted:
      return NUSKHA_E_NOMEM;
    case absl::StatusCode::kInvalidArgument:
      return NUSKHA_E_ARG;
    case absl::StatusCode::kOutOfRange:
      return NUSKHA_E_LIMIT;
    case absl::StatusCode::kNotFound:
      return NUSKHA_E_INPUT;
    case absl::StatusCode::kUnavailable:
      return IsDiskFull(status) ? NUSKHA_E_DISK_FULL : NUSKHA_E_IO;
    case absl::StatusCode::kPermissionDenied:
      return NUSKHA_E_IO;
    case absl::StatusCode::kDataLoss:
      return NUSKHA_E_CORRUPT;
    case absl::StatusCode::kFailedPrecondition:
      return NUSKHA_E_INCOMPATIBLE;
    case absl::StatusCode::kAborted:
      return NUSKHA_E_LOCKED;
    case absl::StatusCode::kAlreadyExists:
      return NUSKHA_E_EXISTS;
    case absl::StatusCode::kCancelled:
      return NUSKHA_E_CANCELLED;
    default:
      return NUSKHA_E_INTERNAL;
  }
}

}  // namespace

nuskha_status Fail(nuskha_status status, std::string_view message) noexcept {
  Message() << message;
  return status;
}

nuskha_status Fail(const absl::Status& status) noexcept {
  const auto message = status.message();
  const nuskha_status code = CodeOf(status);
  if (message.empty()) return Fail(code, "out of memory");
  return Fail(code, std::string_view(message.data(), message.size()));
}

nuskha_status IsNull(std::string_view name) noexcept {
  Message() << name << " is NULL";
  return NUSKHA_E_ARG;
}

nuskha_status NoSuchIndex(std::string_view name, size_t index,
                          size_t size) noexcept {
  Message() << "no " << name << " " << index << ": there are " << size;
  return NUSKHA_E_ARG;
}

nuskha_status CheckString(const nuskha_str& string,
                          std::string_view name) noexcept {
  if (string.ptr == nullptr && string.len != 0) {
    Message() << name << ".ptr is NULL, its len " << string.len;
    return NUSKHA_E_ARG;
  }
  if (string.len > UINT32_MAX) {
    Message() << name << " has " << string.len << " bytes: at most "
              << UINT32_MAX << " (4 GiB - 1) are taken";
    return NUSKHA_E_LIMIT;
  }
  return NUSKHA_OK;
}

nuskha_status CheckSize(uint32_t struct_size, size_t least,
                        std::string_view name) noexcept {
  if (struct_size >= least && struct_size <= kLargestStruct) return NUSKHA_OK;
  Message() << name << ": a struct_size of " << struct_size << ", expected "
            << least << " at least";
  return NUSKHA_E_ARG;
}

nuskha_status CheckUnknown(const unsigned char* bytes, size_t size,
                           std::string_view name) noexcept {
  const bool all_zero =
      std::all_of(bytes, bytes + size, [](auto byte) { return byte == 0; });
  if (all_zero) return NUSKHA_OK;
  Message() << name << " has fields that nuskha " << nuskha_version()
            << " does not know, and they are set";
  return NUSKHA_E_INCOMPATIBLE;
}

}  // namespace nuskha::internal

const char* nuskha_last_error(void) {
  return nuskha::internal::last_error.data();
}

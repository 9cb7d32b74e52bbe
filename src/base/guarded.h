// SPDX-License-Identifier: Apache-2.0
//
// Where memory ends. Inside the library std::bad_alloc is thrown, by code that
// allocates and by code whose C library says that it could not; every public
// call stops it here and returns ResourceExhausted (docs/decisions/memory.md).

#ifndef NUSKHA_SRC_BASE_GUARDED_H_
#define NUSKHA_SRC_BASE_GUARDED_H_

#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace nuskha::internal {

// Throws std::bad_alloc: for those who hear of it by a code.
[[noreturn]] void EndOfMemory();

// Another end of a call: thrown inside the library, and stopped like
// std::bad_alloc by every public call, which returns the status.
struct Failure {
  absl::Status status;
};
[[noreturn]] void FailWith(absl::Status status);

// ResourceExhausted; without its message if there is no memory for that either.
absl::Status OutOfMemory() noexcept;

// What `call` returns, an absl::Status or an absl::StatusOr; OutOfMemory() if
// memory ended, a Failure's status. Everything else that a caller's callback
// throws passes.
template <typename Call>
auto Guarded(const Call& call) -> decltype(call()) {
  try {
    return call();
  } catch (const std::bad_alloc&) {
  } catch (const std::length_error&) {
    // More than a container may ever hold.
  } catch (const Failure& failure) {
    return failure.status;
  }
  return OutOfMemory();
}

// Base of what is of no use after memory ended in one of its calls.
struct Spendable {
  bool spent = false;
};

// Guarded() for a call that changes *impl: if memory ends in it, all later
// calls return OutOfMemory(), too. So do those of an object that could not be
// made, or was moved from: impl is null.
template <typename Impl, typename Call>
auto GuardedCall(const std::unique_ptr<Impl>& impl, const Call& call)
    -> decltype(call(*impl)) {
  if (impl == nullptr || impl->spent) return OutOfMemory();
  try {
    return call(*impl);
  } catch (const std::bad_alloc&) {
  } catch (const std::length_error&) {
  } catch (const Failure& failure) {
    impl->spent = true;
    return failure.status;
  }
  impl->spent = true;
  return OutOfMemory();
}

// What a public call returned that the library itself made and that fails only
// when memory ends: then std::bad_alloc again, up to the next public call.
inline void Check(const absl::Status& status) {
  if (!status.ok()) EndOfMemory();
}
template <typename T>
T Checked(absl::StatusOr<T> result) {
  Check(result.status());
  return *std::move(result);
}

// A part of what an object knows; an empty one if the object could not be made.
template <typename Impl, typename Part>
const Part& PartOf(const std::unique_ptr<Impl>& impl,
                   const Part& (Impl::*part)() const) {
  static const Part kNone{};
  return impl == nullptr ? kNone : (impl.get()->*part)();
}

// Null if memory ends.
template <typename Impl, typename... Arguments>
std::unique_ptr<Impl> MakeOrNull(Arguments&&... arguments) {
  try {
    return std::make_unique<Impl>(std::forward<Arguments>(arguments)...);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_BASE_GUARDED_H_

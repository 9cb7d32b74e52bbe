// SPDX-License-Identifier: Apache-2.0

#include "faults/failing_memory.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <new>

// Where the blocks come from. The address sanitizer, whose malloc() ours hides,
// offers it under another name, as the C library does: its checks of blocks and
// of leaks stay as they are.
#if defined(NUSKHA_ADDRESS_SANITIZER)
#define NUSKHA_REAL(name) __interceptor_##name
#else
#define NUSKHA_REAL(name) __libc_##name
#endif
extern "C" {
void* NUSKHA_REAL(malloc)(size_t size);
void* NUSKHA_REAL(calloc)(size_t count, size_t size);
void* NUSKHA_REAL(realloc)(void* block, size_t size);
void* NUSKHA_REAL(memalign)(size_t alignment, size_t size);
void NUSKHA_REAL(free)(void* block);
}

#if defined(NUSKHA_ADDRESS_SANITIZER)
// Libraries that lose blocks when memory ends (docs/decisions/memory.md), and
// the dynamic linker, whose blocks the sanitizer would know but for our
// malloc().
extern "C" __attribute__((visibility("default"))) const char*
__lsan_default_suppressions() {
  return "leak:libre2.so\nleak:libxml2.so\nleak:libuchardet.so\nleak:_dl_map_"
         "object\n";
}
#endif

namespace {

std::atomic<bool> counting{false};
std::atomic<bool> forever{false};
std::atomic<uint64_t> refused{0};
std::atomic<uint64_t> allocations{0};
std::atomic<int64_t> live{0};

bool Refuses() {
  if (!counting.load(std::memory_order_relaxed)) return false;
  const uint64_t number = ++allocations;
  const uint64_t first = refused.load(std::memory_order_relaxed);
  if (first == 0 || number < first) return false;
  if (number > first && !forever.load(std::memory_order_relaxed)) return false;
  errno = ENOMEM;
  return true;
}

// Of an allocation by the C functions. The address sanitizer itself makes some
// when a thread starts, and ends the process if it cannot: on other threads
// than the first, only `new` fails under it.
bool RefusesC() {
#if defined(NUSKHA_ADDRESS_SANITIZER)
  if (gettid() != getpid()) return false;
#endif
  return Refuses();
}

void* Count(void* block) {
  if (block != nullptr) live.fetch_add(1, std::memory_order_relaxed);
  return block;
}

}  // namespace

extern "C" {

// The dynamic linker must find them.
#define NUSKHA_SEEN __attribute__((visibility("default")))

NUSKHA_SEEN void* malloc(size_t size) {
  return RefusesC() ? nullptr : Count(NUSKHA_REAL(malloc)(size));
}
NUSKHA_SEEN void* calloc(size_t count, size_t size) {
  return RefusesC() ? nullptr : Count(NUSKHA_REAL(calloc)(count, size));
}
NUSKHA_SEEN void* realloc(void* block, size_t size) {
  if (RefusesC()) return nullptr;
  void* const moved = NUSKHA_REAL(realloc)(block, size);
  if (block == nullptr) Count(moved);
  if (block != nullptr && size == 0 && moved == nullptr) --live;
  return moved;
}
NUSKHA_SEEN void* memalign(size_t alignment, size_t size) {
  return RefusesC() ? nullptr : Count(NUSKHA_REAL(memalign)(alignment, size));
}
NUSKHA_SEEN void* aligned_alloc(size_t alignment, size_t size) {
  return memalign(alignment, size);
}
NUSKHA_SEEN int posix_memalign(void** block, size_t alignment, size_t size) {
  void* const got = memalign(alignment, size);
  if (got == nullptr) return ENOMEM;
  *block = got;
  return 0;
}
NUSKHA_SEEN void free(void* block) {
  if (block != nullptr) live.fetch_sub(1, std::memory_order_relaxed);
  NUSKHA_REAL(free)(block);
}

}  // extern "C"

namespace {

void* New(size_t size, size_t alignment) {
  void* const block = Refuses() ? nullptr
                      : alignment == 0
                          ? Count(NUSKHA_REAL(malloc)(size == 0 ? 1 : size))
                          : Count(NUSKHA_REAL(memalign)(alignment, size));
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

}  // namespace

// The sanitizer has its own, which do not come by malloc().
NUSKHA_SEEN void* operator new(size_t size) { return New(size, 0); }
NUSKHA_SEEN void* operator new[](size_t size) { return New(size, 0); }
NUSKHA_SEEN void* operator new(size_t size, std::align_val_t alignment) {
  return New(size, static_cast<size_t>(alignment));
}
NUSKHA_SEEN void* operator new[](size_t size, std::align_val_t alignment) {
  return New(size, static_cast<size_t>(alignment));
}
NUSKHA_SEEN void* operator new(size_t size, const std::nothrow_t&) noexcept {
  return malloc(size == 0 ? 1 : size);
}
NUSKHA_SEEN void* operator new[](size_t size, const std::nothrow_t&) noexcept {
  return malloc(size == 0 ? 1 : size);
}
NUSKHA_SEEN void operator delete(void* block) noexcept { free(block); }
NUSKHA_SEEN void operator delete[](void* block) noexcept { free(block); }
NUSKHA_SEEN void operator delete(void* block, size_t) noexcept { free(block); }
NUSKHA_SEEN void operator delete[](void* block, size_t) noexcept {
  free(block);
}
NUSKHA_SEEN void operator delete(void* block, std::align_val_t) noexcept {
  free(block);
}
NUSKHA_SEEN void operator delete[](void* block, std::align_val_t) noexcept {
  free(block);
}
NUSKHA_SEEN void operator delete(void* block, size_t,
                                 std::align_val_t) noexcept {
  free(block);
}
NUSKHA_SEEN void operator delete[](void* block, size_t,
                                   std::align_val_t) noexcept {
  free(block);
}
NUSKHA_SEEN void operator delete(void* block, const std::nothrow_t&) noexcept {
  free(block);
}
NUSKHA_SEEN void operator delete[](void* block,
                                   const std::nothrow_t&) noexcept {
  free(block);
}

namespace nuskha::testing {

void StartFailing(uint64_t n, Failing failing) {
  forever = failing == Failing::kForever;
  refused = n;
  allocations = 0;
  counting = true;
}

uint64_t StopFailing() {
  counting = false;
  return allocations;
}

int64_t LiveBlocks() { return live; }

}  // namespace nuskha::testing

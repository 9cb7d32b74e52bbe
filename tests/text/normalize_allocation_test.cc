// SPDX-License-Identifier: Apache-2.0
//
// Counts calls of operator new: a program of its own, because it replaces the
// operator for all of it.

#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/normalize.h"

namespace {
size_t allocations = 0;
}  // namespace

// Not inlined, one without the other, of which GCC would warn.
[[gnu::noinline]] void* operator new(size_t size) {
  ++allocations;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, size_t) noexcept {
  std::free(memory);
}

namespace nuskha {
namespace {

TEST(NormalizeAllocationTest, SecondRunOverTheSameTextsDoesNotAllocate) {
  std::vector<std::string> texts;
  for (int i = 0; i < 50; ++i) {
    std::string text;
    for (int word = 0; word < 40 * i; ++word) {
      text +=
          word % 9 == 0 ? "\u0628\u064e\u0640\u0627\u064b\n" : "\u0641\u064a ";
    }
    if (i % 3 == 0) text += "&quot;\u0639&quot; ";
    if (i % 5 == 0) text += "\u0648\u0654 \u00bd \ufefb \u1e9e ";
    if (i % 7 == 0) text += "\xff";
    texts.push_back(text);
  }
  Tokens tokens;
  size_t before = 0;
  for (int run = 0; run < 2; ++run) {
    before = allocations;
    for (const std::string& text : texts) {
      EXPECT_TRUE(NormalizeStandard(text, {}, &tokens).ok());
    }
  }
  EXPECT_EQ(allocations, before);
}

}  // namespace
}  // namespace nuskha

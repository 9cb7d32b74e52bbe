// SPDX-License-Identifier: Apache-2.0
//
// Counts allocations of this whole program: kept in a binary of its own.

#include <cstddef>
#include <cstdlib>
#include <new>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/document.h"
#include "text/golden_table.h"

namespace {

size_t allocations = 0;

}  // namespace

// Not inlined, one without the other, of which GCC would warn.
[[gnu::noinline]] void* operator new(size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, size_t) noexcept {
  std::free(memory);
}

namespace nuskha {
namespace {

TEST(AnalyzerAllocationTest, NoneOnceTheBuffersHaveGrown) {
  std::mt19937 rng(1);
  std::vector<std::string> texts;
  for (int i = 0; i < 50; ++i) {
    std::string text;
    for (int p = 0; p < 12; ++p) {
      text += testing::InventedParagraph(rng, static_cast<int>(rng() % 60));
      text += " 25 \xd8\xa7\xd9\x84\xd9\x81\n";  // 25 thousand
    }
    texts.push_back(text + "\xd8\xa7\xd9\x84\xd9\x85\xd8\xb2\xd9\x8a\xd8\xaf");
  }
  const std::string title = testing::InventedParagraph(rng, 12);
  Analyzer analyzer(BoilerplateRules::Default().value());
  Document document;
  const auto analyze_all = [&] {
    for (const std::string& text : texts) {
      EXPECT_TRUE(
          analyzer.Analyze({.title = title, .text = text}, &document).ok());
    }
  };
  analyze_all();
  const size_t before = allocations;
  ASSERT_GT(before, 0u);
  analyze_all();
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(document.numbers.size(), 12u);
}

}  // namespace
}  // namespace nuskha

// SPDX-License-Identifier: Apache-2.0

#include "index/gram_table.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <utility>
#include <vector>

namespace nuskha::internal {
namespace {

constexpr uint64_t kLeading = ~uint64_t{0} << 20;

// Random keys; `crowded` ones differ in few bits, so that slots are contended.
std::map<uint64_t, uint64_t> RandomEntries(size_t count, bool crowded,
                                           std::mt19937_64* random) {
  std::map<uint64_t, uint64_t> entries;
  while (entries.size() < count) {
    const uint64_t bits = crowded ? (*random)() % (8 * count) : (*random)();
    entries[(bits << 20) & kLeading] = (*random)();
  }
  return entries;
}

GramTable TableOf(const std::map<uint64_t, uint64_t>& entries) {
  std::vector<std::vector<GramTable::Entry>> parts(3);
  for (const auto& [key, value] : entries) {
    parts[value % parts.size()].push_back({key, value});
  }
  return GramTable(kLeading, parts);
}

// Of every length around the blocks in which FindAll() works.
TEST(GramTableTest, FindsWhatAMapFindsAloneAndAllAtOnce) {
  std::mt19937_64 random(1);
  for (const size_t count : {size_t{0}, size_t{1}, size_t{100}, size_t{5000}}) {
    for (const bool crowded : {false, true}) {
      const auto entries = RandomEntries(count, crowded, &random);
      const GramTable table = TableOf(entries);
      EXPECT_EQ(table.size(), entries.size());
      std::vector<uint64_t> known;
      for (const auto& [key, value] : entries) known.push_back(key);
      for (size_t length = 0; length < 200; ++length) {
        std::vector<uint64_t> hashes;
        for (size_t i = 0; i < length; ++i) {
          const uint64_t low = random() & ~kLeading;
          const bool hit = !known.empty() && random() % 2 == 0;
          hashes.push_back(hit ? known[random() % known.size()] | low
                               : random());
        }
        std::vector<std::pair<size_t, uint64_t>> expected, found;
        for (size_t i = 0; i < length; ++i) {
          const auto at = entries.find(hashes[i] & kLeading);
          const uint64_t* const value = table.Find(hashes[i]);
          ASSERT_EQ(value != nullptr, at != entries.end());
          if (value == nullptr) continue;
          EXPECT_EQ(*value, at->second);
          expected.emplace_back(i, at->second);
        }
        table.FindAll(hashes, [&](size_t i, uint64_t value) {
          found.emplace_back(i, value);
        });
        EXPECT_EQ(found, expected);
      }
    }
  }
}

}  // namespace
}  // namespace nuskha::internal

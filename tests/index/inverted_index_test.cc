// SPDX-License-Identifier: Apache-2.0

#include "index/inverted_index.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "gtest/gtest.h"
#include "reference/random_texts.h"

namespace nuskha::internal {
namespace {

using reference::Below;
using reference::Rng;

using Keys = std::vector<std::vector<uint64_t>>;  // of each document
using Counts = std::map<uint32_t, uint32_t>;      // earlier document -> keys

InvertedIndex MakeIndex(const Keys& keys, uint32_t cap, size_t threads = 1,
                        size_t expected_keys = 1000) {
  BlockPool pool;
  return InvertedIndex(
      keys.size(), expected_keys, threads, cap, &pool,
      [&](uint32_t doc, size_t worker, std::vector<uint64_t>* out) {
        EXPECT_LT(worker, threads);
        out->insert(out->end(), keys[doc].begin(), keys[doc].end());
      });
}

Counts CountsOf(const InvertedIndex& index, uint32_t doc, size_t documents,
                const std::vector<uint8_t>* only = nullptr) {
  CandidateScratch scratch;
  scratch.counts.resize(documents);
  index.Count(doc, only, &scratch);
  Counts counts;
  for (const uint32_t other : scratch.touched) {
    EXPECT_FALSE(counts.contains(other)) << "listed twice";
    counts[other] = std::exchange(scratch.counts[other], 0);
  }
  EXPECT_EQ(std::ranges::count(scratch.counts, 0u),
            static_cast<int64_t>(documents));
  return counts;
}

// The same by a map of ordered sets, from the words of the headers.
class MapIndex {
 public:
  MapIndex(const Keys& keys, uint32_t cap) : cap_(cap), distinct_(keys.size()) {
    for (uint32_t doc = 0; doc < keys.size(); ++doc) {
      distinct_[doc] = {keys[doc].begin(), keys[doc].end()};
      for (const uint64_t key : keys[doc]) holders_[key].insert(doc);
    }
  }

  Counts CountsOf(uint32_t doc, const std::vector<uint8_t>* only) const {
    Counts counts;
    for (const uint64_t key : distinct_[doc]) {
      const std::set<uint32_t>& holders = holders_.at(key);
      const std::vector<uint32_t> before(holders.begin(), holders.find(doc));
      for (size_t i = 0; i < before.size(); ++i) {
        const bool linked = cap_ == 0 || holders.size() <= cap_ || i < 4 ||
                            i + 8 >= before.size();
        const bool wanted =
            only == nullptr || (*only)[doc] != 0 || (*only)[before[i]] != 0;
        if (linked && wanted) ++counts[before[i]];
      }
    }
    return counts;
  }

  CandidateStats stats() const {
    CandidateStats stats;
    for (const auto& [key, holders] : holders_) {
      stats.keys += holders.size();
      if (holders.size() < 2) continue;
      ++stats.shared_keys;
      stats.hot_keys += cap_ != 0 && holders.size() > cap_;
      stats.largest =
          std::max(stats.largest, static_cast<uint32_t>(holders.size()));
    }
    return stats;
  }

  size_t key_count(uint32_t doc) const { return distinct_[doc].size(); }
  size_t largest_of(uint32_t doc) const {
    size_t largest = 0;
    for (const uint64_t key : distinct_[doc]) {
      largest = std::max(largest, holders_.at(key).size());
    }
    return largest;
  }

 private:
  uint32_t cap_;
  std::vector<std::set<uint64_t>> distinct_;
  std::map<uint64_t, std::set<uint32_t>> holders_;
};

// Keys of a skewed pool: a few are held by most documents, most by few.
Keys RandomKeys(Rng& rng, size_t documents, size_t pool, size_t most) {
  Keys keys(documents);
  for (auto& list : keys) {
    list.resize(Below(rng, most + 1));
    for (uint64_t& key : list) {
      const size_t top = Below(rng, 3) == 0 ? std::min<size_t>(pool, 8) : pool;
      key = Mix64(1 + Below(rng, top));
    }
  }
  return keys;
}

void ExpectEqualsMap(const Keys& keys, uint32_t cap, size_t threads,
                     size_t expected_keys) {
  const InvertedIndex index = MakeIndex(keys, cap, threads, expected_keys);
  const MapIndex map(keys, cap);
  std::vector<uint8_t> only(keys.size());
  for (size_t doc = 0; doc < only.size(); doc += 3) only[doc] = 1;
  for (uint32_t doc = 0; doc < keys.size(); ++doc) {
    ASSERT_EQ(CountsOf(index, doc, keys.size()), map.CountsOf(doc, nullptr))
        << "document " << doc << " cap " << cap;
    ASSERT_EQ(CountsOf(index, doc, keys.size(), &only),
              map.CountsOf(doc, &only));
    ASSERT_EQ(index.key_count(doc), map.key_count(doc));
  }
  const CandidateStats got = index.stats(), want = map.stats();
  EXPECT_EQ(got.keys, want.keys);
  EXPECT_EQ(got.shared_keys, want.shared_keys);
  EXPECT_EQ(got.hot_keys, want.hot_keys);
  EXPECT_EQ(got.largest, want.largest);
  if (got.largest > 0) {
    EXPECT_EQ(map.largest_of(got.example), want.largest);
  }
}

TEST(InvertedIndexTest, EqualsAMapOnSmallRandomKeys) {
  Rng rng(1);
  for (int round = 0; round < 40; ++round) {
    const Keys keys =
        RandomKeys(rng, Below(rng, 80), 1 + Below(rng, 60), Below(rng, 12));
    ExpectEqualsMap(keys, static_cast<uint32_t>(Below(rng, 30)),
                    1 + Below(rng, 3), Below(rng, 100000));
  }
}

TEST(InvertedIndexTest, EqualsAMapOnHotKeys) {
  Rng rng(2);
  for (const uint32_t cap : {0u, 2u, 12u, 13u, 64u}) {
    ExpectEqualsMap(RandomKeys(rng, 300, 20, 6), cap, 2, 500);
  }
}

// Several pieces of 1,024 documents, few and many partitions.
TEST(InvertedIndexTest, EqualsAMapOnThousandsOfDocuments) {
  Rng rng(3);
  const Keys keys = RandomKeys(rng, 3500, 4000, 4);
  ExpectEqualsMap(keys, 30, 1, 0);
  ExpectEqualsMap(keys, 30, 3, 10000000);
}

TEST(InvertedIndexTest, ThreadsDoNotChangeTheAnswer) {
  Rng rng(4);
  const Keys keys = RandomKeys(rng, 2500, 500, 5);
  const InvertedIndex one = MakeIndex(keys, 20, 1);
  for (const size_t threads : {2u, 3u, 8u}) {
    const InvertedIndex many = MakeIndex(keys, 20, threads);
    EXPECT_EQ(many.stats().example, one.stats().example);
    for (uint32_t doc = 0; doc < keys.size(); doc += 7) {
      ASSERT_EQ(CountsOf(many, doc, keys.size()),
                CountsOf(one, doc, keys.size()));
    }
  }
}

TEST(InvertedIndexTest, NoneOneAndKeylessDocuments) {
  ExpectEqualsMap({}, 256, 2, 0);
  ExpectEqualsMap({{}}, 256, 2, 0);
  ExpectEqualsMap({{7, 7}}, 256, 2, 0);
  ExpectEqualsMap({{}, {}, {}}, 256, 2, 10);
  ExpectEqualsMap({{}, {7}, {}, {7}}, 256, 2, 10);
}

// Extreme keys land in the first and last partition.
TEST(InvertedIndexTest, ExtremeKeys) {
  constexpr uint64_t kLast = ~uint64_t{0};
  const Keys keys = {{0, kLast}, {kLast}, {0}, {kLast, 0, 0}};
  ExpectEqualsMap(keys, 256, 1, 0);
  ExpectEqualsMap(keys, 256, 1, 1u << 30);
}

TEST(InvertedIndexTest, RepeatsInADocumentAreOneKey) {
  const uint64_t k5 = Mix64(5), k9 = Mix64(9);
  ExpectEqualsMap({{k5, k5, k5, k9}, {k9, k5, k9}, {k5}}, 2, 1, 10);
}

// The header's star: the first 4 and the 8 previous holders, by hand.
TEST(InvertedIndexTest, HotKeyLinksTwelveHolders) {
  const Keys keys(40, {Mix64(1)});
  const InvertedIndex index = MakeIndex(keys, 39);
  EXPECT_EQ(index.stats().hot_keys, 1u);
  Counts want;
  for (const uint32_t doc :
       {0u, 1u, 2u, 3u, 22u, 23u, 24u, 25u, 26u, 27u, 28u, 29u}) {
    want[doc] = 1;
  }
  EXPECT_EQ(CountsOf(index, 30, 40), want);
  EXPECT_EQ(CountsOf(index, 12, 40).size(), 12u);
  EXPECT_EQ(CountsOf(index, 3, 40).size(), 3u);
  // At the cap, not over it: all pairs.
  EXPECT_EQ(CountsOf(MakeIndex(keys, 40), 39, 40).size(), 39u);
}

}  // namespace
}  // namespace nuskha::internal

// SPDX-License-Identifier: Apache-2.0

#include "verify/placed_shingles.h"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "gtest/gtest.h"
#include "reference/random_texts.h"

namespace nuskha::internal {
namespace {

using reference::Below;
using reference::Rng;
using Hashes = std::vector<uint64_t>;

constexpr uint32_t kAll = 0xffffffff;

TEST(PlacedShinglesTest, HoldsNothingBeforeTheFirstAssign) {
  PlacedShingles shingles;
  std::vector<uint32_t> links;
  EXPECT_EQ(shingles.size(), 0u);
  EXPECT_EQ(shingles.CountPossible(Hashes{0, 1}), 0u);
  EXPECT_EQ(shingles.Probe(Hashes{0, 1}, kAll, &links), 0u);
  EXPECT_EQ(links, (std::vector<uint32_t>{0, 0}));
}

// hash -> its places + 1, ascending.
std::map<uint64_t, std::vector<uint32_t>> PlacesOf(const Hashes& hashes) {
  std::map<uint64_t, std::vector<uint32_t>> places;
  for (uint32_t i = 0; i < hashes.size(); ++i) {
    places[hashes[i]].push_back(i + 1);
  }
  return places;
}

void CheckProbe(PlacedShingles* shingles, const Hashes& held,
                const Hashes& probe, uint32_t most) {
  const auto places = PlacesOf(held);
  ASSERT_EQ(shingles->size(), places.size());
  std::set<uint64_t> shared;
  std::map<uint64_t, uint32_t> times;
  size_t possible = 0;
  std::vector<uint32_t> links;
  const size_t found = shingles->Probe(probe, most, &links);
  ASSERT_EQ(links.size(), probe.size());
  for (size_t i = 0; i < probe.size(); ++i) {
    const auto at = places.find(probe[i]);
    std::vector<uint32_t> chain;
    for (uint32_t link = links[i]; link != 0;
         link = shingles->next()[link - 1]) {
      chain.push_back(link);
    }
    const bool wanted = at != places.end() && times[probe[i]]++ < most;
    ASSERT_EQ(chain, wanted ? at->second : std::vector<uint32_t>());
    if (at == places.end()) continue;
    shared.insert(probe[i]);
    ++possible;
  }
  ASSERT_EQ(found, shared.size());
  ASSERT_GE(shingles->CountPossible(probe), possible);
}

// One table, filled and forgotten again and again with many and few hashes that
// meet in the same slots; 0 is a hash like any other.
TEST(PlacedShinglesTest, EqualsAMapOfPlaces) {
  Rng rng(1);
  PlacedShingles shingles;
  for (int round = 0; round < 600; ++round) {
    const size_t pool = 1 + Below(rng, 60);
    Hashes hashes(Below(rng, round % 50 == 0 ? 500 : 40));
    // Equal low bits: every hash wants the same few slots.
    for (uint64_t& hash : hashes) hash = Below(rng, pool) << 32;
    shingles.Assign(hashes);
    for (int again = 0; again < 2; ++again) {
      Hashes probe(Below(rng, 40));
      for (uint64_t& hash : probe) hash = Below(rng, pool * 2) << 32;
      CheckProbe(&shingles, hashes, probe, again == 0 ? kAll : 2);
    }
  }
}

// Marks of 16 bits come round after 65,535 texts.
TEST(PlacedShinglesTest, OldTextsStayForgottenWhenMarksComeRound) {
  PlacedShingles shingles;
  const Hashes old = {uint64_t{1} << 32, uint64_t{2} << 32};
  const Hashes other = {uint64_t{3} << 32};
  shingles.Assign(old);
  std::vector<uint32_t> links;
  for (int i = 0; i < 70000; ++i) {
    shingles.Assign(other);
    ASSERT_EQ(shingles.Probe(old, kAll, &links), 0u) << i;
    ASSERT_EQ(shingles.Probe(other, kAll, &links), 1u) << i;
  }
  for (int i = 0; i < 70000; ++i) {
    ASSERT_EQ(shingles.Probe(other, 1, &links), 1u) << i;
    ASSERT_EQ(links, std::vector<uint32_t>{1}) << i;
  }
}

}  // namespace
}  // namespace nuskha::internal

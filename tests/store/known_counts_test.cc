// SPDX-License-Identifier: Apache-2.0
//
// What counts for recurrence depends on the documents that are there and their
// order, whatever was removed, written, merged and opened again before.

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "gtest/gtest.h"
#include "reference/random_texts.h"
#include "store/articles.h"
#include "store/known.h"
#include "store/loader.h"
#include "store/merge.h"

namespace nuskha::internal {
namespace {

using reference::Below;
using reference::Rng;

constexpr uint32_t kSources = 2;
constexpr uint32_t kStems = 6;

struct Row {
  DocumentKeys keys;  // without kCounts
  bool removed = false;
};

// Few different words and openings, so that many documents block each other.
DocumentKeys MakeKeys(Rng& rng, size_t variety) {
  DocumentKeys keys;
  keys.info.flags = DocumentInfo::kPresent;
  if (Below(rng, 10) > 0) {
    keys.info.source = static_cast<uint32_t>(Below(rng, kSources));
  }
  keys.info.content = Mix64(Below(rng, variety));
  keys.info.opening = Mix64(Below(rng, variety)) + keys.info.source;
  keys.grams = {KeyOf(rng())};
  for (uint32_t stem = 0; stem < kStems; ++stem) {
    if (Below(rng, 3) == 0) keys.topics.push_back(stem);
  }
  return keys;
}

// An index in small: rows, and what is known of them.
class History {
 public:
  History(uint64_t seed, size_t variety) : rng_(seed), variety_(variety) {
    options_ = {.folder = folder_.path(), .family = 1, .may_write = true};
  }

  void Step() {
    const size_t what = Below(rng_, 40);
    if (what < 20) return Add();
    if (what < 35) return Remove();
    if (what < 37) return Write();
    if (what < 39) return Merge();
    Open();
  }

  // The rule, one document after the other.
  void Check() {
    known_.delta.Link();
    std::set<std::pair<uint32_t, uint64_t>> words, openings;  // by source
    std::map<uint32_t, uint32_t> articles;
    std::map<std::pair<uint32_t, uint32_t>, uint32_t> headlines;
    size_t hidden = 0;
    for (uint32_t number = 0; number < rows_.size(); ++number) {
      const auto& [keys, removed] = rows_[number];
      const DocumentInfo& info = keys.info;
      const bool is_first = !words.contains({info.source, info.content}) &&
                            !openings.contains({info.source, info.opening});
      const bool counts =
          !removed && info.source != DocumentStore::kNoSource && is_first;
      ASSERT_EQ(known_.Info(number).is(DocumentInfo::kCounts), counts)
          << number;
      hidden +=
          removed && known_.Info(number).is(DocumentInfo::kPresent) ? 1 : 0;
      if (!counts) continue;
      words.insert({info.source, info.content});
      openings.insert({info.source, info.opening});
      ++articles[info.source];
      for (const uint32_t stem : keys.topics) ++headlines[{info.source, stem}];
    }
    EXPECT_EQ(known_.has_hidden(), hidden > 0);
    for (uint32_t source = 0; source < kSources; ++source) {
      EXPECT_EQ(known_.ArticlesOf(source), articles[source]);
      for (uint32_t stem = 0; stem < kStems; ++stem) {
        const std::pair<uint32_t, uint32_t> key{source, stem};
        EXPECT_EQ(known_.Headlines(source, stem), headlines[key]);
      }
    }
  }

  // Segments that were written, merges and openings must have been met.
  size_t events() const { return events_; }

 private:
  void AddRow(uint32_t number) {
    if (rows_[number].removed) return known_.delta.AddRemoved(0, {});
    known_.delta.LinkSpecials();
    DocumentKeys keys = rows_[number].keys;
    if (known_.Counts(keys.info, number)) {
      keys.info.flags |= DocumentInfo::kCounts;
    }
    known_.delta.Add(keys, 0, {});
  }

  void Add() {
    rows_.push_back({MakeKeys(rng_, variety_)});
    AddRow(static_cast<uint32_t>(rows_.size() - 1));
  }

  void Remove() {
    std::set<uint32_t> numbers;
    const size_t count = 1 + Below(rng_, 3);
    for (size_t i = 0; i < count && !rows_.empty(); ++i) {
      const auto number = static_cast<uint32_t>(Below(rng_, rows_.size()));
      if (!rows_[number].removed) numbers.insert(number);
    }
    for (const uint32_t number : numbers) rows_[number].removed = true;
    known_.Remove(std::vector(numbers.begin(), numbers.end()));
  }

  void Write() {
    ++events_;
    ASSERT_TRUE(WriteDelta(options_, &known_).ok());
  }

  void Merge() {
    if (known_.segments.empty()) return;
    ++events_;
    const size_t count = 1 + Below(rng_, known_.segments.size());
    const std::vector<std::shared_ptr<const Segment>> old(
        known_.segments.end() - static_cast<ptrdiff_t>(count),
        known_.segments.end());
    auto merged = MergeSegments(options_.folder, old, known_.removed,
                                known_.changed(), false);
    ASSERT_TRUE(merged.ok()) << merged.status();
    known_.Settle(old.front()->first());
    known_.segments.resize(known_.segments.size() - count);
    known_.segments.push_back(*std::move(merged));
  }

  // From the segments, and the rows that are in none.
  void Open() {
    ++events_;
    Known opened;
    std::vector<uint32_t> removed;
    for (uint32_t number = 0; number < rows_.size(); ++number) {
      if (rows_[number].removed) removed.push_back(number);
    }
    opened.Remove(removed);
    opened.segments = std::move(known_.segments);
    opened.delta = Delta(known_.delta.first());
    opened.Recount();
    known_ = std::move(opened);
    while (known_.next() < rows_.size()) AddRow(known_.next());
  }

  const TemporaryFolder folder_;
  Rng rng_;
  size_t variety_;
  LoadOptions options_;
  std::vector<Row> rows_;
  Known known_;
  size_t events_ = 0;
};

TEST(KnownCountsTest, DependsOnTheDocumentsThatAreThere) {
  for (uint64_t seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(seed);
    History history(seed, 3 + seed % 3 * 10);
    for (int step = 0; step < 250; ++step) {
      SCOPED_TRACE(step);
      history.Step();
      history.Check();
      if (testing::Test::HasFailure()) return;
    }
    EXPECT_GT(history.events(), 5u);
  }
}

}  // namespace
}  // namespace nuskha::internal

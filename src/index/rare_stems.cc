// SPDX-License-Identifier: Apache-2.0

#include "index/rare_stems.h"

#include <algorithm>
#include <cmath>

#include "index/key_numbers.h"

namespace nuskha::internal {
namespace {

constexpr size_t kShare = 100;
constexpr uint32_t kMostDocuments = 400;
constexpr uint32_t kSmallCollection = 4;
constexpr uint32_t kSmallShare = 10;

}  // namespace

uint32_t RareStems::Limit(size_t documents) {
  if (documents < kMinDocuments) return 0;
  const size_t small =
      std::min<size_t>(kSmallCollection, documents / kSmallShare);
  return static_cast<uint32_t>(
      std::clamp<size_t>(documents / kShare, small, kMostDocuments));
}

RareStems::RareStems(const DocumentStore& documents)
    : limit_(Limit(documents.size())), arena_(documents.pool()) {
  NumberStems(documents);
  ListAnchors();
  IndexAnchors();
}

void RareStems::NumberStems(const DocumentStore& documents) {
  KeyNumbers numbers;
  std::vector<uint32_t> stems;
  std::vector<uint32_t> last;  // 1 + the last document of each stem
  for (uint32_t doc = 0; doc < documents.size(); ++doc) {
    documents.light_stems().Read(documents.words(doc), &stems);
    for (uint32_t& stem : stems) {
      stem = numbers[stem];
      if (stem == frequency_.size()) {
        frequency_.push_back(0);
        last.push_back(0);
      }
      frequency_[stem] += last[stem] != doc + 1 ? 1 : 0;
      last[stem] = doc + 1;
    }
    stems_.push_back(arena_.Copy(stems));
  }
}

void RareStems::ListAnchors() {
  std::vector<Anchor> all;
  anchors_begin_.assign(1, 0);
  for (const std::span<const uint32_t> stems : stems_) {
    all.clear();
    for (uint32_t i = 0; i < stems.size(); ++i) {
      const uint32_t frequency = frequency_[stems[i]];
      if (frequency >= 2 && frequency <= limit_) all.push_back({stems[i], i});
    }
    std::sort(all.begin(), all.end());
    for (size_t i = 0; i < all.size(); ++i) {
      const bool before = i > 0 && all[i - 1].stem == all[i].stem;
      const bool after = i + 1 < all.size() && all[i + 1].stem == all[i].stem;
      if (!before && !after) anchors_.push_back(all[i]);
    }
    anchors_begin_.push_back(anchors_.size());
  }
}

void RareStems::IndexAnchors() {
  holders_begin_.assign(size() + 1, 0);
  for (const Anchor& anchor : anchors_) ++holders_begin_[anchor.stem + 1];
  for (size_t i = 0; i < size(); ++i)
    holders_begin_[i + 1] += holders_begin_[i];
  holders_.resize(anchors_.size());
  std::vector<uint64_t> next = holders_begin_;
  for (uint32_t doc = 0; doc < stems_.size(); ++doc) {
    for (const Anchor& anchor : anchors(doc)) {
      holders_[next[anchor.stem]++] = doc;
    }
  }
}

double RareStems::weight(uint32_t stem) const {
  return std::log(static_cast<double>(stems_.size()) / frequency_[stem]);
}

void RareStems::Before(uint32_t doc, Scratch* scratch,
                       std::vector<uint32_t>* candidates) const {
  candidates->clear();
  scratch->counts.resize(stems_.size());
  scratch->touched.clear();
  for (const Anchor& anchor : anchors(doc)) {
    for (uint64_t i = holders_begin_[anchor.stem]; holders_[i] < doc; ++i) {
      if (scratch->counts[holders_[i]]++ == 0) {
        scratch->touched.push_back(holders_[i]);
      }
    }
  }
  for (const uint32_t other : scratch->touched) {
    if (scratch->counts[other] >= kMinAnchors) candidates->push_back(other);
    scratch->counts[other] = 0;
  }
  std::sort(candidates->begin(), candidates->end());
}

}  // namespace nuskha::internal

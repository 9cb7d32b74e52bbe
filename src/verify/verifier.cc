// SPDX-License-Identifier: Apache-2.0

#include "verify/verifier.h"

#include <algorithm>

#include "nuskha/compare.h"
#include "nuskha/shingle.h"

namespace nuskha {
namespace internal {
namespace {

// Verification hashes never leave the process, so one seed serves every run.
constexpr uint64_t kSeed = 0;

double Ratio(size_t part, size_t whole) {
  return whole == 0 ? 0
                    : static_cast<double>(part) / static_cast<double>(whole);
}

void Remember(const DocumentView& view, size_t distinct) {
  if (view.distinct == nullptr) return;
  view.distinct->store(static_cast<uint32_t>(distinct),
                       std::memory_order_relaxed);
}

DocumentView ViewOf(const Document& document) {
  // A record with a title and no text is judged on its title.
  if (document.all_words == 0) return {.words = document.title, .numbers = {}};
  return {.words = document.words, .numbers = document.numbers};
}

}  // namespace

void Verifier::SetBase(const DocumentView& view) {
  base_ = view;
  base_long_hashes_.clear();
  ShingleHashes(view.words, kScoreWidth, kSeed, &hashes_);
  base_set_.Assign(hashes_);
  Remember(view, base_set_.size());
}

// Distinct w3 of `other`, whose hashes are in hashes_.
size_t Verifier::CountDistinct(const DocumentView& other) {
  if (other.distinct != nullptr) {
    const uint32_t known = other.distinct->load(std::memory_order_relaxed);
    if (known != 0) return known;
  }
  other_set_.Assign(hashes_);
  Remember(other, other_set_.size());
  return other_set_.size();
}

void Verifier::ScoreExact(const DocumentView& other, Match* match) {
  ShingleHashes(other.words, kScoreWidth, kSeed, &hashes_);
  const size_t shared = base_set_.CountShared(hashes_);
  if (shared == 0) return;
  const size_t distinct = CountDistinct(other);
  match->a_in_b = Ratio(shared, distinct);
  match->b_in_a = Ratio(shared, base_set_.size());
  match->jaccard = Ratio(shared, base_set_.size() + distinct - shared);
}

// The base's w5 and their set are made once per base, and only if some pair
// comes this far.
double Verifier::Coverage(const DocumentView& other, bool other_is_longer) {
  const size_t shorter =
      other_is_longer ? base_.words.size() : other.words.size();
  if (shorter < kCandidateWidth) return 0;
  if (base_long_hashes_.empty()) {
    ShingleHashes(base_.words, kCandidateWidth, kSeed, &base_long_hashes_);
    base_long_set_.Assign(base_long_hashes_);
  }
  ShingleHashes(other.words, kCandidateWidth, kSeed, &hashes_);
  if (other_is_longer) other_set_.Assign(hashes_);
  ShingleSet& longer = other_is_longer ? other_set_ : base_long_set_;
  const auto& hashes = other_is_longer ? base_long_hashes_ : hashes_;
  size_t covered = 0, end = 0;  // words before `end` are counted
  for (size_t i = 0; i < hashes.size(); ++i) {
    if (!longer.Contains(hashes[i])) continue;
    covered += i + kCandidateWidth - std::max(end, i);
    end = i + kCandidateWidth;
  }
  return Ratio(covered, shorter);
}

void Verifier::CountNumbers(const DocumentView& shorter,
                            const DocumentView& longer, Match* match) {
  values_.clear();
  for (const Number& number : shorter.numbers) values_.push_back(number.value);
  std::sort(values_.begin(), values_.end());
  values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
  match->numbers = static_cast<uint32_t>(values_.size());
  match->numbers_shared = 0;
  for (const double value : values_) {
    match->numbers_shared += std::any_of(
        longer.numbers.begin(), longer.numbers.end(),
        [&](const Number& number) { return number.value == value; });
  }
}

void Verifier::AlignPair(const DocumentView& shorter,
                         const DocumentView& longer, Match* match) {
  aligner_.Align(shorter.words, longer.words, &tiles_);
  match->shared_words = PassageWords(tiles_);
  match->longest_run = 0;
  size_t first = longer.words.size();
  for (const Tile& tile : tiles_) {
    match->longest_run = std::max(match->longest_run, tile.length);
    first = std::min<size_t>(first, tile.b);
  }
  match->starts_at = Ratio(first, longer.words.size());
}

bool Verifier::Verify(const DocumentView& other, Match* match) {
  const uint32_t a = match->a, b = match->b;
  *match = {};
  match->a = a;
  match->b = b;
  match->words_a = static_cast<uint32_t>(other.words.size());
  match->words_b = static_cast<uint32_t>(base_.words.size());
  if (other.words.empty() || base_.words.empty()) return false;
  ScoreExact(other, match);
  if (std::max(match->a_in_b, match->b_in_a) < options_.min_score) return false;
  // Of two texts of one length the first is the longer one.
  match->container_is_a = match->words_a >= match->words_b;
  const DocumentView& longer = match->container_is_a ? other : base_;
  const DocumentView& shorter = match->container_is_a ? base_ : other;
  const bool equal = std::ranges::equal(other.words, base_.words);
  match->coverage = equal ? 1 : Coverage(other, match->container_is_a);
  CountNumbers(shorter, longer, match);
  if (options_.align) AlignPair(shorter, longer, match);
  Judge(equal, match);
  return true;
}

}  // namespace internal

Match Compare(const Document& a, const Document& b) {
  internal::Verifier verifier({});
  Match match;
  match.b = 1;
  verifier.SetBase(internal::ViewOf(b));
  verifier.Verify(internal::ViewOf(a), &match);
  return match;
}

}  // namespace nuskha

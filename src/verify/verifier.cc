// SPDX-License-Identifier: Apache-2.0

#include "verify/verifier.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/guarded.h"
#include "nuskha/compare.h"
#include "shingle/all_shingles.h"
#include "verify/relation.h"

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
  if (document.all_words == 0) {
    return {.words = document.title, .title = document.title};
  }
  return {.words = document.words,
          .numbers = document.numbers,
          .title = document.title,
          .text_hash = document.text_hash};
}

bool Known(int32_t day) { return day != DocumentStore::kNoDay; }
bool Known(uint32_t source) { return source != DocumentStore::kNoSource; }

}  // namespace

Verifier::Verifier(VerifyOptions options) : options_(std::move(options)) {
  static const StemTable& no_stems = *new StemTable();
  if (options_.stems == nullptr) options_.stems = &no_stems;
  base_ = sides_.For({}, nullptr);
}

void Verifier::SetBase(const DocumentView& view) {
  base_ = sides_.For(view, nullptr);
  has_base_stems_ = false;
  AllShingles(view.words, kScoreWidth, kSeed, &hashes_);
  base_shingles_.Assign(hashes_);
  Remember(view, base_shingles_.size());
}

// Distinct w3 of `other`, whose hashes are in hashes_.
size_t Verifier::CountDistinct(const DocumentView& other) {
  if (other.distinct != nullptr) {
    const uint32_t known = other.distinct->load(std::memory_order_relaxed);
    if (known != 0) return known;
  }
  other_shingles_.Assign(hashes_);
  Remember(other, other_shingles_.size());
  return other_shingles_.size();
}

void Verifier::ScoreExact(const DocumentView& other, Match* match) {
  AllShingles(other.words, kScoreWidth, kSeed, &hashes_);
  const size_t distinct = CountDistinct(other);
  if (Ratio(base_shingles_.CountPossible(hashes_),
            std::min(distinct, base_shingles_.size())) < options_.min_score) {
    return;
  }
  // Places count on the longer side: see Aligner.
  const uint32_t most = match->a_is_longer
                            ? static_cast<uint32_t>(Aligner::kMaxPlaces)
                            : std::numeric_limits<uint32_t>::max();
  const size_t shared = base_shingles_.Probe(most, &links_);
  if (shared == 0) return;
  match->a_in_b = Ratio(shared, distinct);
  match->b_in_a = Ratio(shared, base_shingles_.size());
  match->jaccard = Ratio(shared, base_shingles_.size() + distinct - shared);
}

Tier Verifier::TierOf(const DocumentView& a, const DocumentView& b) const {
  if (options_.marker && Known(a.origin.source) && Known(b.origin.source)) {
    return Tier::kSource;
  }
  return Known(a.origin.day) && Known(b.origin.day) ? Tier::kDates
                                                    : Tier::kText;
}

// Aligns the pair and fills in what comes straight from it.
EvidenceReader::Pair Verifier::AlignPair(Match* match) {
  const bool a_is_shorter = !match->a_is_longer;
  Side* const shorter = a_is_shorter ? other_ : base_;
  Side* const longer = a_is_shorter ? base_ : other_;
  aligner_.Align(shorter->view().words, longer->view().words,
                 {.links = links_,
                  .next = base_shingles_.next(),
                  .a_probes = a_is_shorter},
                 &tiles_);
  match->shared_words = PassageWords(tiles_);
  size_t first = longer->size();
  for (const Tile& tile : tiles_) {
    match->longest_run = std::max(match->longest_run, tile.length);
    first = std::min<size_t>(first, tile.b);
  }
  match->starts_at = Ratio(first, longer->size());

  const DocumentStore::Origin& a = other_->view().origin;
  const DocumentStore::Origin& b = base_->view().origin;
  match->evidence.tier = TierOf(other_->view(), base_->view());
  match->evidence.same_source = Known(a.source) && a.source == b.source;
  if (Known(a.day) && Known(b.day)) {
    match->evidence.days_later = b.day - a.day;
  }
  return {.shorter = shorter,
          .longer = longer,
          .tiles = tiles_,
          .runs = aligner_.runs(),
          .a_is_shorter = a_is_shorter};
}

// The same text in other paragraphs: a standing paragraph or a repeat was told
// in the one and not in the other.
bool Verifier::SameText() const {
  return base_->view().text_hash != 0 &&
         base_->view().text_hash == other_->view().text_hash;
}

void Verifier::ReadStems(EvidenceReader::Pair* pair) {
  if (!has_base_stems_) {
    has_base_stems_ = true;
    base_stems_.Assign(base_->view().words, *options_.stems);
  }
  other_stems_.Assign(other_->view().words, *options_.stems);
  pair->shorter_stems = pair->a_is_shorter ? &other_stems_ : &base_stems_;
  pair->longer_stems = pair->a_is_shorter ? &base_stems_ : &other_stems_;
}

void Verifier::JudgePair(bool equal, Match* match) {
  Evidence* const evidence = &match->evidence;
  const bool all = options_.all_evidence;
  if (equal && !all) {
    // What the alignment would say.
    const bool tile = match->words_a >= Aligner::kLoneTile;
    match->shared_words = match->longest_run = tile ? match->words_a : 0;
    match->starts_at = tile ? 0 : 1;
    return Judge(equal, match);
  }
  EvidenceReader::Pair pair = AlignPair(match);
  base_->ReadMarks(options_.marker, &hashes_);
  other_->ReadMarks(options_.marker, &hashes_);
  evidence_.Places(pair, evidence);
  equal = equal || SameText();
  if (equal && !all) return Judge(equal, match);
  if (!all && NothingShared(*evidence)) return Judge(equal, match);
  evidence_.Numbers(pair, evidence);
  if (!all && AlmostEqual(*evidence)) return Judge(equal, match);
  evidence_.Runs(pair, options_.days, options_.seed, evidence);
  if (!all && JudgeWithoutStems(/*have_heads=*/false, match)) return;
  base_->ReadHeads(*options_.stems);
  other_->ReadHeads(*options_.stems);
  evidence_.Heads(pair, evidence);
  if (!all && JudgeWithoutStems(/*have_heads=*/true, match)) return;
  ReadStems(&pair);
  evidence_.Stems(pair, evidence);
  Judge(equal, match);
}

bool Verifier::Verify(const DocumentView& other, Match* match) {
  const uint32_t a = match->a, b = match->b;
  *match = {};
  match->a = a;
  match->b = b;
  match->words_a = static_cast<uint32_t>(other.words.size());
  match->words_b = static_cast<uint32_t>(base_->size());
  match->a_is_longer = !IsShorter(other.words, base_->view().words);
  if (other.words.empty() || base_->size() == 0) return false;
  ScoreExact(other, match);
  if (std::max(match->a_in_b, match->b_in_a) < options_.min_score) return false;
  other_ = sides_.For(other, base_);
  JudgePair(std::ranges::equal(other.words, base_->view().words), match);
  return true;
}

void SwapSides(Match* match) {
  std::swap(match->a, match->b);
  std::swap(match->a_in_b, match->b_in_a);
  std::swap(match->words_a, match->words_b);
  match->a_is_longer = !match->a_is_longer;
  if (match->relation == Relation::kPartial) {
    match->container_is_a = !match->container_is_a;
  }
  match->evidence.days_later = -match->evidence.days_later;
  for (NumberConflict& example : match->evidence.conflict_examples) {
    std::swap(example.a, example.b);
  }
}

}  // namespace internal

absl::StatusOr<Match> Compare(const Document& a, const Document& b) {
  return internal::Guarded([&]() -> absl::StatusOr<Match> {
    internal::StemTable stems;
    stems.Add(a.new_stems);
    stems.Add(b.new_stems);
    internal::Verifier verifier({.stems = &stems, .all_evidence = true});
    Match match;
    match.b = 1;
    verifier.SetBase(internal::ViewOf(b));
    verifier.Verify(internal::ViewOf(a), &match);
    return match;
  });
}

}  // namespace nuskha

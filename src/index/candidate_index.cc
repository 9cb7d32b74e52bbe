// SPDX-License-Identifier: Apache-2.0

#include "index/candidate_index.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/guarded.h"
#include "base/hash.h"
#include "index/inverted_index.h"
#include "index/short_table.h"
#include "nuskha/minhash.h"
#include "shingle/all_shingles.h"
#include "sketch/sampled_keys.h"

namespace nuskha::internal {
namespace {

// Gate 1, for scores from 0.3 on: two shared keys that are a tenth of the
// smaller document's keys, or one that is a seventh. Who asks for lower scores
// gets a lower gate; at 0 every shared key is worth a look. On 18,984 newspaper
// articles the tenth takes away 35 % of the pairs; recall: docs/evaluation.md.
class Gate {
 public:
  explicit Gate(double min_score) : scale_(std::min(1.0, min_score / 0.3)) {}

  bool Pass(uint32_t shared, uint32_t keys_a, uint32_t keys_b) const {
    constexpr double kMinShareOfTwo = 0.1;
    constexpr double kMinShareOfOne = 0.15;
    const double share = shared >= 2 ? kMinShareOfTwo : kMinShareOfOne;
    return shared >= scale_ * share * std::min(keys_a, keys_b);
  }

 private:
  double scale_;
};

// Empties the counts into ascending candidates.
template <typename Keep>
void Collect(uint32_t doc, CandidateScratch* scratch, const Keep& keep,
             std::vector<Candidate>* candidates) {
  std::sort(scratch->touched.begin(), scratch->touched.end());
  for (const uint32_t other : scratch->touched) {
    const uint32_t shared = std::exchange(scratch->counts[other], 0);
    if (keep(other, shared)) candidates->push_back({other, doc, shared});
  }
  scratch->touched.clear();
}

// Both lists ascending by `a`; keeps the larger count of a pair in both.
void MergeInto(std::vector<Candidate>* into, std::vector<Candidate>* other) {
  if (other->empty()) return;
  std::vector<Candidate> merged;
  merged.reserve(into->size() + other->size());
  std::merge(into->begin(), into->end(), other->begin(), other->end(),
             std::back_inserter(merged),
             [](const Candidate& x, const Candidate& y) { return x.a < y.a; });
  size_t kept = 0;
  for (const Candidate& candidate : merged) {
    if (kept > 0 && merged[kept - 1].a == candidate.a) {
      merged[kept - 1].shared =
          std::max(merged[kept - 1].shared, candidate.shared);
    } else {
      merged[kept++] = candidate;
    }
  }
  merged.resize(kept);
  into->swap(merged);
}

class SampledIndex : public CandidateIndex {
 public:
  SampledIndex(const DocumentStore& documents, uint64_t rate,
               const CandidateOptions& options)
      : gate_(options.min_score),
        text_keys_(documents.size()),
        long_(documents.size(), ExpectedKeys(documents, rate), options.threads,
              options.frequency_cap, documents.pool(),
              [&, hashes = Scratch(options.threads),
               sampled = Scratch(options.threads)](
                  uint32_t doc, size_t worker,
                  std::vector<uint64_t>* keys) mutable {
                const auto words = documents.words(doc);
                if (words.size() < kMinWords) return;
                AllShingles(words, kCandidateWidth, options.seed,
                            &hashes[worker]);
                text_keys_[doc] = SumOf(hashes[worker]);
                if (IsShort(words)) return;
                SampleKeys(hashes[worker], rate, &sampled[worker]);
                keys->insert(keys->end(), sampled[worker].begin(),
                             sampled[worker].end());
              }),
        short_(documents, options),
        equal_(documents.size(), documents.size(), options.threads,
               options.frequency_cap, documents.pool(),
               [&](uint32_t doc, size_t, std::vector<uint64_t>* keys) {
                 if (documents.word_count(doc) < kMinWords) return;
                 keys->push_back(text_keys_[doc]);
               }) {
    text_keys_ = {};
  }

  void Before(uint32_t doc, CandidateScratch* scratch,
              std::vector<Candidate>* candidates) const override {
    candidates->clear();
    long_.Count(doc, nullptr, scratch);
    Collect(
        doc, scratch,
        [&](uint32_t other, uint32_t shared) {
          return gate_.Pass(shared, long_.key_count(doc),
                            long_.key_count(other));
        },
        candidates);
    std::vector<Candidate> others;
    short_.Count(doc, scratch);
    Collect(
        doc, scratch,
        [&](uint32_t other, uint32_t shared) {
          return gate_.Pass(shared, short_.key_count(doc),
                            short_.key_count(other));
        },
        &others);
    MergeInto(candidates, &others);
    others.clear();
    equal_.Count(doc, nullptr, scratch);
    Collect(
        doc, scratch, [](uint32_t, uint32_t) { return true; }, &others);
    for (Candidate& candidate : others) candidate.shared = 0;
    MergeInto(candidates, &others);
  }

  CandidateStats stats() const override {
    CandidateStats stats = long_.stats();
    stats.Add(short_.stats());
    return stats;
  }

 private:
  static std::vector<std::vector<uint64_t>> Scratch(size_t threads) {
    return std::vector<std::vector<uint64_t>>(threads);
  }

  // Equal for equal texts, whatever the order of the shingles; all but surely
  // different otherwise.
  static uint64_t SumOf(const std::vector<uint64_t>& hashes) {
    return Mix64(std::accumulate(hashes.begin(), hashes.end(), uint64_t{0}));
  }

  static size_t ExpectedKeys(const DocumentStore& documents, uint64_t rate) {
    size_t words = 0;
    for (uint32_t doc = 0; doc < documents.size(); ++doc) {
      words += documents.word_count(doc);
    }
    return words / rate;
  }

  Gate gate_;
  std::vector<uint64_t> text_keys_;  // empty once built
  InvertedIndex long_;
  ShortTable short_;
  // Equal texts meet even where every shingle of theirs is hot, so that links
  // lead to others and the share of common keys stays below gate 1.
  InvertedIndex equal_;
};

// One inverted index and a rule that says which counts are worth a look.
class PlainIndex : public CandidateIndex {
 public:
  PlainIndex(const DocumentStore& documents, size_t expected_keys,
             uint32_t frequency_cap, size_t threads, const KeysOf& keys_of)
      : index_(documents.size(), expected_keys, threads, frequency_cap,
               documents.pool(), keys_of) {}

  void Before(uint32_t doc, CandidateScratch* scratch,
              std::vector<Candidate>* candidates) const override {
    candidates->clear();
    index_.Count(doc, nullptr, scratch);
    Collect(
        doc, scratch, [](uint32_t, uint32_t) { return true; }, candidates);
  }

  CandidateStats stats() const override { return index_.stats(); }

 private:
  InvertedIndex index_;
};

}  // namespace

uint64_t WholeTextKey(std::span<const uint32_t> words, uint64_t seed) {
  uint64_t key = Mix64(seed + words.size() + 1);
  for (const uint32_t word : words) key = Mix64(key ^ word);
  return key;
}

void CandidateShingles(std::span<const uint32_t> words, uint64_t seed,
                       std::vector<uint64_t>* hashes,
                       std::vector<uint64_t>* keys) {
  hashes->clear();
  if (words.empty()) return;
  if (words.size() < kMinWords) {
    keys->push_back(WholeTextKey(words, seed));
  } else {
    AllShingles(words, kCandidateWidth, seed, hashes);
  }
}

std::unique_ptr<CandidateIndex> BuildSampledIndex(
    const DocumentStore& documents, uint64_t rate,
    const CandidateOptions& options) {
  return std::make_unique<SampledIndex>(documents, rate, options);
}

std::unique_ptr<CandidateIndex> BuildMinHashIndex(
    const DocumentStore& documents, Banding banding,
    const CandidateOptions& options) {
  const uint32_t width = banding.bands * banding.rows;
  const MinHasher hasher =
      Checked(MinHasher::Create({.width = width, .seed = options.seed}));
  std::vector<std::vector<uint64_t>> hashes(options.threads);
  std::vector<std::vector<uint32_t>> lanes(options.threads,
                                           std::vector<uint32_t>(width));
  return std::make_unique<PlainIndex>(
      documents, documents.size() * banding.bands, options.frequency_cap,
      options.threads,
      [&](uint32_t doc, size_t worker, std::vector<uint64_t>* keys) {
        CandidateShingles(documents.words(doc), options.seed, &hashes[worker],
                          keys);
        if (hashes[worker].empty()) return;
        hasher.Sketch(hashes[worker], lanes[worker]);
        for (uint32_t band = 0; band < banding.bands; ++band) {
          keys->push_back(
              WholeTextKey(std::span(lanes[worker])
                               .subspan(band * banding.rows, banding.rows),
                           options.seed + (uint64_t{band + 1} << 32)));
        }
      });
}

std::unique_ptr<CandidateIndex> BuildExactIndex(
    const DocumentStore& documents, const CandidateOptions& options) {
  std::vector<std::vector<uint64_t>> hashes(options.threads);
  size_t words_in_all = 0;
  for (uint32_t doc = 0; doc < documents.size(); ++doc) {
    words_in_all += documents.word_count(doc);
  }
  return std::make_unique<PlainIndex>(
      documents, words_in_all, /*frequency_cap=*/0, options.threads,
      [&](uint32_t doc, size_t worker, std::vector<uint64_t>* keys) {
        CandidateShingles(documents.words(doc), options.seed, &hashes[worker],
                          keys);
        keys->insert(keys->end(), hashes[worker].begin(), hashes[worker].end());
      });
}

}  // namespace nuskha::internal

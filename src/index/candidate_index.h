// SPDX-License-Identifier: Apache-2.0
//
// Candidate generation: which pairs of documents are worth an exact look. Three
// ways behind one interface; whatever they answer is verified.

#ifndef NUSKHA_SRC_INDEX_CANDIDATE_INDEX_H_
#define NUSKHA_SRC_INDEX_CANDIDATE_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "index/document_store.h"
#include "nuskha/lsh.h"

namespace nuskha::internal {

// Below this many content words the only relation of sameness is equality, so
// such documents meet only by a key of their whole text.
inline constexpr size_t kMinWords = 12;

// Documents `a` < `b` share `shared` keys; 0 when equality alone made the pair.
struct Candidate {
  uint32_t a;
  uint32_t b;
  uint32_t shared;
};

struct CandidateStats {
  uint64_t keys = 0;         // (key, document) entries
  uint64_t shared_keys = 0;  // keys held by two documents or more
  uint64_t hot_keys = 0;     // keys over the document-frequency cap
  uint32_t largest = 0;      // documents of the most frequent key
  uint32_t example = 0;      // one of those documents

  void Add(const CandidateStats& other);
};

// Scratch of one thread; reuse it for one index only.
struct CandidateScratch {
  std::vector<uint32_t> counts;   // shape [documents], zero between calls
  std::vector<uint32_t> touched;  // documents with a count
};

// Immutable once built; safe to share.
class CandidateIndex {
 public:
  virtual ~CandidateIndex() = default;

  // Replaces *candidates by the documents before `doc` that it should be
  // compared with, ascending. Cost: the posting lists of its keys up to `doc`,
  // each at most the cap.
  virtual void Before(uint32_t doc, CandidateScratch* scratch,
                      std::vector<Candidate>* candidates) const = 0;

  virtual CandidateStats stats() const = 0;
};

struct CandidateOptions {
  size_t threads = 1;
  uint64_t seed = 0;
  // Keys of more documents than this link each holder to the first 4 and the
  // 8 previous holders only.
  uint32_t frequency_cap = 256;
  // Pairs of a smaller containment are not asked for; sampled only.
  double min_score = 0.3;
};

// Sampled shingle index: w5 hashes below 2^64 / rate of documents of at least
// 64 shingles; shorter ones put all their w5 into a second table that every
// document probes, because a preview of 20 shingles would be missed with
// probability (1 - 1/rate)^20.
std::unique_ptr<CandidateIndex> BuildSampledIndex(
    const DocumentStore& documents, uint64_t rate,
    const CandidateOptions& options);

// MinHash signatures cut into bands. O(documents x words x lanes).
std::unique_ptr<CandidateIndex> BuildMinHashIndex(
    const DocumentStore& documents, Banding banding,
    const CandidateOptions& options);

// Every w5 of every document, no cap: the truth, for audits. Time grows with
// the square of the commonest shingles.
std::unique_ptr<CandidateIndex> BuildExactIndex(
    const DocumentStore& documents, const CandidateOptions& options);

// One key for a run of 32-bit values; of a short document's words, its whole
// text.
uint64_t WholeTextKey(std::span<const uint32_t> words, uint64_t seed);

// The w5 of `words` in *hashes, or, of a document of fewer than kMinWords
// words, its one key in *keys and nothing in *hashes.
void CandidateShingles(std::span<const uint32_t> words, uint64_t seed,
                       std::vector<uint64_t>* hashes,
                       std::vector<uint64_t>* keys);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_INDEX_CANDIDATE_INDEX_H_

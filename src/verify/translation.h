// SPDX-License-Identifier: Apache-2.0
//
// Whether two texts may be translations of one original: the weight of the
// stems they share, and whether rare words come in the same order and at the
// same places. Thresholds were found on 14 articles translated by three
// systems (docs/evaluation.md): what passes is a suggestion.

#ifndef NUSKHA_SRC_VERIFY_TRANSLATION_H_
#define NUSKHA_SRC_VERIFY_TRANSLATION_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "index/document_store.h"
#include "index/rare_stems.h"
#include "nuskha/match.h"

namespace nuskha::internal {

// No labelled translations exist to calibrate it by.
inline constexpr double kTranslationConfidence = 0.5;

// Texts that share more of their w3 are told by their wording; translations
// shared .245 at most in 19 of 20 pairs.
inline constexpr double kMostSharedWording = 0.3;

// One per thread: keeps its buffers.
class TranslationReader {
 public:
  // Both must outlive the reader; `stems` are those of `documents`.
  TranslationReader(const DocumentStore& documents, const RareStems& stems)
      : documents_(documents), stems_(stems) {}

  // Every figure. O(words of both).
  Translation Measure(uint32_t a, uint32_t b);

  // Whether a and b may be translations of one original; *figures is whole if
  // so.
  bool Judge(uint32_t a, uint32_t b, Translation* figures);

 private:
  void Order(uint32_t a, uint32_t b, Translation* figures);
  void Numbers(uint32_t a, uint32_t b, Translation* figures) const;
  void Overlap(uint32_t a, uint32_t b, Translation* figures);

  const DocumentStore& documents_;
  const RareStems& stems_;
  std::vector<std::pair<uint32_t, uint32_t>> places_;  // of common anchors
  std::vector<uint32_t> tails_;
  std::vector<uint32_t> marks_;  // by stem: the epoch it was last seen in
  uint32_t epoch_ = 0;
};

// Whether figures with all but `overlap`, and with it, pass.
bool MayBeTranslation(const Translation& figures);

struct TranslatedPair {
  uint32_t a;  // a < b
  uint32_t b;
  Translation figures;
};

// All pairs that pass, ascending by (a, b), whatever else they are. Sets
// *candidates to the number of pairs looked at. The same for any number of
// threads.
std::vector<TranslatedPair> FindTranslations(const DocumentStore& documents,
                                             size_t threads,
                                             uint64_t* candidates);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_VERIFY_TRANSLATION_H_

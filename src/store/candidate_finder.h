// SPDX-License-Identifier: Apache-2.0
//
// Which documents of an index an article should be compared with: those that
// SampledIndex (index/candidate_index.h) would pair it with.

#ifndef NUSKHA_SRC_STORE_CANDIDATE_FINDER_H_
#define NUSKHA_SRC_STORE_CANDIDATE_FINDER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "store/document_keys.h"
#include "store/known.h"

namespace nuskha::internal {

// Keeps its buffers: one per thread.
class CandidateFinder {
 public:
  // Replaces *numbers by those of the candidates, ascending, without `own` and
  // what was removed. own: the article's number, or one not given yet.
  void Find(const Known& known, const DocumentKeys& keys, uint32_t own,
            std::vector<uint32_t>* numbers);

 private:
  void Note(const Known& known, const Holders& holders, uint32_t own);
  // Of those that are not removed.
  void NoteLiving(const NumberSet& removed, const Holders& holders,
                  uint32_t own);
  void FindLong(const Known& known, const DocumentKeys& keys, uint32_t own);
  void FindShort(const Known& known, const DocumentKeys& keys, uint32_t own);
  void FindAmongShort(const Known& known, const DocumentKeys& keys,
                      uint32_t own);
  void FindEqual(const Known& known, const DocumentKeys& keys, uint32_t own);
  // Calls gate(number, shared keys) for each document noted, in order, and adds
  // those for which it is true to found_.
  template <typename Gate>
  void Count(const Gate& gate);

  std::vector<uint32_t> noted_;
  std::vector<uint32_t> found_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_CANDIDATE_FINDER_H_

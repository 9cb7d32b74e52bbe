// SPDX-License-Identifier: Apache-2.0
//
// What a segment keeps of a document: its keys and the figures that candidates
// and recurrence need. The same keys and rules as of index/candidate_index.cc
// and index/recurrence.cc, so that an index answers as a batch run does.

#ifndef NUSKHA_SRC_STORE_DOCUMENT_KEYS_H_
#define NUSKHA_SRC_STORE_DOCUMENT_KEYS_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/document_store.h"
#include "index/stem_table.h"
#include "store/stored_document.h"

namespace nuskha::internal {

// A key is the leading bits of a hash: few enough to pack, and two of 10^8 are
// the same with probability 10^-5.
inline constexpr uint32_t kKeyBits = 44;
inline constexpr uint64_t KeyOf(uint64_t hash) {
  return hash >> (64 - kKeyBits);
}
inline constexpr uint64_t kKeyMask = ~uint64_t{0} << (64 - kKeyBits);

inline constexpr uint64_t kSamplingRate = 8;
inline constexpr uint32_t kFrequencyCap = 256;
inline constexpr double kMinScore = 0.3;

struct DocumentInfo {
  static constexpr uint32_t kPresent = 1;
  static constexpr uint32_t kCounts = 2;  // an article of its source's habits
  static constexpr uint32_t kShort = 4;   // fewer than 64 w5, 12 words or more
  static constexpr uint32_t kTiny = 8;    // fewer than 12 words

  uint32_t flags = 0;
  uint32_t source = DocumentStore::kNoSource;
  int32_t day = DocumentStore::kNoDay;
  uint32_t keys = 0;         // distinct: sampled, or all if it is short
  uint32_t shingles = 0;     // w5
  uint64_t largest_key = 0;  // of the sampled ones
  // Only with a source: hashes of the words, of the headline and the opening.
  uint64_t content = 0;
  uint64_t opening = 0;

  bool is(uint32_t flag) const { return (flags & flag) != 0; }
};

struct DocumentKeys {
  DocumentInfo info;
  std::vector<uint64_t> grams;   // keys of w5; see KeyMaker::Make()
  std::vector<uint32_t> topics;  // stems of the headline, ascending
  // Keys of specials. whole: of a tiny document's text; equal: of others.
  uint64_t id = 0;
  uint64_t text = 0;
};

// Keys of specials of an article with a source: of its words, of its opening.
// Those that count for recurrence are in other lists than the rest.
std::array<uint64_t, 2> WordingKeys(const DocumentInfo& info, bool counts);

uint64_t KeyOfId(std::string_view id, uint64_t seed);

// Keeps its buffers.
class KeyMaker {
 public:
  explicit KeyMaker(uint64_t seed) : seed_(seed) {}

  // Replaces *keys; all but kCounts. `stems` must have the words of the title
  // and the first 12 words. sorted: grams are distinct and ascending, as is
  // needed to ask; to add, they may be in any order, with repeats.
  void Make(const Body& body, std::string_view id,
            const DocumentStore::Origin& origin, const StemTable& stems,
            bool sorted, DocumentKeys* keys);

 private:
  void CountKeys(DocumentKeys* keys);
  void MakeTopics(std::span<const uint32_t> title,
                  std::span<const uint32_t> words, const StemTable& stems,
                  DocumentKeys* keys);

  uint64_t seed_;
  std::vector<uint64_t> hashes_;
  std::vector<uint64_t> sampled_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_DOCUMENT_KEYS_H_

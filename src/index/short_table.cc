// SPDX-License-Identifier: Apache-2.0

#include "index/short_table.h"

#include <algorithm>
#include <bit>

#include "shingle/all_shingles.h"

namespace nuskha::internal {
namespace {

// A Bloom filter whose bits of one key lie in one 64-bit word, so that a probe
// is one load (Putze, Sanders, Singler, "Cache-, hash- and space-efficient
// Bloom filters", JEA 2009). About 1 % false positives at 16 bits a key.
class WordFilter {
 public:
  explicit WordFilter(size_t keys)
      : words_(std::bit_ceil(keys / 4 + 1)), mask_(words_.size() - 1) {}

  void Add(uint64_t key) { words_[key & mask_] |= Bits(key); }
  bool MayHold(uint64_t key) const {
    return (words_[key & mask_] & Bits(key)) == Bits(key);
  }

 private:
  // Three bits from the key's top 18; the word comes from the bottom.
  static uint64_t Bits(uint64_t key) {
    return uint64_t{1} << (key >> 58) | uint64_t{1} << ((key >> 52) & 63) |
           uint64_t{1} << ((key >> 46) & 63);
  }

  std::vector<uint64_t> words_;
  size_t mask_;
};

}  // namespace

ShortTable::ShortTable(const DocumentStore& documents,
                       const CandidateOptions& options)
    : is_short_(documents.size()), shingle_counts_(documents.size()) {
  size_t short_keys = 0;
  for (uint32_t doc = 0; doc < documents.size(); ++doc) {
    const auto words = documents.words(doc);
    const size_t count = ShingleCount(words.size(), kCandidateWidth);
    shingle_counts_[doc] = static_cast<uint32_t>(count);
    is_short_[doc] = IsShort(words);
    if (is_short_[doc]) short_keys += count;
  }
  if (short_keys == 0) return;

  WordFilter filter(short_keys);
  std::vector<uint64_t> hashes;
  for (uint32_t doc = 0; doc < documents.size(); ++doc) {
    const auto words = documents.words(doc);
    if (!is_short_[doc] || words.size() < kMinWords) continue;
    AllShingles(words, kCandidateWidth, options.seed, &hashes);
    for (const uint64_t hash : hashes) filter.Add(hash);
  }

  std::vector<std::vector<uint64_t>> scratch(options.threads);
  index_ = std::make_unique<InvertedIndex>(
      documents.size(), short_keys * 2, options.threads, options.frequency_cap,
      documents.pool(),
      [&](uint32_t doc, size_t worker, std::vector<uint64_t>* keys) {
        CandidateShingles(documents.words(doc), options.seed, &scratch[worker],
                          keys);
        for (const uint64_t hash : scratch[worker]) {
          if (is_short_[doc] || filter.MayHold(hash)) keys->push_back(hash);
        }
      });
}

void ShortTable::Count(uint32_t doc, CandidateScratch* scratch) const {
  if (index_ != nullptr) index_->Count(doc, &is_short_, scratch);
}

CandidateStats ShortTable::stats() const {
  return index_ == nullptr ? CandidateStats{} : index_->stats();
}

}  // namespace nuskha::internal

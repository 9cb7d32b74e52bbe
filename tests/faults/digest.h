// SPDX-License-Identifier: Apache-2.0
//
// A hash of results, made without memory.

#ifndef NUSKHA_TESTS_FAULTS_DIGEST_H_
#define NUSKHA_TESTS_FAULTS_DIGEST_H_

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "nuskha/cluster.h"
#include "nuskha/document.h"
#include "nuskha/match.h"
#include "nuskha/normalize.h"
#include "nuskha/passage.h"

namespace nuskha::testing {

class Digest {
 public:
  void Add(uint64_t value) { hash_ = internal::Mix64(hash_ ^ value) + 1; }
  void Add(double value) { Add(std::bit_cast<uint64_t>(value)); }
  void Add(std::string_view text) { Add(internal::Hash64(text)); }
  void Add(ByteSpan span) { Add(uint64_t{span.begin} << 32 | span.end); }
  void Add(const std::vector<uint32_t>& words) {
    Add(uint64_t{words.size()});
    for (const uint32_t word : words) Add(uint64_t{word});
  }
  void Add(const Tokens& tokens) {
    Add(std::string_view(tokens.bytes));
    Add(tokens.ends);
    for (const ByteSpan span : tokens.spans) Add(span);
  }
  void Add(const Document& document) {
    Add(document.words);
    Add(document.title);
    Add(document.text_hash);
    Add(uint64_t{document.numbers.size()});
    Add(uint64_t{document.new_stems.size()});
    Add(uint64_t{document.short_paragraphs.size()});
  }
  void Add(const Match& match) {
    Add(uint64_t{match.a} << 32 | match.b);
    Add(uint64_t{static_cast<uint8_t>(match.relation)});
    Add(match.confidence);
    Add(match.jaccard);
    Add(uint64_t{match.shared_words});
  }
  void Add(const Cluster& cluster) {
    Add(uint64_t{cluster.original});
    for (const ClusterMember& member : cluster.members) {
      Add(uint64_t{member.document});
      Add(member.jaccard);
    }
  }
  void Add(const std::vector<Passage>& passages) {
    for (const Passage& passage : passages) {
      Add(passage.a);
      Add(passage.b);
      Add(uint64_t{passage.edits.size()});
    }
  }

  uint64_t value() const { return hash_; }

 private:
  uint64_t hash_ = 1;
};

}  // namespace nuskha::testing

#endif  // NUSKHA_TESTS_FAULTS_DIGEST_H_

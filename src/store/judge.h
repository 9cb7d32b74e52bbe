// SPDX-License-Identifier: Apache-2.0
//
// From candidates to matches: documents are read from the database, verified
// and explained.

#ifndef NUSKHA_SRC_STORE_JUDGE_H_
#define NUSKHA_SRC_STORE_JUDGE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "nuskha/index.h"
#include "store/candidate_finder.h"
#include "store/database.h"
#include "store/wording.h"
#include "verify/verifier.h"

namespace nuskha::internal {

// An article that is asked about.
struct Asked {
  const Article& article;
  const Body& body;
  const DocumentKeys& keys;  // with kCounts
  DocumentStore::Origin origin;
  // Its number if it is in the index with this text; else one not given yet.
  uint32_t number;
  bool is_known;
  // Another text that the index has of this id: no match; or none.
  std::optional<uint32_t> other = {};
};

// Keeps its buffers: one per thread.
class Judge {
 public:
  // stems: those of all documents. Must outlive the judge.
  Judge(uint64_t seed, const StemTable* stems);
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  // Replaces *matches. `database` is in a transaction, in which `next` is the
  // number of the next document. analyzer: for passages.
  absl::Status FindMatches(const Known& known, const Asked& asked,
                           const QueryOptions& options, uint64_t next,
                           uint64_t documents, Database* database,
                           Analyzer* analyzer,
                           std::vector<IndexMatch>* matches);

 private:
  // A candidate that shares enough.
  struct Found {
    uint32_t number;
    std::string id, title, text;  // title and text only for passages
    Body body;
    DocumentStore::Origin origin;
    Match match;
    bool settled = false;  // nothing but the two texts decides
  };

  absl::Status Fetch(uint32_t number, bool with_text, uint64_t next,
                     Database* database, std::optional<Found>* found);
  bool Verify(const Asked& asked, Found* found);
  void VerifyWithWording(const Known& known, const Asked& asked);
  absl::Status FindPassagesOf(const Asked& asked, const Found& found,
                              Analyzer* analyzer, IndexMatch* match);

  // As MarkWords() gives them; empty before wording is known.
  struct Marks {
    std::vector<uint8_t> marks;
    uint32_t furniture = 0;
  };

  GramTable days_;
  Marks asked_marks_, found_marks_;
  const uint32_t* asked_words_ = nullptr;  // which of both a view is of
  CandidateFinder finder_;
  Wording wording_;
  Verifier verifier_;
  PassageFinder passages_;
  KeyMaker maker_;
  std::vector<uint32_t> numbers_;
  std::vector<Found> found_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_JUDGE_H_

// SPDX-License-Identifier: Apache-2.0
//
// Audit: what a run missed, measured on the user's own documents.
//
// Of a random sample of documents every pair with any other document is looked
// at, with exact scores; those that are judged related are the truth, and the
// matches of the run are compared with it.
//
// Example:
//
//   const auto matches = detector.Run();
//   const auto report =
//       nuskha::Audit(detector, *matches, {.documents = 1000});
//   Use(report->by_containment[1].recall());

#ifndef NUSKHA_AUDIT_H_
#define NUSKHA_AUDIT_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "nuskha/detector.h"
#include "nuskha/export.h"
#include "nuskha/lsh.h"
#include "nuskha/match.h"

namespace nuskha {

struct AuditOptions {
  uint32_t documents = 1000;  // size of the sample, at least 1
  uint64_t seed = 1;          // chooses it
  double min_score = 0.3;     // that of the run, in [0, 1]
  uint32_t threads = 1;       // in [1, 1024]
  // That of the run, of CandidateMethod::kMinHash: fills in by_jaccard.
  std::optional<Banding> banding = {};
};

// Related pairs of one kind, and how many of them the run found.
struct AuditRow {
  double least = 0;  // score, see AuditReport
  uint64_t pairs = 0;
  uint64_t found = 0;
  // Of `recall()`, 95 %: Wilson's interval, widened by the design effect of
  // pairs that share a document (T. Korn, B. Graubard, "Confidence intervals
  // for proportions with small expected number of positive counts estimated
  // from survey data", Survey Methodology 1998).
  double low = 0;
  double high = 1;
  double expected = 0;  // by_jaccard: mean of CandidateProbability()

  double recall() const {
    return pairs == 0 ? 1
                      : static_cast<double>(found) / static_cast<double>(pairs);
  }
};

struct AuditReport {
  uint32_t documents = 0;  // sampled
  // Pairs of max(a_in_b, b_in_a) >= least, on word 3-shingles: AuditOptions::
  // min_score, .5, .8 and 1.
  std::vector<AuditRow> by_containment;
  // With a banding: pairs of Jaccard similarity in [least, least + .1), the
  // last row with 1, on word 5-shingles.
  std::vector<AuditRow> by_jaccard;
};

// matches: what `detector` just gave. Equal ones of a text that many documents
// have are linked to a few of each other only, by design, and count as missed.
// O(words of all documents) and every related pair of the sample. REQUIRES: the
// run had no isolate_sources. Errors: InvalidArgument naming the option that is
// out of range, ResourceExhausted if memory ends.
NUSKHA_EXPORT absl::StatusOr<AuditReport> Audit(const Detector& detector,
                                                std::span<const Match> matches,
                                                const AuditOptions& options);

}  // namespace nuskha

#endif  // NUSKHA_AUDIT_H_

// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include "checked.h"
#include "console.h"
#include "session.h"

namespace nuskha::tools {

void ExplainRun(const RunStats& stats, const DetectorOptions& options,
                const Collection& collection) {
  Note(fmt::format(
      "{} keys, {} shared; {} pairs looked at, {} scored {} or more",
      stats.keys, stats.shared_keys, stats.candidates, stats.verified,
      options.min_score));
  if (stats.hot_keys > 0) {
    Note(fmt::format(
        "{} keys stand in more than {} documents (one in {}, such as {}) and "
        "link each to 12 others only",
        stats.hot_keys, options.frequency_cap, stats.hottest,
        collection.id(stats.hottest_example)));
  }
  if (options.candidates != CandidateMethod::kMinHash) return;
  Note(fmt::format("{} bands of {} rows: probability that a pair is looked at",
                   stats.banding.bands, stats.banding.rows));
  for (int tenth = 1; tenth <= 10; ++tenth) {
    const double jaccard = tenth / 10.0;
    Note(fmt::format("  Jaccard {:.1f}  {:.4f}", jaccard,
                     CandidateProbability(jaccard, stats.banding)));
  }
}

void Session::RunAudit(uint32_t documents, const Detector& detector,
                       const DetectorOptions& options,
                       std::span<const Match> matches) {
  if (documents == 0) return;
  StartStage("audit");
  AuditOptions audit{.documents = documents,
                     .min_score = options.min_score,
                     .threads = options.threads};
  if (options.candidates == CandidateMethod::kMinHash) {
    audit.banding = detector.stats().banding;
  }
  audit_ = Checked(Audit(detector, matches, audit));
  Note(fmt::format("audit: all pairs of {} documents", audit_->documents));
  for (const AuditRow& row : audit_->by_containment) {
    Note(fmt::format(
        "  containment {:.2g} or more: {} of {} related pairs found, recall "
        "{:.4f} (95 %: {:.4f} to {:.4f})",
        row.least, row.found, row.pairs, row.recall(), row.low, row.high));
  }
  for (const AuditRow& row : audit_->by_jaccard) {
    if (row.pairs == 0) continue;
    Note(fmt::format(
        "  w5 Jaccard {:.1f} to {:.1f}: {} of {} found, recall {:.4f} (95 %: "
        "{:.4f} to {:.4f}), expected {:.4f}",
        row.least, row.least + 0.1, row.found, row.pairs, row.recall(), row.low,
        row.high, row.expected));
  }
}

}  // namespace nuskha::tools

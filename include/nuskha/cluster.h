// SPDX-License-Identifier: Apache-2.0
//
// Clusters: one original and the documents that are the same article.
//
// No chaining: every member has a verified relation with its original, one that
// the options of the detector allow: copies of one source that are isolated, or
// of a score that is too low, stand in one cluster only as members of an
// original that each of them matches. Exact and copy matches build components;
// in each, the best-ranked member that is not a part of another becomes the
// original, every other member is checked against it, and those that fail form
// clusters by the same rule. A document that is part of another article's
// original hangs on that one, under each original that contains it; an original
// is never a copy or a part elsewhere: if it proves to be a part of another
// original, its cluster dissolves, once.
//
// No two exact or copy members of a cluster are a template or passage match,
// and no two members at all are a template match: the second one stays out.
// Without the members, no two documents that are left are an exact, copy or
// partial match, except for those that stay out so, and unless relations
// contradict each other in circles: 17 of 1,500,000 arbitrary relation graphs
// left one such pair, 20,000 like those of texts none.
//
// Updates come last, by date: later versions of the original's story. They are
// articles of their own, may have clusters of their own, and are not removed as
// duplicates.

#ifndef NUSKHA_CLUSTER_H_
#define NUSKHA_CLUSTER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "nuskha/export.h"
#include "nuskha/match.h"

namespace nuskha {

struct ClusterMember {
  uint32_t document = 0;
  Relation relation = Relation::kNothing;  // to the original
  double jaccard = 0;
  double in_original = 0;  // share of the member found in the original
};

struct Cluster {
  uint32_t original = 0;
  // Without the original: exact, copy and partial ones ascending, then updates
  // by date.
  std::vector<ClusterMember> members;
};

// The relation of two documents; its only error is ResourceExhausted, as of
// Detector::Compare().
using CompareDocuments =
    std::function<absl::StatusOr<Match>(uint32_t, uint32_t)>;

// matches: of a Detector, ascending by (a, b).
// rank: shape [documents]; of two copies the one with the lower rank becomes
//     the original. A permutation (RankDocuments()).
// compare: the relation of two documents that may not be among the matches.
// Returns clusters of two documents or more, ascending by original.
// O(matches log matches) plus at most 16 calls of `compare` per document.
// `compare` is called on the caller's thread, one call at a time.
// Errors: ResourceExhausted if memory ends, here or in `compare`.
NUSKHA_EXPORT absl::StatusOr<std::vector<Cluster>> BuildClusters(
    std::span<const Match> matches, std::span<const uint32_t> rank,
    const CompareDocuments& compare);

// One key of a keep policy.
struct KeepKey {
  enum class Kind { kOldest, kNewest, kLongest, kFirst, kField };
  Kind kind = Kind::kFirst;
  std::string field = {};   // kField: name of the field
  bool descending = false;  // kField
};

// "oldest", "newest", "longest", "first", "FIELD:asc", "FIELD:desc", separated
// by commas. Errors: InvalidArgument naming the word that is none of these,
// ResourceExhausted if memory ends.
NUSKHA_EXPORT absl::StatusOr<std::vector<KeepKey>> ParseKeepPolicy(
    std::string_view policy);

// What a keep policy may look at.
struct DocumentFacts {
  std::optional<int64_t> date = {};  // seconds; undated sorts after dated
  uint32_t words = 0;                // content words
  uint32_t source_rank = 0;          // lower is preferred, before every key
  // Values of the policy's fields in order; an empty one sorts last, as do
  // those that a shorter vector leaves out. Numbers
  // sort by value and before other text, which sorts by its bytes.
  std::vector<std::string> fields = {};
};

// Shape [documents]: the place of each document when the best comes first.
// The last tie-break is the input order. O(n log n). Errors: ResourceExhausted
// if memory ends.
NUSKHA_EXPORT absl::StatusOr<std::vector<uint32_t>> RankDocuments(
    std::span<const DocumentFacts> facts, std::span<const KeepKey> policy);

}  // namespace nuskha

#endif  // NUSKHA_CLUSTER_H_

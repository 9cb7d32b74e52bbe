// SPDX-License-Identifier: Apache-2.0

#include "nuskha/audit.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "base/guarded.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/status_util.h"
#include "detect/check_options.h"
#include "nuskha/shingle.h"

namespace nuskha {
namespace {

constexpr size_t kDocumentsPerPiece = 256;

// Distinct shingles of a document, ascending.
void DistinctShingles(std::span<const uint32_t> words, uint32_t width,
                      std::vector<uint64_t>* shingles) {
  internal::Check(
      ShingleHashes(words, width, internal::kDefaultSeed, shingles));
  std::sort(shingles->begin(), shingles->end());
  shingles->erase(std::unique(shingles->begin(), shingles->end()),
                  shingles->end());
}

double Jaccard(std::span<const uint32_t> a, std::span<const uint32_t> b,
               uint32_t width) {
  std::vector<uint64_t> x, y, both;
  DistinctShingles(a, width, &x);
  DistinctShingles(b, width, &y);
  std::set_intersection(x.begin(), x.end(), y.begin(), y.end(),
                        std::back_inserter(both));
  const size_t all = x.size() + y.size() - both.size();
  return all == 0 ? 0
                  : static_cast<double>(both.size()) / static_cast<double>(all);
}

// A pair with a document of the sample, and the shingles they share.
struct SharedBy {
  uint32_t sampled;  // place in the sample
  uint32_t other;
  double containment;
  bool found = false;
};

// The shingles of the sample, and who of it has them.
class Sample {
 public:
  Sample(const Detector& detector, const AuditOptions& options) {
    std::vector<std::pair<uint64_t, uint32_t>> order;
    for (uint32_t doc = 0; doc < detector.size(); ++doc) {
      order.emplace_back(internal::Mix64(options.seed + doc), doc);
    }
    const size_t size = std::min<size_t>(options.documents, order.size());
    std::nth_element(order.begin(),
                     order.begin() + static_cast<ptrdiff_t>(size), order.end());
    for (size_t i = 0; i < size; ++i) documents_.push_back(order[i].second);
    std::sort(documents_.begin(), documents_.end());
    std::vector<uint64_t> shingles;
    for (uint32_t i = 0; i < documents_.size(); ++i) {
      DistinctShingles(detector.words(documents_[i]), kScoreWidth, &shingles);
      sizes_.push_back(shingles.size());
      for (const uint64_t shingle : shingles) holders_[shingle].push_back(i);
    }
  }

  const std::vector<uint32_t>& documents() const { return documents_; }

  // Adds the pairs of `doc` that score `least` or more. A pair of two sampled
  // documents is that of the first.
  void Compare(uint32_t doc, std::span<const uint64_t> shingles, double least,
               std::vector<uint32_t>* counts,
               std::vector<SharedBy>* pairs) const {
    counts->assign(documents_.size(), 0);
    for (const uint64_t shingle : shingles) {
      const auto found = holders_.find(shingle);
      if (found == holders_.end()) continue;
      for (const uint32_t i : found->second) ++(*counts)[i];
    }
    const bool sampled = std::ranges::binary_search(documents_, doc);
    for (uint32_t i = 0; i < documents_.size(); ++i) {
      if ((*counts)[i] == 0 || (sampled && documents_[i] >= doc)) continue;
      const double containment =
          static_cast<double>((*counts)[i]) /
          static_cast<double>(std::min(sizes_[i], shingles.size()));
      if (containment >= least) pairs->push_back({i, doc, containment});
    }
  }

 private:
  std::vector<uint32_t> documents_;
  std::vector<size_t> sizes_;  // distinct shingles
  std::unordered_map<uint64_t, std::vector<uint32_t>> holders_;
};

// All related pairs of the sample.
std::vector<SharedBy> Truth(const Detector& detector, const Sample& sample,
                            std::span<const Match> matches,
                            const AuditOptions& options) {
  std::vector<std::vector<SharedBy>> pieces(
      internal::PieceCount(detector.size(), kDocumentsPerPiece));
  const auto known = [&](uint32_t a, uint32_t b) {
    const auto pair = std::minmax(a, b);
    const auto place = std::ranges::lower_bound(
        matches, std::pair<uint32_t, uint32_t>(pair), {},
        [](const Match& match) { return std::pair(match.a, match.b); });
    return place != matches.end() && place->a == pair.first &&
           place->b == pair.second && place->relation != Relation::kTranslation;
  };
  internal::ParallelFor(
      options.threads, detector.size(), kDocumentsPerPiece,
      [&](const internal::Piece& piece) {
        std::vector<uint64_t> shingles;
        std::vector<uint32_t> counts;
        std::vector<SharedBy>& pairs = pieces[piece.number];
        for (size_t i = piece.begin; i < piece.end; ++i) {
          const auto doc = static_cast<uint32_t>(i);
          DistinctShingles(detector.words(doc), kScoreWidth, &shingles);
          sample.Compare(doc, shingles, options.min_score, &counts, &pairs);
        }
        std::erase_if(pairs, [&](SharedBy& pair) {
          const uint32_t one = sample.documents()[pair.sampled];
          pair.found = known(one, pair.other);
          return !pair.found &&
                 internal::Checked(detector.Compare(one, pair.other))
                         .relation == Relation::kNothing;
        });
      });
  std::vector<SharedBy> truth;
  for (const auto& piece : pieces) {
    truth.insert(truth.end(), piece.begin(), piece.end());
  }
  return truth;
}

// Wilson's interval of found / pairs, as if there were fewer pairs where those
// of one document are found or missed together.
void SetInterval(std::span<const SharedBy> pairs, size_t documents,
                 AuditRow* row) {
  if (row->pairs == 0) return;
  std::vector<double> of(documents), found(documents);
  for (const SharedBy& pair : pairs) {
    of[pair.sampled] += 1;
    found[pair.sampled] += pair.found ? 1 : 0;
  }
  const double p = row->recall();
  double spread = 0, clusters = 0;
  for (size_t i = 0; i < documents; ++i) {
    const double error = found[i] - p * of[i];
    spread += error * error;
    clusters += of[i] > 0 ? 1 : 0;
  }
  const auto n = static_cast<double>(row->pairs);
  // None missed says nothing on how misses cluster: the worst is assumed.
  double effective = clusters;
  if (p > 0 && p < 1) effective = n / std::max(1.0, spread / (n * p * (1 - p)));
  constexpr double kZ = 1.959964;
  const double z2 = kZ * kZ / effective;
  const double centre = (p + z2 / 2) / (1 + z2);
  const double half =
      kZ / (1 + z2) * std::sqrt(p * (1 - p) / effective + z2 / (4 * effective));
  // Rounding must not put the ends on the wrong side.
  row->low = std::clamp(centre - half, 0.0, p);
  row->high = std::clamp(centre + half, p, 1.0);
}

AuditRow MakeRow(std::span<const SharedBy> pairs, double least,
                 size_t documents) {
  AuditRow row;
  row.least = least;
  row.pairs = pairs.size();
  row.found = static_cast<uint64_t>(
      std::ranges::count_if(pairs, [](const SharedBy& p) { return p.found; }));
  SetInterval(pairs, documents, &row);
  return row;
}

std::vector<AuditRow> ByJaccard(const Detector& detector, const Sample& sample,
                                std::span<const SharedBy> truth,
                                Banding banding) {
  constexpr size_t kTenths = 10;
  std::vector<std::vector<SharedBy>> tenths(kTenths);
  std::vector<double> expected(kTenths);
  for (const SharedBy& pair : truth) {
    const double jaccard =
        Jaccard(detector.words(sample.documents()[pair.sampled]),
                detector.words(pair.other), kCandidateWidth);
    const size_t tenth =
        std::min(kTenths - 1, static_cast<size_t>(jaccard * kTenths + 1e-9));
    tenths[tenth].push_back(pair);
    expected[tenth] += CandidateProbability(jaccard, banding);
  }
  std::vector<AuditRow> rows;
  for (size_t i = 0; i < kTenths; ++i) {
    AuditRow row = MakeRow(tenths[i], static_cast<double>(i) / kTenths,
                           sample.documents().size());
    if (row.pairs > 0)
      row.expected = expected[i] / static_cast<double>(row.pairs);
    rows.push_back(row);
  }
  return rows;
}

AuditReport Report(const Detector& detector, std::span<const Match> matches,
                   const AuditOptions& options) {
  const Sample sample(detector, options);
  std::vector<SharedBy> truth = Truth(detector, sample, matches, options);
  std::sort(truth.begin(), truth.end(),
            [](const SharedBy& x, const SharedBy& y) {
              return x.containment > y.containment;
            });
  AuditReport report;
  report.documents = static_cast<uint32_t>(sample.documents().size());
  std::vector<double> bands = {options.min_score};
  for (const double band : {0.5, 0.8, 1.0}) {
    if (band > options.min_score) bands.push_back(band);
  }
  for (const double least : bands) {
    const auto end = std::ranges::partition_point(
        truth, [&](const SharedBy& p) { return p.containment >= least; });
    report.by_containment.push_back(
        MakeRow({truth.begin(), end}, least, sample.documents().size()));
  }
  if (options.banding.has_value()) {
    report.by_jaccard = ByJaccard(detector, sample, truth, *options.banding);
  }
  return report;
}

}  // namespace

absl::StatusOr<AuditReport> Audit(const Detector& detector,
                                  std::span<const Match> matches,
                                  const AuditOptions& options) {
  return internal::Guarded([&]() -> absl::StatusOr<AuditReport> {
    NUSKHA_RETURN_IF_ERROR(internal::CheckOptions(options));
    return Report(detector, matches, options);
  });
}

}  // namespace nuskha

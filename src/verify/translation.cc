// SPDX-License-Identifier: Apache-2.0

#include "verify/translation.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/parallel.h"

namespace nuskha::internal {
namespace {

constexpr double kLeastOverlap = 0.2;
constexpr double kLeastOrder = 0.8;
constexpr double kMostDisplacement = 0.045;
constexpr uint32_t kNumbersToCompare = 2;
constexpr double kLeastNumbers = 0.5;
constexpr size_t kDocumentsPerPiece = 64;

bool InOrder(const Translation& figures) {
  return figures.anchors >= RareStems::kMinAnchors &&
         figures.in_order >= kLeastOrder * figures.anchors &&
         figures.displacement < kMostDisplacement;
}

bool NumbersFit(const Translation& figures) {
  return figures.numbers < kNumbersToCompare ||
         figures.numbers_shared >= kLeastNumbers * figures.numbers;
}

std::set<double> ValuesOf(std::span<const Number> numbers) {
  std::set<double> values;
  for (const Number& number : numbers) values.insert(number.value);
  return values;
}

}  // namespace

bool MayBeTranslation(const Translation& figures) {
  return InOrder(figures) && NumbersFit(figures) &&
         figures.overlap >= kLeastOverlap;
}

void TranslationReader::Order(uint32_t a, uint32_t b, Translation* figures) {
  places_.clear();
  auto other = stems_.anchors(b).begin();
  const auto end = stems_.anchors(b).end();
  for (const Anchor& anchor : stems_.anchors(a)) {
    while (other != end && other->stem < anchor.stem) ++other;
    if (other == end) break;
    if (other->stem == anchor.stem) {
      places_.emplace_back(anchor.word, other->word);
    }
  }
  figures->anchors = static_cast<uint32_t>(places_.size());
  if (places_.empty()) return;
  std::sort(places_.begin(), places_.end());
  const auto size_a = static_cast<double>(stems_.stems(a).size());
  const auto size_b = static_cast<double>(stems_.stems(b).size());
  double displacement = 0;
  tails_.clear();  // the least end of an ascending sequence of each length
  for (const auto& [in_a, in_b] : places_) {
    displacement += std::abs(in_a / size_a - in_b / size_b);
    const auto tail = std::lower_bound(tails_.begin(), tails_.end(), in_b);
    if (tail == tails_.end()) {
      tails_.push_back(in_b);
    } else {
      *tail = in_b;
    }
  }
  figures->in_order = static_cast<uint32_t>(tails_.size());
  figures->displacement = displacement / static_cast<double>(places_.size());
}

void TranslationReader::Numbers(uint32_t a, uint32_t b,
                                Translation* figures) const {
  const std::set<double> in_a = ValuesOf(documents_.numbers(a));
  const std::set<double> in_b = ValuesOf(documents_.numbers(b));
  figures->numbers = static_cast<uint32_t>(std::min(in_a.size(), in_b.size()));
  for (const double value : in_a) {
    figures->numbers_shared += in_b.contains(value) ? 1 : 0;
  }
}

void TranslationReader::Overlap(uint32_t a, uint32_t b, Translation* figures) {
  marks_.resize(stems_.size());
  if (epoch_ >= 0xfffffff0) {
    std::ranges::fill(marks_, 0);
    epoch_ = 0;
  }
  const uint32_t in_a = ++epoch_, in_b = ++epoch_, in_both = ++epoch_;
  double all = 0, common = 0;
  for (const uint32_t stem : stems_.stems(a)) {
    if (marks_[stem] == in_a) continue;
    marks_[stem] = in_a;
    all += stems_.weight(stem);
  }
  for (const uint32_t stem : stems_.stems(b)) {
    if (marks_[stem] == in_b || marks_[stem] == in_both) continue;
    const double weight = stems_.weight(stem);
    if (marks_[stem] == in_a) {
      common += weight;
      marks_[stem] = in_both;
    } else {
      all += weight;
      marks_[stem] = in_b;
    }
  }
  figures->overlap = all > 0 ? common / all : 0;
}

Translation TranslationReader::Measure(uint32_t a, uint32_t b) {
  Translation figures;
  Order(a, b, &figures);
  Numbers(a, b, &figures);
  Overlap(a, b, &figures);
  return figures;
}

bool TranslationReader::Judge(uint32_t a, uint32_t b, Translation* figures) {
  *figures = {};
  Order(a, b, figures);
  if (!InOrder(*figures)) return false;
  Numbers(a, b, figures);
  if (!NumbersFit(*figures)) return false;
  Overlap(a, b, figures);
  return MayBeTranslation(*figures);
}

std::vector<TranslatedPair> FindTranslations(const DocumentStore& documents,
                                             size_t threads,
                                             uint64_t* candidates) {
  *candidates = 0;
  std::vector<TranslatedPair> found;
  if (RareStems::Limit(documents.size()) == 0) return found;
  const RareStems stems(documents);
  struct Worker {
    TranslationReader reader;
    RareStems::Scratch scratch;
    std::vector<uint32_t> before;
  };
  struct PieceResult {
    std::vector<TranslatedPair> pairs;
    uint64_t candidates = 0;
  };
  std::vector<Worker> workers;
  for (size_t i = 0; i < threads; ++i) {
    workers.push_back({.reader = TranslationReader(documents, stems),
                       .scratch = {},
                       .before = {}});
  }
  std::vector<PieceResult> results(
      PieceCount(documents.size(), kDocumentsPerPiece));
  ParallelFor(threads, documents.size(), kDocumentsPerPiece,
              [&](const Piece& piece) {
                Worker& worker = workers[piece.worker];
                PieceResult& result = results[piece.number];
                for (size_t i = piece.begin; i < piece.end; ++i) {
                  const auto b = static_cast<uint32_t>(i);
                  stems.Before(b, &worker.scratch, &worker.before);
                  result.candidates += worker.before.size();
                  for (const uint32_t a : worker.before) {
                    TranslatedPair pair{.a = a, .b = b, .figures = {}};
                    if (!worker.reader.Judge(a, b, &pair.figures)) continue;
                    result.pairs.push_back(pair);
                  }
                }
              });
  for (const PieceResult& result : results) {
    *candidates += result.candidates;
    found.insert(found.end(), result.pairs.begin(), result.pairs.end());
  }
  std::ranges::sort(found, {}, [](const TranslatedPair& pair) {
    return std::pair(pair.a, pair.b);
  });
  return found;
}

}  // namespace nuskha::internal

// SPDX-License-Identifier: Apache-2.0

#include "nuskha/c_compare.h"

#include <memory>
#include <utility>

#include "capi/c_analyzer.h"
#include "capi/c_call.h"
#include "capi/c_comparison.h"
#include "nuskha/compare.h"

using nuskha::Relation;
using nuskha::internal::Fail;
using nuskha::internal::Guard;
using nuskha::internal::IsNull;
using nuskha::internal::NoSuchIndex;
using nuskha::internal::RangeOf;
using nuskha::internal::StringOf;
using nuskha::internal::WriteStruct;

// The C++ names have the same values.
static_assert(static_cast<int>(Relation::kNothing) == NUSKHA_NOTHING &&
              static_cast<int>(Relation::kExact) == NUSKHA_EXACT &&
              static_cast<int>(Relation::kCopy) == NUSKHA_COPY &&
              static_cast<int>(Relation::kPartial) == NUSKHA_PARTIAL &&
              static_cast<int>(Relation::kUpdate) == NUSKHA_UPDATE &&
              static_cast<int>(Relation::kPassage) == NUSKHA_PASSAGE &&
              static_cast<int>(Relation::kTemplate) == NUSKHA_TEMPLATE &&
              static_cast<int>(Relation::kTranslation) == NUSKHA_TRANSLATION);
static_assert(static_cast<int>(nuskha::Tier::kText) == NUSKHA_TIER_TEXT &&
              static_cast<int>(nuskha::Tier::kDates) == NUSKHA_TIER_DATES &&
              static_cast<int>(nuskha::Tier::kSource) == NUSKHA_TIER_SOURCE);

namespace nuskha::internal {

nuskha_match MatchOf(const Match& match) {
  int32_t container = -1;
  if (match.relation == Relation::kPartial) {
    container = match.container_is_a ? 0 : 1;
  }
  return {.struct_size = sizeof(nuskha_match),
          .relation = static_cast<int32_t>(match.relation),
          .a = match.a,
          .b = match.b,
          .container = container,
          .tier = static_cast<int32_t>(match.evidence.tier),
          .words_a = match.words_a,
          .words_b = match.words_b,
          .shared_words = match.shared_words,
          .longest_run = match.longest_run,
          .confidence = match.confidence,
          .jaccard = match.jaccard,
          .a_in_b = match.a_in_b,
          .b_in_a = match.b_in_a,
          .starts_at = match.starts_at};
}

}  // namespace nuskha::internal

namespace {

void Describe(nuskha::PlacedDocument* placed, nuskha_comparison::Side* side) {
  side->in_title = placed->in_title;
  side->decoded = std::move(placed->decoded);
}

absl::Status CompareArticles(const nuskha::Article& a, const nuskha::Article& b,
                             nuskha::Analyzer* analyzer,
                             nuskha_comparison* comparison) {
  nuskha::PlacedDocument placed_a, placed_b;
  absl::Status status = analyzer->Locate(a, &placed_a);
  if (status.ok()) status = analyzer->Locate(b, &placed_b);
  if (!status.ok()) return status;
  auto match = nuskha::Compare(placed_a.document, placed_b.document);
  if (!match.ok()) return match.status();
  comparison->match = *match;
  auto reasons = nuskha::Reasons(*match, "a", "b");
  if (!reasons.ok()) return reasons.status();
  comparison->reasons = *std::move(reasons);
  nuskha::PassageFinder finder;
  status = finder.Find(placed_a.view(), placed_b.view(), &comparison->passages);
  Describe(&placed_a, &comparison->sides[0]);
  Describe(&placed_b, &comparison->sides[1]);
  return status;
}

}  // namespace

const char* nuskha_relation_name(int32_t relation) {
  if (relation < NUSKHA_NOTHING || relation > NUSKHA_TRANSLATION) {
    return "unknown";
  }
  // Of a literal: it ends with a zero.
  return nuskha::RelationName(static_cast<Relation>(relation)).data();
}

int32_t nuskha_is_same_article(int32_t relation) {
  return relation >= NUSKHA_EXACT && relation <= NUSKHA_PARTIAL ? 1 : 0;
}

nuskha_status nuskha_compare(nuskha_analyzer* analyzer, const nuskha_article* a,
                             const nuskha_article* b,
                             nuskha_comparison** comparison) {
  if (comparison == nullptr) return IsNull("comparison");
  *comparison = nullptr;
  if (analyzer == nullptr) return IsNull("analyzer");
  nuskha::Article read_a, read_b;
  if (const auto bad = nuskha::internal::ReadArticle(a, &read_a)) return bad;
  if (const auto bad = nuskha::internal::ReadArticle(b, &read_b)) return bad;
  return Guard([&]() -> nuskha_status {
    auto made = std::make_unique<nuskha_comparison>();
    const absl::Status status = analyzer->With([&](nuskha::Analyzer& reader) {
      return CompareArticles(read_a, read_b, &reader, made.get());
    });
    if (!status.ok()) return Fail(status);
    *comparison = made.release();
    return NUSKHA_OK;
  });
}

void nuskha_comparison_free(nuskha_comparison* comparison) {
  delete comparison;
}

nuskha_status nuskha_comparison_match(const nuskha_comparison* comparison,
                                      nuskha_match* match) {
  if (comparison == nullptr) return IsNull("comparison");
  return WriteStruct(nuskha::internal::MatchOf(comparison->match),
                     "nuskha_match", match);
}

size_t nuskha_comparison_reason_count(const nuskha_comparison* comparison) {
  return comparison == nullptr ? 0 : comparison->reasons.size();
}

nuskha_str nuskha_comparison_reason(const nuskha_comparison* comparison,
                                    size_t i) {
  if (i >= nuskha_comparison_reason_count(comparison)) return {};
  return StringOf(comparison->reasons[i]);
}

size_t nuskha_comparison_passage_count(const nuskha_comparison* comparison) {
  return comparison == nullptr ? 0 : comparison->passages.size();
}

nuskha_status nuskha_comparison_passage(const nuskha_comparison* comparison,
                                        size_t i, nuskha_passage* passage) {
  if (comparison == nullptr) return IsNull("comparison");
  const auto& passages = comparison->passages;
  if (i >= passages.size()) return NoSuchIndex("passage", i, passages.size());
  return WriteStruct(nuskha_passage{.struct_size = sizeof(nuskha_passage),
                                    .words = passages[i].words,
                                    .a = RangeOf(passages[i].a),
                                    .b = RangeOf(passages[i].b)},
                     "nuskha_passage", passage);
}

nuskha_status nuskha_comparison_ranges_of(const nuskha_comparison* comparison,
                                          int32_t side, int32_t* in_title,
                                          nuskha_str* decoded) {
  if (comparison == nullptr) return IsNull("comparison");
  if (side != 0 && side != 1) {
    return Fail(NUSKHA_E_ARG, "side: expected 0 or 1");
  }
  const auto& described = comparison->sides[static_cast<size_t>(side)];
  if (in_title != nullptr) *in_title = described.in_title ? 1 : 0;
  if (decoded != nullptr) *decoded = StringOf(described.decoded);
  return NUSKHA_OK;
}

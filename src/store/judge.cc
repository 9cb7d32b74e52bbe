// SPDX-License-Identifier: Apache-2.0

#include "store/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/guarded.h"
#include "base/status_util.h"
#include "store/text_packing.h"

namespace nuskha::internal {
namespace {

constexpr Relation kListed[] = {Relation::kExact, Relation::kCopy,
                                Relation::kPartial, Relation::kUpdate};

bool IsListed(Relation relation, const QueryOptions& options) {
  if (options.relations.empty()) {
    return std::ranges::find(kListed, relation) != std::end(kListed);
  }
  return relation != Relation::kNothing &&
         std::ranges::find(options.relations, relation) !=
             options.relations.end();
}

DocumentView ViewOf(const Body& body, const DocumentStore::Origin& origin) {
  return {.words = body.words(),
          .numbers = body.document.numbers,
          .title = body.document.title,
          .text_hash = body.document.text_hash,
          .origin = origin};
}

// Best first.
auto Rank(const IndexMatch& match) {
  const Match& m = match.match;
  return std::tuple(m.relation, -m.jaccard, -std::max(m.a_in_b, m.b_in_a),
                    match.number);
}

bool HasSource(const DocumentStore::Origin& origin) {
  return origin.source != DocumentStore::kNoSource;
}

}  // namespace

Judge::Judge(uint64_t seed, const StemTable* stems)
    : days_(kKeyMask, {}),
      wording_(seed),
      verifier_({.min_score = kMinScore,
                 .stems = stems,
                 .marker =
                     [this](const DocumentView& view, std::vector<uint64_t>*,
                            std::vector<uint8_t>* marks) {
                       const Marks& known = asked_words_ == view.words.data()
                                                ? asked_marks_
                                                : found_marks_;
                       *marks = known.marks;
                       return known.furniture;
                     },
                 .days = &days_,
                 .seed = seed,
                 .all_evidence = true}),
      maker_(seed) {}

absl::Status Judge::Fetch(uint32_t number, bool with_text, uint64_t next,
                          Database* database, std::optional<Found>* found) {
  found->reset();
  // Added after this transaction began.
  if (number >= next) return absl::OkStatus();
  const absl::StatusOr<bool> there =
      database->Fetch(number, [&](uint32_t, const RowFields& fields, uint64_t) {
        Found& one = found->emplace();
        one.number = number;
        one.id = fields.id;
        if (!DecodeBody(fields.body, &one.body)) {
          return MakeStatus(
              absl::StatusCode::kDataLoss,
              fmt::format("nuskha.db is damaged: document {}", number));
        }
        one.origin = OriginOf(fields.source, one.body.day);
        if (!with_text) return absl::OkStatus();
        one.title = fields.title;
        if (one.body.has_text && !DecompressText(fields.text, &one.text)) {
          return MakeStatus(
              absl::StatusCode::kDataLoss,
              fmt::format("nuskha.db is damaged: text of document {}", number));
        }
        return absl::OkStatus();
      });
  if (!there.ok()) return there.status();
  if (*there) return absl::OkStatus();
  // Removed a moment ago, or lost.
  const absl::StatusOr<bool> removed = database->IsRemoved(number);
  if (!removed.ok()) return removed.status();
  if (*removed) return absl::OkStatus();
  return MakeStatus(
      absl::StatusCode::kDataLoss,
      fmt::format("nuskha.db is damaged: document {} is missing", number));
}

// With the marks of both as they are.
bool Judge::Verify(const Asked& asked, Found* found) {
  const DocumentView mine = ViewOf(asked.body, asked.origin);
  const DocumentView other = ViewOf(found->body, found->origin);
  asked_words_ = mine.words.data();
  // As a batch run has them: the earlier document is a.
  const bool earlier = found->number < asked.number;
  verifier_.SetBase(earlier ? mine : other);
  const bool enough = verifier_.Verify(earlier ? other : mine, &found->match);
  if (earlier) SwapSides(&found->match);
  found->match.a = 0;
  found->match.b = 1;
  return enough;
}

// Judges those anew whose relation depends on wording that returns.
void Judge::VerifyWithWording(const Known& known, const Asked& asked) {
  wording_.Begin(known, asked.is_known ? nullptr : &asked.keys);
  bool marked = false, dated = false;
  DocumentKeys keys;
  for (Found& found : found_) {
    if (found.settled) continue;
    if (HasSource(asked.origin) && HasSource(found.origin)) {
      if (!marked) {
        asked_marks_.furniture = wording_.Mark(
            asked.body.words(), asked.keys.grams, &asked_marks_.marks);
        marked = true;
      }
      maker_.Make(found.body, found.id, found.origin, known.stems,
                  /*sorted=*/true, &keys);
      found_marks_.furniture =
          wording_.Mark(found.body.words(), keys.grams, &found_marks_.marks);
      Verify(asked, &found);
    } else if (asked.origin.day != DocumentStore::kNoDay &&
               found.origin.day != DocumentStore::kNoDay) {
      if (!dated) days_ = wording_.Days(asked.keys.grams);
      dated = true;
      Verify(asked, &found);
    }
  }
}

absl::Status Judge::FindPassagesOf(const Asked& asked, const Found& found,
                                   Analyzer* analyzer, IndexMatch* match) {
  PlacedDocument mine, other;
  NUSKHA_RETURN_IF_ERROR(analyzer->Locate(asked.article, &mine));
  NUSKHA_RETURN_IF_ERROR(analyzer->Locate(
      {.title = found.title,
       .text = found.text,
       .first_line_may_be_title = found.body.first_line_may_be_title},
      &other));
  NUSKHA_RETURN_IF_ERROR(
      passages_.Find(mine.view(), other.view(), &match->passages));
  match->ranges_a = {mine.in_title, std::move(mine.decoded)};
  match->ranges_b = {other.in_title, std::move(other.decoded)};
  return absl::OkStatus();
}

absl::Status Judge::FindMatches(const Known& known, const Asked& asked,
                                const QueryOptions& options, uint64_t next,
                                uint64_t documents, Database* database,
                                Analyzer* analyzer,
                                std::vector<IndexMatch>* matches) {
  matches->clear();
  finder_.Find(known, asked.keys, asked.number, &numbers_);
  found_.clear();
  days_ = GramTable(kKeyMask, {});
  asked_marks_ = found_marks_ = {};
  std::optional<Found> found;
  for (const uint32_t number : numbers_) {
    if (number == asked.other) continue;
    NUSKHA_RETURN_IF_ERROR(
        Fetch(number, options.passages, next, database, &found));
    if (!found.has_value() || !Verify(asked, &*found)) continue;
    found->settled = found->match.relation == Relation::kExact;
    found_.push_back(*std::move(found));
  }
  VerifyWithWording(known, asked);
  for (const Found& one : found_) {
    if (!IsListed(one.match.relation, options)) continue;
    IndexMatch& match = matches->emplace_back();
    match.number = one.number;
    match.id = one.id;
    match.match = one.match;
    match.reasons = Checked(Reasons(one.match, "a", "b"));
    if (one.match.relation != Relation::kExact &&
        one.match.evidence.tier != Tier::kText) {
      match.reasons.push_back(fmt::format(
          "what wording returns is known from the {} documents of the index so "
          "far",
          documents));
    }
    if (options.passages) {
      NUSKHA_RETURN_IF_ERROR(FindPassagesOf(asked, one, analyzer, &match));
    }
  }
  std::ranges::sort(*matches, {}, Rank);
  return absl::OkStatus();
}

}  // namespace nuskha::internal

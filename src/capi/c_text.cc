// SPDX-License-Identifier: Apache-2.0

#include "nuskha/c_text.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "capi/c_analyzer.h"
#include "capi/c_call.h"
#include "nuskha/normalize.h"

using nuskha::internal::Decoded;
using nuskha::internal::Fail;
using nuskha::internal::Guard;
using nuskha::internal::IsNull;
using nuskha::internal::NoSuchIndex;
using nuskha::internal::RangeOf;
using nuskha::internal::StringOf;
using nuskha::internal::View;
using nuskha::internal::WriteStruct;

struct nuskha_normalized {
  std::string text;
  nuskha::Tokens tokens;
  std::string decoded;
};

struct nuskha_scan {
  nuskha::ScanReport report;
  std::vector<nuskha_finding> findings;  // strings of the report
  std::string decoded;
};

namespace {

// *to = what `from` holds.
template <typename T>
absl::Status Take(absl::StatusOr<T> from, T* to) {
  if (!from.ok()) return from.status();
  *to = *std::move(from);
  return absl::OkStatus();
}

absl::Status Normalize(std::string_view text, int32_t level, bool repair,
                       nuskha_normalized* to) {
  const nuskha::NormalizeOptions options = {.repair = repair, .spans = true};
  if (level == NUSKHA_LIGHT) {
    return Take(nuskha::NormalizeLight(text, {.repair = repair}), &to->text);
  }
  const absl::Status status =
      level == NUSKHA_STANDARD
          ? nuskha::NormalizeStandard(text, options, &to->tokens)
          : nuskha::NormalizeAggressive(text, options, &to->tokens);
  if (!status.ok()) return status;
  if (to->tokens.repair.windows_1256) to->decoded = Decoded(text);
  return Take(nuskha::JoinTokens(to->tokens), &to->text);
}

void ListRepetition(int32_t kind, const nuskha::Repetition& repetition,
                    bool first_is_field, nuskha_scan* scan) {
  for (const nuskha::ByteSpan& again : repetition.again) {
    scan->findings.push_back(
        {.struct_size = sizeof(nuskha_finding),
         .kind = kind,
         .at = RangeOf(again),
         .first = first_is_field ? nuskha_range{} : RangeOf(repetition.first),
         .rule = {},
         .category = {}});
  }
}

void ListFindings(nuskha_scan* scan) {
  const nuskha::ScanReport& report = scan->report;
  if (report.repeated_headline.has_value()) {
    ListRepetition(NUSKHA_REPEATED_HEADLINE, *report.repeated_headline,
                   report.title_is_field, scan);
  }
  for (const nuskha::Repetition& repetition : report.repeated_paragraphs) {
    ListRepetition(NUSKHA_REPEATED_PARAGRAPH, repetition, false, scan);
  }
  for (const nuskha::Boilerplate& boilerplate : report.boilerplate) {
    scan->findings.push_back({.struct_size = sizeof(nuskha_finding),
                              .kind = NUSKHA_BOILERPLATE,
                              .at = RangeOf(boilerplate.at),
                              .first = {},
                              .rule = StringOf(boilerplate.rule),
                              .category = StringOf(boilerplate.kind)});
  }
  // Repetitions come by what they repeat.
  std::ranges::stable_sort(scan->findings, {}, [](const nuskha_finding& one) {
    return std::pair(one.kind, one.at.begin);
  });
}

nuskha_scan_summary Summary(const nuskha::ScanReport& report) {
  uint32_t flags = 0;
  if (report.title_is_field) flags |= NUSKHA_TITLE_IS_FIELD;
  if (report.repair.windows_1256) flags |= NUSKHA_WINDOWS_1256;
  if (report.repair.mojibake) flags |= NUSKHA_MOJIBAKE;
  return {.struct_size = sizeof(nuskha_scan_summary),
          .flags = flags,
          .words = report.words,
          .content_words = report.content_words,
          .ill_formed = report.repair.ill_formed,
          .entities = report.repair.entities,
          .truncated_percent = report.truncated_percent.value_or(-1)};
}

}  // namespace

nuskha_status nuskha_normalize(nuskha_str text, int32_t level, uint32_t flags,
                               nuskha_normalized** normalized) {
  if (normalized == nullptr) return IsNull("normalized");
  *normalized = nullptr;
  if (const auto bad = nuskha::internal::CheckString(text, "text")) return bad;
  if (level < NUSKHA_LIGHT || level > NUSKHA_AGGRESSIVE) {
    return Fail(NUSKHA_E_ARG,
                "level: expected NUSKHA_LIGHT, NUSKHA_STANDARD "
                "or NUSKHA_AGGRESSIVE");
  }
  if ((flags & ~uint32_t{NUSKHA_NO_REPAIR}) != 0) {
    return Fail(NUSKHA_E_ARG, "flags: expected 0 or NUSKHA_NO_REPAIR");
  }
  return Guard([&]() -> nuskha_status {
    auto made = std::make_unique<nuskha_normalized>();
    const absl::Status status = Normalize(
        View(text), level, (flags & NUSKHA_NO_REPAIR) == 0, made.get());
    if (!status.ok()) return Fail(status);
    *normalized = made.release();
    return NUSKHA_OK;
  });
}

void nuskha_normalized_free(nuskha_normalized* normalized) {
  delete normalized;
}

nuskha_str nuskha_normalized_text(const nuskha_normalized* normalized) {
  return normalized == nullptr ? nuskha_str{} : StringOf(normalized->text);
}

size_t nuskha_normalized_word_count(const nuskha_normalized* normalized) {
  return normalized == nullptr ? 0 : normalized->tokens.size();
}

nuskha_status nuskha_normalized_word(const nuskha_normalized* normalized,
                                     size_t i, nuskha_str* word,
                                     nuskha_range* at) {
  if (normalized == nullptr) return IsNull("normalized");
  const nuskha::Tokens& tokens = normalized->tokens;
  if (i >= tokens.size()) return NoSuchIndex("word", i, tokens.size());
  if (word != nullptr) *word = StringOf(tokens.token(i));
  if (at != nullptr) *at = RangeOf(tokens.spans[i]);
  return NUSKHA_OK;
}

nuskha_str nuskha_normalized_decoded(const nuskha_normalized* normalized) {
  return normalized == nullptr ? nuskha_str{} : StringOf(normalized->decoded);
}

nuskha_status nuskha_scan_article(nuskha_analyzer* analyzer,
                                  const nuskha_article* article,
                                  nuskha_scan** scan) {
  if (scan == nullptr) return IsNull("scan");
  *scan = nullptr;
  if (analyzer == nullptr) return IsNull("analyzer");
  nuskha::Article read;
  if (const auto bad = nuskha::internal::ReadArticle(article, &read)) {
    return bad;
  }
  return Guard([&]() -> nuskha_status {
    auto made = std::make_unique<nuskha_scan>();
    nuskha::Document document;
    const absl::Status status = analyzer->With([&](nuskha::Analyzer& reader) {
      return Take(reader.Scan(read, &document, nullptr), &made->report);
    });
    if (!status.ok()) return Fail(status);
    ListFindings(made.get());
    if (made->report.repair.windows_1256) made->decoded = Decoded(read.text);
    *scan = made.release();
    return NUSKHA_OK;
  });
}

void nuskha_scan_free(nuskha_scan* scan) { delete scan; }

nuskha_status nuskha_scan_get_summary(const nuskha_scan* scan,
                                      nuskha_scan_summary* summary) {
  if (scan == nullptr) return IsNull("scan");
  return WriteStruct(Summary(scan->report), "nuskha_scan_summary", summary);
}

size_t nuskha_scan_finding_count(const nuskha_scan* scan) {
  return scan == nullptr ? 0 : scan->findings.size();
}

nuskha_status nuskha_scan_finding(const nuskha_scan* scan, size_t i,
                                  nuskha_finding* finding) {
  if (scan == nullptr) return IsNull("scan");
  const auto& findings = scan->findings;
  if (i >= findings.size()) return NoSuchIndex("finding", i, findings.size());
  return WriteStruct(findings[i], "nuskha_finding", finding);
}

nuskha_str nuskha_scan_decoded(const nuskha_scan* scan) {
  return scan == nullptr ? nuskha_str{} : StringOf(scan->decoded);
}

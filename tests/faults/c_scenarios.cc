// SPDX-License-Identifier: Apache-2.0
//
// Scenarios of the C interface. A call that ended for want of memory is made
// once more: where only one allocation fails all must then be well, and the
// handle of use; but a detector must refuse.

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "faults/digest.h"
#include "faults/scenario_lists.h"
#include "nuskha/nuskha.h"
#include "text/golden_table.h"

namespace nuskha::testing {
namespace {

template <auto kFree>
struct Freed {
  template <typename Handle>
  void operator()(Handle* handle) const {
    kFree(handle);
  }
};
template <typename Handle, auto kFree>
using Owned = std::unique_ptr<Handle, Freed<kFree>>;

// Allocates nothing.
absl::Status StatusOf(nuskha_status status) {
  if (status == NUSKHA_OK) return absl::OkStatus();
  return absl::Status(status == NUSKHA_E_NOMEM
                          ? absl::StatusCode::kResourceExhausted
                          : absl::StatusCode::kInternal,
                      "");
}

// What call(&handle) returns, and the handle: the second time if memory ended.
template <typename Owner, typename Call>
absl::Status Make(const Call& call, Owner* owner) {
  typename Owner::pointer handle = nullptr;
  nuskha_status status = call(&handle);
  if (status == NUSKHA_E_NOMEM) {
    if (handle != nullptr) return absl::InternalError("");
    status = call(&handle);
  }
  owner->reset(handle);
  return StatusOf(status);
}

nuskha_str StringOf(const std::string& text) {
  return {text.data(), text.size()};
}

nuskha_article ArticleOf(const std::string& text) {
  nuskha_article article;
  nuskha_article_init(&article, sizeof(article));
  article.flags = NUSKHA_FIRST_LINE_MAY_BE_TITLE;
  article.text = StringOf(text);
  return article;
}

void AddString(nuskha_str string, Digest* digest) {
  digest->Add(std::string_view(string.ptr, string.len));
}

void AddComparison(const nuskha_comparison* comparison, Digest* digest) {
  nuskha_match match = {};
  match.struct_size = sizeof(match);
  nuskha_comparison_match(comparison, &match);
  digest->Add(match.jaccard);
  for (size_t i = 0; i < nuskha_comparison_reason_count(comparison); ++i) {
    AddString(nuskha_comparison_reason(comparison, i), digest);
  }
  digest->Add(uint64_t{nuskha_comparison_passage_count(comparison)});
}

absl::StatusOr<uint64_t> UseTexts(const std::vector<std::string>& texts) {
  Digest digest;
  Owned<nuskha_analyzer, nuskha_analyzer_free> analyzer;
  if (auto bad = Make(nuskha_analyzer_create, &analyzer); !bad.ok()) return bad;
  for (size_t i = 1; i < texts.size(); ++i) {
    Owned<nuskha_normalized, nuskha_normalized_free> words;
    absl::Status status = Make(
        [&](auto** out) {
          return nuskha_normalize(StringOf(texts[i]), NUSKHA_AGGRESSIVE, 0,
                                  out);
        },
        &words);
    if (!status.ok()) return status;
    AddString(nuskha_normalized_text(words.get()), &digest);
    AddString(nuskha_normalized_decoded(words.get()), &digest);

    const nuskha_article a = ArticleOf(texts[i - 1]), b = ArticleOf(texts[i]);
    Owned<nuskha_scan, nuskha_scan_free> scan;
    status = Make(
        [&](auto** out) {
          return nuskha_scan_article(analyzer.get(), &a, out);
        },
        &scan);
    if (!status.ok()) return status;
    digest.Add(uint64_t{nuskha_scan_finding_count(scan.get())});
    AddString(nuskha_scan_decoded(scan.get()), &digest);

    Owned<nuskha_comparison, nuskha_comparison_free> comparison;
    status = Make(
        [&](auto** out) { return nuskha_compare(analyzer.get(), &a, &b, out); },
        &comparison);
    if (!status.ok()) return status;
    AddComparison(comparison.get(), &digest);
  }
  return digest.value();
}

// `status` of a call that changes the detector.
absl::Status Refused(nuskha_status status, nuskha_detector* detector) {
  if (status == NUSKHA_E_NOMEM &&
      nuskha_detector_run(detector) != NUSKHA_E_NOMEM) {
    return absl::InternalError("");
  }
  return StatusOf(status);
}

absl::StatusOr<uint64_t> UseDetector(const std::vector<std::string>& texts) {
  Digest digest;
  Owned<nuskha_detector, nuskha_detector_free> detector;
  absl::Status status =
      Make([](auto** out) { return nuskha_detector_create(nullptr, out); },
           &detector);
  if (!status.ok()) return status;
  for (const std::string& text : texts) {
    const nuskha_article article = ArticleOf(text);
    status = Refused(nuskha_detector_add(detector.get(), &article, nullptr),
                     detector.get());
    if (!status.ok()) return status;
  }
  status = Refused(nuskha_detector_run(detector.get()), detector.get());
  if (!status.ok()) return status;
  digest.Add(uint64_t{nuskha_detector_match_count(detector.get())});
  Owned<nuskha_comparison, nuskha_comparison_free> comparison;
  status = Make(
      [&](auto** out) {
        return nuskha_detector_compare(detector.get(), 0, 1, out);
      },
      &comparison);
  if (!status.ok()) return status;
  AddComparison(comparison.get(), &digest);
  Owned<nuskha_clusters, nuskha_clusters_free> clusters;
  status = Make(
      [&](auto** out) {
        return nuskha_detector_clusters(detector.get(), {}, out);
      },
      &clusters);
  if (!status.ok()) return status;
  digest.Add(uint64_t{nuskha_clusters_count(clusters.get())});
  return digest.value();
}

}  // namespace

void AddCScenarios(std::vector<Scenario>* list) {
  std::mt19937 rng(11);
  std::vector<std::string> texts;
  for (int i = 0; i < 4; ++i) {
    const std::string headline = InventedParagraph(rng, 6);
    texts.push_back(headline + "\n" + InventedParagraph(rng, 30) + "\n" +
                    headline + "\n" + InventedParagraph(rng, 20));
    texts.push_back(texts.back().substr(0, texts.back().rfind(' ')));
  }
  std::string windows_1256;
  for (int i = 0; i < 9; ++i) windows_1256 += "\xe3\xcf\xed\xe4\xc9 \xdd\xed ";
  texts.push_back(windows_1256);
  list->push_back(
      {.name = "c_texts", .run = [texts] { return UseTexts(texts); }});
  list->push_back(
      {.name = "c_detector", .run = [texts] { return UseDetector(texts); }});
}

}  // namespace nuskha::testing

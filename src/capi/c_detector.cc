// SPDX-License-Identifier: Apache-2.0

#include "nuskha/c_detector.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "capi/c_analyzer.h"
#include "capi/c_call.h"
#include "capi/c_comparison.h"
#include "nuskha/cluster.h"
#include "nuskha/date.h"
#include "nuskha/detector.h"

using nuskha::internal::Fail;
using nuskha::internal::Guard;
using nuskha::internal::IsNull;
using nuskha::internal::NoSuchIndex;
using nuskha::internal::WriteStruct;

struct nuskha_detector {
  explicit nuskha_detector(nuskha::Detector made)
      : detector(std::move(made)),
        analyzer(
            nuskha::internal::Checked(nuskha::BoilerplateRules::Default())) {}

  // What `body` returns; after the end of memory, that and nothing else.
  template <typename Body>
  nuskha_status Change(const Body& body) {
    if (!spent) {
      matches.reset();
      const nuskha_status status = Guard(body);
      spent = status == NUSKHA_E_NOMEM;
      return status;
    }
    return Fail(NUSKHA_E_NOMEM, "memory ended in this detector before");
  }

  nuskha::Detector detector;
  nuskha::Analyzer analyzer;
  nuskha::Document document;
  std::vector<nuskha::DocumentFacts> facts;           // shape [documents]
  std::optional<std::vector<nuskha::Match>> matches;  // of the last run
  bool spent = false;
};

struct nuskha_clusters {
  std::vector<nuskha::Cluster> clusters;
};

static_assert(
    static_cast<int>(nuskha::CandidateMethod::kSampled) == NUSKHA_SAMPLED &&
    static_cast<int>(nuskha::CandidateMethod::kMinHash) == NUSKHA_MINHASH &&
    static_cast<int>(nuskha::CandidateMethod::kExact) == NUSKHA_ALL_KEYS);

namespace {

constexpr char kKeep[] = "oldest,longest,first";

nuskha_detector_options Defaults() {
  const nuskha::DetectorOptions options;
  return {.struct_size = sizeof(nuskha_detector_options),
          .candidates = NUSKHA_SAMPLED,
          .sampling_rate = options.sampling_rate,
          .threads = options.threads,
          .frequency_cap = options.frequency_cap,
          .isolate_sources = options.isolate_sources ? 1u : 0u,
          .seed = options.seed,
          .minhash_threshold = options.minhash_threshold,
          .min_score = options.min_score};
}

nuskha_status ReadOptions(const nuskha_detector_options* from,
                          nuskha::DetectorOptions* to) {
  nuskha_detector_options options = Defaults();
  if (from != nullptr) {
    if (const auto bad = nuskha::internal::ReadStruct(
            from, "nuskha_detector_options", &options)) {
      return bad;
    }
  }
  if (options.candidates < NUSKHA_SAMPLED ||
      options.candidates > NUSKHA_ALL_KEYS) {
    return Fail(NUSKHA_E_ARG,
                "candidates: expected NUSKHA_SAMPLED, NUSKHA_MINHASH or "
                "NUSKHA_ALL_KEYS");
  }
  if (options.isolate_sources > 1) {
    return Fail(NUSKHA_E_ARG, "isolate_sources: expected 0 or 1");
  }
  to->candidates = static_cast<nuskha::CandidateMethod>(options.candidates);
  to->sampling_rate = options.sampling_rate;
  to->threads = options.threads;
  to->frequency_cap = options.frequency_cap;
  to->isolate_sources = options.isolate_sources != 0;
  to->seed = options.seed;
  to->minhash_threshold = options.minhash_threshold;
  to->min_score = options.min_score;
  return NUSKHA_OK;
}

nuskha_status AddArticle(const nuskha::Article& article, nuskha_detector* to,
                         uint32_t* number) {
  const auto date = nuskha::ParseDate(article.date);
  if (!date.ok()) return Fail(date.status());
  const absl::Status read = to->analyzer.Analyze(article, &to->document);
  if (!read.ok()) return Fail(read);
  const auto words = static_cast<uint32_t>(to->document.words.size());
  to->facts.push_back({.date = *date, .words = words});
  const auto added = to->detector.Add(to->document, article.source, *date);
  if (!added.ok()) return Fail(added.status());
  if (number != nullptr) *number = *added;
  return NUSKHA_OK;
}

nuskha_status BuildClusters(const nuskha_detector& from,
                            std::string_view policy, nuskha_clusters* to) {
  const auto keys = nuskha::ParseKeepPolicy(policy);
  if (!keys.ok()) return Fail(keys.status());
  for (const nuskha::KeepKey& key : *keys) {
    if (key.kind == nuskha::KeepKey::Kind::kField) {
      return Fail(NUSKHA_E_ARG,
                  "keep: expected oldest, newest, longest or first; documents "
                  "have no field '" +
                      key.field + "'");
    }
  }
  const auto rank = nuskha::RankDocuments(from.facts, *keys);
  if (!rank.ok()) return Fail(rank.status());
  auto clusters = nuskha::BuildClusters(
      *from.matches, *rank,
      [&](uint32_t a, uint32_t b) { return from.detector.Compare(a, b); });
  if (!clusters.ok()) return Fail(clusters.status());
  to->clusters = *std::move(clusters);
  return NUSKHA_OK;
}

}  // namespace

void nuskha_detector_options_init(nuskha_detector_options* options,
                                  size_t size) {
  nuskha::internal::InitStruct(Defaults(), options, size);
}

nuskha_status nuskha_detector_create(const nuskha_detector_options* options,
                                     nuskha_detector** detector) {
  if (detector == nullptr) return IsNull("detector");
  *detector = nullptr;
  nuskha::DetectorOptions read;
  if (const auto bad = ReadOptions(options, &read)) return bad;
  return Guard([&]() -> nuskha_status {
    auto made = nuskha::Detector::Create(read);
    if (!made.ok()) return Fail(made.status());
    *detector = new nuskha_detector(*std::move(made));
    return NUSKHA_OK;
  });
}

void nuskha_detector_free(nuskha_detector* detector) { delete detector; }

nuskha_status nuskha_detector_add(nuskha_detector* detector,
                                  const nuskha_article* article,
                                  uint32_t* number) {
  if (detector == nullptr) return IsNull("detector");
  nuskha::Article read;
  if (const auto bad = nuskha::internal::ReadArticle(article, &read)) {
    return bad;
  }
  if (detector->facts.size() == UINT32_MAX) {
    return Fail(NUSKHA_E_LIMIT, "a detector takes at most 2^32 - 1 documents");
  }
  return detector->Change([&] { return AddArticle(read, detector, number); });
}

size_t nuskha_detector_document_count(const nuskha_detector* detector) {
  return detector == nullptr ? 0 : detector->detector.size();
}

nuskha_status nuskha_detector_run(nuskha_detector* detector) {
  if (detector == nullptr) return IsNull("detector");
  return detector->Change([&]() -> nuskha_status {
    auto matches = detector->detector.Run();
    if (!matches.ok()) return Fail(matches.status());
    detector->matches = *std::move(matches);
    return NUSKHA_OK;
  });
}

size_t nuskha_detector_match_count(const nuskha_detector* detector) {
  if (detector == nullptr || !detector->matches.has_value()) return 0;
  return detector->matches->size();
}

nuskha_status nuskha_detector_match(const nuskha_detector* detector, size_t i,
                                    nuskha_match* match) {
  if (detector == nullptr) return IsNull("detector");
  const size_t count = nuskha_detector_match_count(detector);
  if (i >= count) return NoSuchIndex("match", i, count);
  return WriteStruct(nuskha::internal::MatchOf((*detector->matches)[i]),
                     "nuskha_match", match);
}

nuskha_status nuskha_detector_compare(const nuskha_detector* detector,
                                      uint32_t a, uint32_t b,
                                      nuskha_comparison** comparison) {
  if (comparison == nullptr) return IsNull("comparison");
  *comparison = nullptr;
  if (detector == nullptr) return IsNull("detector");
  const uint32_t size = detector->detector.size();
  if (a >= size || b >= size) {
    return NoSuchIndex("document", a >= size ? a : b, size);
  }
  if (a == b) return Fail(NUSKHA_E_ARG, "a and b are the same document");
  return Guard([&]() -> nuskha_status {
    auto made = std::make_unique<nuskha_comparison>();
    const auto match = detector->detector.Compare(a, b);
    if (!match.ok()) return Fail(match.status());
    made->match = *match;
    auto reasons = nuskha::Reasons(*match, "a", "b");
    if (!reasons.ok()) return Fail(reasons.status());
    made->reasons = *std::move(reasons);
    *comparison = made.release();
    return NUSKHA_OK;
  });
}

nuskha_status nuskha_detector_clusters(const nuskha_detector* detector,
                                       nuskha_str keep,
                                       nuskha_clusters** clusters) {
  if (clusters == nullptr) return IsNull("clusters");
  *clusters = nullptr;
  if (detector == nullptr) return IsNull("detector");
  if (const auto bad = nuskha::internal::CheckString(keep, "keep")) return bad;
  if (!detector->matches.has_value()) {
    return Fail(NUSKHA_E_ARG,
                "call nuskha_detector_run() after the last article");
  }
  return Guard([&]() -> nuskha_status {
    auto made = std::make_unique<nuskha_clusters>();
    const std::string_view policy =
        keep.len == 0 ? kKeep : nuskha::internal::View(keep);
    if (const auto bad = BuildClusters(*detector, policy, made.get())) {
      return bad;
    }
    *clusters = made.release();
    return NUSKHA_OK;
  });
}

void nuskha_clusters_free(nuskha_clusters* clusters) { delete clusters; }

size_t nuskha_clusters_count(const nuskha_clusters* clusters) {
  return clusters == nullptr ? 0 : clusters->clusters.size();
}

nuskha_status nuskha_clusters_cluster(const nuskha_clusters* clusters, size_t i,
                                      nuskha_cluster* cluster) {
  if (clusters == nullptr) return IsNull("clusters");
  const auto& all = clusters->clusters;
  if (i >= all.size()) return NoSuchIndex("cluster", i, all.size());
  return WriteStruct(nuskha_cluster{.struct_size = sizeof(nuskha_cluster),
                                    .original = all[i].original,
                                    .member_count = static_cast<uint32_t>(
                                        all[i].members.size())},
                     "nuskha_cluster", cluster);
}

nuskha_status nuskha_clusters_member(const nuskha_clusters* clusters, size_t i,
                                     size_t j, nuskha_member* member) {
  if (clusters == nullptr) return IsNull("clusters");
  const auto& all = clusters->clusters;
  if (i >= all.size()) return NoSuchIndex("cluster", i, all.size());
  const auto& members = all[i].members;
  if (j >= members.size()) return NoSuchIndex("member", j, members.size());
  return WriteStruct(
      nuskha_member{.struct_size = sizeof(nuskha_member),
                    .document = members[j].document,
                    .relation = static_cast<int32_t>(members[j].relation),
                    .reserved = 0,
                    .jaccard = members[j].jaccard,
                    .in_original = members[j].in_original},
      "nuskha_member", member);
}

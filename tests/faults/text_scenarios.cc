// SPDX-License-Identifier: Apache-2.0
//
// Scenarios without files.

#include <array>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status_util.h"
#include "faults/digest.h"
#include "faults/scenario_lists.h"
#include "nuskha/compare.h"
#include "nuskha/date.h"
#include "nuskha/detector.h"
#include "nuskha/furniture.h"
#include "nuskha/minhash.h"
#include "nuskha/shingle.h"
#include "nuskha/strip.h"
#include "nuskha/version.h"
#include "text/golden_table.h"

// The value of a StatusOr, or the end of the function with its status.
#define NUSKHA_ASSIGN_OR_RETURN(variable, expression)                \
  auto variable##_or = (expression);                                 \
  if (!variable##_or.ok()) return std::move(variable##_or).status(); \
  auto& variable = *variable##_or

namespace nuskha::testing {
namespace {

// An article and what it was made of, with all that reading has to find:
// boilerplate, numbers, a shortcode, a repeated headline, repeated paragraphs.
struct News {
  std::string title, text, source, date;

  Article view() const {
    return {.title = title, .text = text, .source = source, .date = date};
  }
};

const std::string kReadAlso =  // "read also:"
    "\u0627\u0642\u0631\u0623 \u0623\u064a\u0636\u0627:";

News MakeNews(std::mt19937& rng) {
  News news;
  news.title = InventedParagraph(rng, 6);
  news.text = news.title + "\n";
  for (int p = 0; p < 4; ++p) {
    news.text += InventedParagraph(rng, 12) + " 25 \u0623\u0644\u0641\n";
  }
  const std::string again = InventedParagraph(rng, 7);
  news.text += again + "\n[caption id=1]" + kReadAlso + "\n" + again + "\n";
  news.source = rng() % 2 == 0 ? "one" : "two";
  news.date = "2021-03-0" + std::to_string(1 + rng() % 9) + "T10:00:00Z";
  return news;
}

// 30 articles: 10, an edited copy of each, and a part of each.
std::vector<News> MakeCollection() {
  std::mt19937 rng(5);
  std::vector<News> all;
  for (int i = 0; i < 10; ++i) all.push_back(MakeNews(rng));
  for (size_t i = 0; i < 10; ++i) {
    News copy = all[i];
    copy.text.replace(copy.text.find(' '), 1, " " + InventedWord(rng) + " ");
    copy.source = "three";
    all.push_back(copy);
    News part = all[i];
    part.text.resize(part.text.find('\n', part.text.size() / 2));
    part.source = "four";
    all.push_back(part);
  }
  return all;
}

// windows-1256 bytes, an entity, mojibake, a long run of marks, ill-formed
// UTF-8, presentation forms.
std::vector<std::string> HostileTexts() {
  std::vector<std::string> texts = {
      "\xc7\xe1\xd3\xe1\xc7\xe3 \xda\xe1\xed\xdf\xe3 \xc7\xe1\xed\xe6\xe3",
      "\u0627\u0644\u0633 &amp; &#1575;&laquo;x \u0661\u0662\u0663",
      "\u00d8\u00a7\u00d9\u201e\u00d8\u00b9\u00d8\u00b1\u00d8\u00a8",
      "\u0628\xff\xfe\u064e\u0651 \ufefb \ufdfa \u2460",
  };
  std::string marks = "\u0628";
  for (int i = 0; i < 40; ++i) marks += i % 2 == 0 ? "\u064e" : "\u0323";
  texts.push_back(marks + " \u1e9b\u0323 \u0622");
  return texts;
}

absl::StatusOr<uint64_t> Normalize(const std::vector<std::string>& texts) {
  Digest digest;
  Tokens tokens;
  for (const std::string& text : texts) {
    for (const bool repair : {true, false}) {
      NUSKHA_ASSIGN_OR_RETURN(light, NormalizeLight(text, {.repair = repair}));
      digest.Add(std::string_view(light));
      const NormalizeOptions options{.repair = repair, .spans = true};
      NUSKHA_RETURN_IF_ERROR(NormalizeStandard(text, options, &tokens));
      digest.Add(tokens);
      NUSKHA_RETURN_IF_ERROR(NormalizeAggressive(text, options, &tokens));
      digest.Add(tokens);
      NUSKHA_ASSIGN_OR_RETURN(joined, JoinTokens(tokens));
      digest.Add(std::string_view(joined));
    }
  }
  // 9 March 2021, in Arabic.
  NUSKHA_ASSIGN_OR_RETURN(
      date,
      ParseDate("\u0669 \u0645\u0627\u0631\u0633 \u0662\u0660\u0662\u0661"));
  digest.Add(static_cast<uint64_t>(date.value_or(1)));
  NUSKHA_ASSIGN_OR_RETURN(version, GetVersionInfo());
  digest.Add(std::string_view(version.icu));
  return digest.value();
}

absl::StatusOr<uint64_t> Scan(const News& news) {
  NUSKHA_ASSIGN_OR_RETURN(rules, BoilerplateRules::Default());
  Analyzer analyzer(rules);
  Document document;
  Digest digest;
  analyzer.ListShortParagraphs(true);
  NUSKHA_RETURN_IF_ERROR(analyzer.Analyze(news.view(), &document));
  digest.Add(document);
  std::vector<ByteSpan> spans;
  NUSKHA_ASSIGN_OR_RETURN(report,
                          analyzer.Scan(news.view(), &document, &spans));
  digest.Add(uint64_t{spans.size()});
  for (const Boilerplate& found : report.boilerplate) {
    digest.Add(std::string_view(found.rule));
    digest.Add(found.at);
  }
  digest.Add(uint64_t{report.repeated_paragraphs.size()});
  PlacedDocument placed;
  NUSKHA_RETURN_IF_ERROR(analyzer.Locate(news.view(), &placed));
  digest.Add(uint64_t{placed.places.size()});
  return digest.value();
}

// A rules file, added to the built-in rules.
absl::StatusOr<uint64_t> ParseRules(const std::string& table) {
  NUSKHA_ASSIGN_OR_RETURN(rules, BoilerplateRules::Extend(table, "mine"));
  Analyzer analyzer(rules);
  Document document;
  Digest digest;
  NUSKHA_RETURN_IF_ERROR(
      analyzer.Analyze({.text = "hello\nfiller words\nworld"}, &document));
  digest.Add(document);
  return digest.value();
}

absl::Status AddClusters(const Detector& detector,
                         std::span<const Match> matches, Digest* digest) {
  NUSKHA_ASSIGN_OR_RETURN(policy, ParseKeepPolicy("oldest,longest,first"));
  std::vector<DocumentFacts> facts;
  try {
    facts.resize(detector.size());
  } catch (const std::bad_alloc&) {  // of the user, not of the library
    return absl::ResourceExhaustedError("");
  }
  NUSKHA_ASSIGN_OR_RETURN(rank, RankDocuments(facts, policy));
  const auto compare = [&](uint32_t a, uint32_t b) {
    return detector.Compare(a, b);
  };
  NUSKHA_ASSIGN_OR_RETURN(clusters,
                          BuildClusters(matches, rank, std::ref(compare)));
  for (const Cluster& cluster : clusters) digest->Add(cluster);
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> Detect(const std::vector<News>& all,
                                const DetectorOptions& options) {
  NUSKHA_ASSIGN_OR_RETURN(detector, Detector::Create(options));
  for (const News& news : all) {
    NUSKHA_RETURN_IF_ERROR(detector.Add(news.view()).status());
  }
  NUSKHA_ASSIGN_OR_RETURN(matches, detector.Run());
  Digest digest;
  for (const Match& match : matches) {
    digest.Add(match);
    NUSKHA_ASSIGN_OR_RETURN(reasons, Reasons(match, "a", "b"));
    for (const std::string& reason : reasons) {
      digest.Add(std::string_view(reason));
    }
  }
  NUSKHA_RETURN_IF_ERROR(AddClusters(detector, matches, &digest));
  return digest.value();
}

absl::StatusOr<uint64_t> Learn(const std::vector<News>& all) {
  NUSKHA_ASSIGN_OR_RETURN(rules, BoilerplateRules::Default());
  Analyzer analyzer(rules);
  analyzer.ListShortParagraphs(true);
  FurnitureLearner learner({});
  Document document;
  for (const News& news : all) {
    NUSKHA_RETURN_IF_ERROR(analyzer.Analyze(news.view(), &document));
    NUSKHA_RETURN_IF_ERROR(learner.Add(document, news.source));
  }
  NUSKHA_RETURN_IF_ERROR(learner.Learn());
  NUSKHA_ASSIGN_OR_RETURN(stats, learner.Stats());
  Digest digest;
  digest.Add(stats.recurrent_grams);
  std::vector<ByteSpan> spans;
  NUSKHA_RETURN_IF_ERROR(
      analyzer.Scan(all[0].view(), &document, &spans).status());
  NUSKHA_ASSIGN_OR_RETURN(found, learner.Find(document, all[0].source, spans));
  digest.Add(uint64_t{found.size()});
  return digest.value();
}

absl::StatusOr<uint64_t> CompareTwo(const News& a, const News& b) {
  NUSKHA_ASSIGN_OR_RETURN(rules, BoilerplateRules::Default());
  Analyzer analyzer(rules);
  NUSKHA_ASSIGN_OR_RETURN(passages,
                          FindPassages(a.view(), b.view(), &analyzer));
  Digest digest;
  digest.Add(passages);
  analyzer.ForgetStems();
  Document left, right;
  NUSKHA_RETURN_IF_ERROR(analyzer.Analyze(a.view(), &left));
  NUSKHA_RETURN_IF_ERROR(analyzer.Analyze(b.view(), &right));
  NUSKHA_ASSIGN_OR_RETURN(match, Compare(left, right));
  digest.Add(match);
  NUSKHA_ASSIGN_OR_RETURN(hasher, MinHasher::Create({}));
  std::vector<uint64_t> hashes;
  NUSKHA_RETURN_IF_ERROR(ShingleHashes(left.words, 3, 1, &hashes));
  std::array<uint32_t, 128> lanes;
  hasher.Sketch(hashes, lanes);
  for (const uint32_t lane : lanes) digest.Add(uint64_t{lane});
  return digest.value();
}

absl::StatusOr<uint64_t> StripOne(const News& news) {
  NUSKHA_ASSIGN_OR_RETURN(rules, BoilerplateRules::Default());
  Stripper stripper(rules,
                    {.headlines = true, .boilerplate = true, .repeats = true});
  StripCounts cuts;
  std::string text;
  NUSKHA_ASSIGN_OR_RETURN(changed, stripper.Strip(news.view(), &text, &cuts));
  Digest digest;
  digest.Add(uint64_t{changed});
  digest.Add(std::string_view(text));
  digest.Add(cuts.cuts());
  return digest.value();
}

}  // namespace

void AddTextScenarios(std::vector<Scenario>* list) {
  const auto all = std::make_shared<const std::vector<News>>(MakeCollection());
  const auto add = [&](std::string name, auto run, bool threads = false) {
    list->push_back({.name = std::move(name), .run = run, .threads = threads});
  };
  std::vector<std::string> texts = HostileTexts();
  texts.push_back((*all)[0].text);
  add("normalize", [texts] { return Normalize(texts); });
  add("scan", [all] { return Scan((*all)[0]); });
  add("rules", [table = std::string("id\tzone\tmax_tokens\tguard_on_light\t"
                                    "action\tpattern_on_standard\n"
                                    "X1\tany\t9\t\tdrop\tfiller words\n")] {
    return ParseRules(table);
  });
  list->back().foreign_leaks = true;
  add("detect", [all] { return Detect(*all, {}); });
  add("detect_by_minhash", [all] {
    return Detect(
        *all, {.candidates = CandidateMethod::kMinHash, .translations = true});
  });
  add(
      "detect_on_threads",
      [all] {
        return Detect(*all,
                      {.candidates = CandidateMethod::kExact, .threads = 3});
      },
      /*threads=*/true);
  add("learn_furniture", [all] { return Learn(*all); });
  add("compare", [all] { return CompareTwo((*all)[0], (*all)[10]); });
  add("strip", [all] { return StripOne((*all)[0]); });
}

}  // namespace nuskha::testing

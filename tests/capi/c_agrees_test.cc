// SPDX-License-Identifier: Apache-2.0
//
// The C interface says what the C++ one says, of every article of the sample.

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/cluster.h"
#include "nuskha/collection.h"
#include "nuskha/compare.h"
#include "nuskha/date.h"
#include "nuskha/detector.h"
#include "nuskha/normalize.h"
#include "nuskha/nuskha.h"
#include "nuskha/passage.h"
#include "nuskha/reader.h"

namespace nuskha {
namespace {

struct Text {
  std::string title = {}, text = {}, source = {}, date = {};

  Article cpp() const {
    return {.title = title, .text = text, .source = source, .date = date};
  }
  nuskha_article c() const {
    nuskha_article article;
    nuskha_article_init(&article, sizeof(article));
    article.title = {title.data(), title.size()};
    article.text = {text.data(), text.size()};
    article.source = {source.data(), source.size()};
    article.date = {date.data(), date.size()};
    return article;
  }
};

std::vector<Text> ReadSample() {
  std::vector<Text> sample;
  auto reader =
      RecordReader::Open({NUSKHA_SOURCE_DIR "/data/sample/articles.jsonl"}, {});
  RecordParser parser({});
  RecordBlock block;
  while (*(*reader)->Next(&block)) {
    for (const RawRecord& record : block.records) {
      Article article;
      Reject reject;
      if (!*parser.Parse(record, &article, &reject)) continue;
      sample.push_back({std::string(article.title), std::string(article.text),
                        std::string(article.source),
                        std::string(article.date)});
    }
  }
  return sample;
}

const std::vector<Text>& Sample() {
  static const std::vector<Text> sample = ReadSample();
  return sample;
}

std::string Copy(nuskha_str string) {
  return std::string(string.ptr, string.len);
}

template <typename Struct>
Struct Empty() {
  Struct empty = {};
  empty.struct_size = sizeof(empty);
  return empty;
}

void ExpectSame(const nuskha_match& c, const Match& cpp) {
  EXPECT_EQ(c.relation, static_cast<int32_t>(cpp.relation));
  EXPECT_EQ(c.a, cpp.a);
  EXPECT_EQ(c.b, cpp.b);
  const int32_t container = cpp.container_is_a ? 0 : 1;
  EXPECT_EQ(c.container, cpp.relation == Relation::kPartial ? container : -1);
  EXPECT_EQ(c.tier, static_cast<int32_t>(cpp.evidence.tier));
  EXPECT_EQ(c.words_a, cpp.words_a);
  EXPECT_EQ(c.words_b, cpp.words_b);
  EXPECT_EQ(c.shared_words, cpp.shared_words);
  EXPECT_EQ(c.longest_run, cpp.longest_run);
  EXPECT_EQ(c.confidence, cpp.confidence);
  EXPECT_EQ(c.jaccard, cpp.jaccard);
  EXPECT_EQ(c.a_in_b, cpp.a_in_b);
  EXPECT_EQ(c.b_in_a, cpp.b_in_a);
  EXPECT_EQ(c.starts_at, cpp.starts_at);
}

TEST(CApiTest, Normalizes) {
  for (const Text& text : Sample()) {
    nuskha_normalized* light = nullptr;
    const nuskha_str string = {text.text.data(), text.text.size()};
    ASSERT_EQ(nuskha_normalize(string, NUSKHA_LIGHT, 0, &light), NUSKHA_OK);
    EXPECT_EQ(Copy(nuskha_normalized_text(light)),
              *NormalizeLight(text.text, {}));
    nuskha_normalized_free(light);
    for (const int32_t level : {NUSKHA_STANDARD, NUSKHA_AGGRESSIVE}) {
      Tokens tokens;
      const NormalizeOptions options = {.repair = true, .spans = true};
      ASSERT_TRUE((level == NUSKHA_STANDARD
                       ? NormalizeStandard(text.text, options, &tokens)
                       : NormalizeAggressive(text.text, options, &tokens))
                      .ok());
      nuskha_normalized* words = nullptr;
      ASSERT_EQ(nuskha_normalize(string, level, 0, &words), NUSKHA_OK);
      EXPECT_EQ(Copy(nuskha_normalized_text(words)), *JoinTokens(tokens));
      ASSERT_EQ(nuskha_normalized_word_count(words), tokens.size());
      for (size_t i = 0; i < tokens.size(); ++i) {
        nuskha_str word;
        nuskha_range at;
        ASSERT_EQ(nuskha_normalized_word(words, i, &word, &at), NUSKHA_OK);
        EXPECT_EQ(Copy(word), tokens.token(i));
        EXPECT_EQ(at.begin, tokens.spans[i].begin);
        EXPECT_EQ(at.end, tokens.spans[i].end);
      }
      nuskha_normalized_free(words);
    }
  }
}

void ExpectSameFindings(const nuskha_scan* scan, const ScanReport& report) {
  std::vector<std::pair<ByteSpan, std::string>> expected, found;
  const auto add = [&](const Repetition& repetition) {
    for (const ByteSpan& at : repetition.again) expected.push_back({at, ""});
  };
  if (report.repeated_headline.has_value()) add(*report.repeated_headline);
  const auto headline = static_cast<ptrdiff_t>(expected.size());
  for (const auto& repetition : report.repeated_paragraphs) add(repetition);
  std::stable_sort(expected.begin() + headline, expected.end(),
                   [](const auto& x, const auto& y) {
                     return x.first.begin < y.first.begin;
                   });
  for (const auto& one : report.boilerplate) {
    expected.push_back({one.at, one.rule + " " + one.kind});
  }
  for (size_t i = 0; i < nuskha_scan_finding_count(scan); ++i) {
    auto finding = Empty<nuskha_finding>();
    ASSERT_EQ(nuskha_scan_finding(scan, i, &finding), NUSKHA_OK);
    found.push_back({{static_cast<uint32_t>(finding.at.begin),
                      static_cast<uint32_t>(finding.at.end)},
                     finding.kind == NUSKHA_BOILERPLATE
                         ? Copy(finding.rule) + " " + Copy(finding.category)
                         : ""});
  }
  EXPECT_EQ(found, expected);
}

TEST(CApiTest, Scans) {
  Analyzer analyzer(*BoilerplateRules::Default());
  nuskha_analyzer* c_analyzer = nullptr;
  ASSERT_EQ(nuskha_analyzer_create(&c_analyzer), NUSKHA_OK);
  size_t findings = 0;
  for (const Text& text : Sample()) {
    Document document;
    const auto report = analyzer.Scan(text.cpp(), &document, nullptr);
    const nuskha_article article = text.c();
    nuskha_scan* scan = nullptr;
    ASSERT_EQ(nuskha_scan_article(c_analyzer, &article, &scan), NUSKHA_OK);
    auto summary = Empty<nuskha_scan_summary>();
    ASSERT_EQ(nuskha_scan_get_summary(scan, &summary), NUSKHA_OK);
    EXPECT_EQ(summary.words, report->words);
    EXPECT_EQ(summary.content_words, report->content_words);
    EXPECT_EQ((summary.flags & NUSKHA_TITLE_IS_FIELD) != 0,
              report->title_is_field);
    EXPECT_EQ(summary.truncated_percent,
              report->truncated_percent.value_or(-1));
    ExpectSameFindings(scan, *report);
    findings += nuskha_scan_finding_count(scan);
    nuskha_scan_free(scan);
  }
  nuskha_analyzer_free(c_analyzer);
  EXPECT_GT(findings, 5u);
}

TEST(CApiTest, KeepsTheErrorsOfThreadsApart) {
  nuskha_normalized* words = nullptr;
  EXPECT_EQ(nuskha_normalize({}, 99, 0, &words), NUSKHA_E_ARG);
  const std::string here = nuskha_last_error();
  std::string before, after;
  std::thread other([&] {
    before = nuskha_last_error();
    nuskha_normalized* mine = nullptr;
    nuskha_normalize({}, NUSKHA_LIGHT, 99, &mine);
    after = nuskha_last_error();
  });
  other.join();
  EXPECT_EQ(before, "");
  EXPECT_THAT(after, ::testing::StartsWith("flags"));
  EXPECT_EQ(nuskha_last_error(), here);
  EXPECT_THAT(here, ::testing::StartsWith("level"));
}

// Windows-1256: ranges are of the decoded text, which the handles hold.
TEST(CApiTest, HandsOutWhatWasDecoded) {
  std::string text;
  for (int i = 0; i < 12; ++i) {
    text += "\xe3\xcf\xed\xe4\xc9 \xc7\xe1\xdf\xca\xc7\xc8 \xdd\xed ";
  }
  const nuskha_str string = {text.data(), text.size()};
  nuskha_normalized* words = nullptr;
  ASSERT_EQ(nuskha_normalize(string, NUSKHA_STANDARD, 0, &words), NUSKHA_OK);
  const std::string decoded = Copy(nuskha_normalized_decoded(words));
  nuskha_str word;
  nuskha_range at;
  ASSERT_EQ(nuskha_normalized_word(words, 2, &word, &at), NUSKHA_OK);
  EXPECT_EQ(decoded.substr(at.begin, at.end - at.begin), "\u0641\u064a");
  nuskha_normalized_free(words);

  const Text body = {.text = text}, headline = {.title = text};
  const nuskha_article article = body.c(), title = headline.c();
  nuskha_analyzer* analyzer = nullptr;
  nuskha_scan* scan = nullptr;
  nuskha_comparison* comparison = nullptr;
  ASSERT_EQ(nuskha_analyzer_create(&analyzer), NUSKHA_OK);
  ASSERT_EQ(nuskha_scan_article(analyzer, &article, &scan), NUSKHA_OK);
  auto summary = Empty<nuskha_scan_summary>();
  ASSERT_EQ(nuskha_scan_get_summary(scan, &summary), NUSKHA_OK);
  EXPECT_EQ(summary.flags, uint32_t{NUSKHA_WINDOWS_1256});
  EXPECT_EQ(Copy(nuskha_scan_decoded(scan)), decoded);
  ASSERT_EQ(nuskha_compare(analyzer, &article, &title, &comparison), NUSKHA_OK);
  for (const int32_t side : {0, 1}) {
    int32_t in_title = -1;
    nuskha_str of = {};
    ASSERT_EQ(nuskha_comparison_ranges_of(comparison, side, &in_title, &of),
              NUSKHA_OK);
    EXPECT_EQ(in_title, side);
    EXPECT_EQ(Copy(of), decoded);
  }
  nuskha_comparison_free(comparison);
  nuskha_scan_free(scan);
  nuskha_analyzer_free(analyzer);
}

struct Detectors {
  Detector cpp = *Detector::Create({});
  nuskha_detector* c = nullptr;

  Detectors() {
    EXPECT_EQ(nuskha_detector_create(nullptr, &c), NUSKHA_OK);
    for (const Text& text : Sample()) {
      const nuskha_article article = text.c();
      uint32_t number = 0;
      EXPECT_EQ(nuskha_detector_add(c, &article, &number), NUSKHA_OK);
      EXPECT_EQ(*cpp.Add(text.cpp()), number);
    }
    EXPECT_EQ(nuskha_detector_run(c), NUSKHA_OK);
  }
  ~Detectors() { nuskha_detector_free(c); }
};

// One pair after the other with one analyzer: what it saw before is no matter.
TEST(CApiTest, Compares) {
  nuskha_analyzer* c_analyzer = nullptr;
  ASSERT_EQ(nuskha_analyzer_create(&c_analyzer), NUSKHA_OK);
  size_t passages = 0;
  Detectors detectors;
  const std::vector<Match> pairs = *detectors.cpp.Run();
  for (const Match& pair : pairs) {
    const Text& a = Sample()[pair.a];
    const Text& b = Sample()[pair.b];
    Analyzer analyzer(*BoilerplateRules::Default());
    Document document_a, document_b;
    ASSERT_TRUE(analyzer.Analyze(a.cpp(), &document_a).ok());
    ASSERT_TRUE(analyzer.Analyze(b.cpp(), &document_b).ok());
    const Match match = *Compare(document_a, document_b);
    const auto expected = *FindPassages(a.cpp(), b.cpp(), &analyzer);
    const nuskha_article c_a = a.c(), c_b = b.c();
    nuskha_comparison* comparison = nullptr;
    ASSERT_EQ(nuskha_compare(c_analyzer, &c_a, &c_b, &comparison), NUSKHA_OK);
    auto found = Empty<nuskha_match>();
    ASSERT_EQ(nuskha_comparison_match(comparison, &found), NUSKHA_OK);
    ExpectSame(found, match);
    const auto reasons = *Reasons(match, "a", "b");
    ASSERT_EQ(nuskha_comparison_reason_count(comparison), reasons.size());
    for (size_t r = 0; r < reasons.size(); ++r) {
      EXPECT_EQ(Copy(nuskha_comparison_reason(comparison, r)), reasons[r]);
    }
    ASSERT_EQ(nuskha_comparison_passage_count(comparison), expected.size());
    for (size_t p = 0; p < expected.size(); ++p, ++passages) {
      auto passage = Empty<nuskha_passage>();
      ASSERT_EQ(nuskha_comparison_passage(comparison, p, &passage), NUSKHA_OK);
      EXPECT_EQ(passage.words, expected[p].words);
      EXPECT_EQ(passage.a.begin, expected[p].a.begin);
      EXPECT_EQ(passage.a.end, expected[p].a.end);
      EXPECT_EQ(passage.b.begin, expected[p].b.begin);
      EXPECT_EQ(passage.b.end, expected[p].b.end);
    }
    nuskha_comparison_free(comparison);
  }
  nuskha_analyzer_free(c_analyzer);
  EXPECT_GT(passages, 10u);
}

TEST(CApiTest, DetectsAndClusters) {
  Detectors detectors;
  const std::vector<Match> matches = *detectors.cpp.Run();
  ASSERT_GT(matches.size(), 20u);
  ASSERT_EQ(nuskha_detector_match_count(detectors.c), matches.size());
  for (size_t i = 0; i < matches.size(); ++i) {
    auto found = Empty<nuskha_match>();
    ASSERT_EQ(nuskha_detector_match(detectors.c, i, &found), NUSKHA_OK);
    ExpectSame(found, matches[i]);
  }

  std::vector<DocumentFacts> facts;
  for (uint32_t i = 0; i < Sample().size(); ++i) {
    facts.push_back(
        {.date = *ParseDate(Sample()[i].date),
         .words = static_cast<uint32_t>(detectors.cpp.words(i).size())});
  }
  const auto rank = *RankDocuments(facts, *ParseKeepPolicy("newest,longest"));
  const auto clusters = *BuildClusters(
      matches, rank,
      [&](uint32_t a, uint32_t b) { return detectors.cpp.Compare(a, b); });
  nuskha_clusters* found = nullptr;
  const std::string keep = "newest,longest";
  ASSERT_EQ(
      nuskha_detector_clusters(detectors.c, {keep.data(), keep.size()}, &found),
      NUSKHA_OK);
  ASSERT_EQ(nuskha_clusters_count(found), clusters.size());
  for (size_t i = 0; i < clusters.size(); ++i) {
    auto cluster = Empty<nuskha_cluster>();
    ASSERT_EQ(nuskha_clusters_cluster(found, i, &cluster), NUSKHA_OK);
    EXPECT_EQ(cluster.original, clusters[i].original);
    ASSERT_EQ(cluster.member_count, clusters[i].members.size());
    for (size_t j = 0; j < clusters[i].members.size(); ++j) {
      const ClusterMember& expected = clusters[i].members[j];
      auto member = Empty<nuskha_member>();
      ASSERT_EQ(nuskha_clusters_member(found, i, j, &member), NUSKHA_OK);
      EXPECT_EQ(member.document, expected.document);
      EXPECT_EQ(member.relation, static_cast<int32_t>(expected.relation));
      EXPECT_EQ(member.jaccard, expected.jaccard);
      EXPECT_EQ(member.in_original, expected.in_original);
    }
  }
  nuskha_clusters_free(found);
}

}  // namespace
}  // namespace nuskha

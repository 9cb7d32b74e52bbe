// SPDX-License-Identifier: Apache-2.0
//
// What sources and dates add to two texts, and that shortcuts, threads and
// Compare() change nothing.

#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "nuskha/compare.h"
#include "nuskha/detector.h"

namespace nuskha {
namespace {

struct Record {
  std::string source, date, title, text;
};

std::string Words(std::mt19937* rng, int count, const std::string& kind) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += (text.empty() ? "" : " ") + kind + std::to_string((*rng)() % 5000) +
            "x";
  }
  return text;
}

// Daily bulletins of one outlet: a form of 40 words, filled in with numbers
// that agree on two days in turn, and news of two outlets with copies and
// excerpts.
std::vector<Record> Collect(uint32_t seed, bool sources, bool dates) {
  std::mt19937 rng(seed);
  std::vector<Record> records;
  const std::string form = Words(&rng, 40, "form");
  for (int day = 1; day <= 28; ++day) {
    const std::string date =
        "2020-02-" + std::string(day < 10 ? "0" : "") + std::to_string(day);
    records.push_back({"outlet", date, "bulletin of the day",
                       form + " " + std::to_string(day / 2)});
    const std::string news = Words(&rng, 80, "news");
    const std::string title = Words(&rng, 5, "title");
    records.push_back({"outlet", date, title, news});
    records.push_back({"other", date, title, news.substr(0, news.size() / 3)});
    records.push_back(
        {"other", date, title, Words(&rng, 4, "start") + " " + news});
  }
  for (Record& record : records) {
    if (!sources) record.source.clear();
    if (!dates) record.date.clear();
  }
  return records;
}

std::vector<Match> Detect(const std::vector<Record>& records,
                          const DetectorOptions& options) {
  auto detector = Detector::Create(options);
  EXPECT_TRUE(detector.ok());
  for (const Record& record : records) {
    detector
        ->Add({.title = record.title,
               .text = record.text,
               .source = record.source,
               .date = record.date})
        .value();
  }
  std::vector<Match> matches = detector->Run().value();
  for (const Match& match : matches) {
    const Match again = detector->Compare(match.a, match.b).value();
    EXPECT_EQ(again.relation, match.relation);
    EXPECT_EQ(again.confidence, match.confidence);
  }
  return matches;
}

TEST(TiersTest, ShortcutsAndThreadsChangeNoVerdict) {
  for (const bool sources : {true, false}) {
    for (const bool dates : {true, false}) {
      const std::vector<Record> records = Collect(5, sources, dates);
      const std::vector<Match> all = Detect(records, {.min_score = 0});
      ASSERT_GT(all.size(), 50u);
      for (const uint32_t threads : {1u, 2u, 4u}) {
        const std::vector<Match> some =
            Detect(records,
                   {.threads = threads, .min_score = 0, .all_evidence = false});
        ASSERT_EQ(some.size(), all.size());
        for (size_t i = 0; i < all.size(); ++i) {
          EXPECT_EQ(some[i].a, all[i].a);
          EXPECT_EQ(some[i].b, all[i].b);
          EXPECT_EQ(some[i].relation, all[i].relation);
          EXPECT_EQ(some[i].container_is_a, all[i].container_is_a);
          EXPECT_EQ(some[i].confidence, all[i].confidence);
        }
      }
    }
  }
}

TEST(TiersTest, ATierForWhatIsKnown) {
  for (const bool sources : {true, false}) {
    for (const bool dates : {true, false}) {
      const Tier expected = sources ? Tier::kSource
                            : dates ? Tier::kDates
                                    : Tier::kText;
      for (const Match& match : Detect(Collect(6, sources, dates), {})) {
        EXPECT_EQ(match.evidence.tier, expected);
      }
    }
  }
}

TEST(TiersTest, ExcerptsArePartsWhateverIsKnown) {
  for (const bool sources : {true, false}) {
    size_t partial = 0;
    for (const Match& match : Detect(Collect(7, sources, true), {})) {
      const bool news = match.a % 4 != 0 && match.a / 4 == match.b / 4;
      if (!news) continue;
      EXPECT_TRUE(IsSameArticle(match.relation));
      partial += match.relation == Relation::kPartial ? 1 : 0;
    }
    EXPECT_EQ(partial, 56u);
  }
}

TEST(TiersTest, WordingOfOtherDaysReturns) {
  // Without sources, the form of the bulletins is known by its dates.
  for (const Match& match : Detect(Collect(8, false, true), {})) {
    if (match.a % 4 != 0 || match.b % 4 != 0) continue;
    if (match.relation == Relation::kExact) continue;
    // Days 1 and 28 are to be more than five days from both, one of them.
    if (match.a / 4 + 1 <= 6 && match.b / 4 + 1 >= 23) continue;
    EXPECT_EQ(match.evidence.recurrent, 1);
    EXPECT_EQ(match.evidence.fresh, 0);
  }
}

TEST(TiersTest, TwoTextsAloneAreJudgedByTheirWords) {
  std::mt19937 rng(9);
  const std::string news = Words(&rng, 90, "news");
  Analyzer analyzer(BoilerplateRules::Default().value());
  Document a, b;
  EXPECT_TRUE(analyzer.Analyze({.text = news + " end of it"}, &a).ok());
  analyzer.ForgetStems();
  EXPECT_TRUE(analyzer.Analyze({.text = news}, &b).ok());
  const Match match = Compare(a, b).value();
  EXPECT_EQ(match.relation, Relation::kCopy);
  EXPECT_EQ(match.evidence.tier, Tier::kText);
  EXPECT_EQ(match.evidence.unseen, 0);
}

}  // namespace
}  // namespace nuskha

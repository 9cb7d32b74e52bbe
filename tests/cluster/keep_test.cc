// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <vector>

#include "base/status_util.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/cluster.h"

namespace nuskha {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Documents, best first.
std::vector<uint32_t> Order(const std::vector<DocumentFacts>& facts,
                            std::string_view policy) {
  const std::vector<uint32_t> rank =
      RankDocuments(facts, ParseKeepPolicy(policy).value()).value();
  std::vector<uint32_t> order(rank.size());
  for (uint32_t doc = 0; doc < rank.size(); ++doc) order[rank[doc]] = doc;
  return order;
}

// One document for each value of the policy's only field.
std::vector<uint32_t> OrderOf(const std::vector<std::string>& values,
                              std::string_view policy) {
  std::vector<DocumentFacts> facts(values.size());
  for (size_t i = 0; i < values.size(); ++i) facts[i].fields = {values[i]};
  return Order(facts, policy);
}

TEST(ParseKeepPolicyTest, ReadsEveryKey) {
  const auto keys =
      ParseKeepPolicy("oldest,newest,longest,first,views:desc,a:b:asc").value();
  ASSERT_EQ(keys.size(), 6u);
  EXPECT_EQ(keys[0].kind, KeepKey::Kind::kOldest);
  EXPECT_EQ(keys[1].kind, KeepKey::Kind::kNewest);
  EXPECT_EQ(keys[2].kind, KeepKey::Kind::kLongest);
  EXPECT_EQ(keys[3].kind, KeepKey::Kind::kFirst);
  EXPECT_EQ(keys[4].kind, KeepKey::Kind::kField);
  EXPECT_EQ(keys[4].field, "views");
  EXPECT_TRUE(keys[4].descending);
  EXPECT_EQ(keys[5].field, "a:b");
  EXPECT_FALSE(keys[5].descending);
}

TEST(ParseKeepPolicyTest, NamesTheWordThatIsNone) {
  for (const char* policy : {"", "oldest,", ",oldest", "old", "oldest ",
                             "views", "views:up", ":asc", "longest;first"}) {
    EXPECT_EQ(ParseKeepPolicy(policy).status().code(),
              absl::StatusCode::kInvalidArgument)
        << policy;
  }
  EXPECT_THAT(internal::StatusMessage(
                  ParseKeepPolicy("oldest,views:up,first").status()),
              HasSubstr("'views:up'"));
}

TEST(RankDocumentsTest, UndatedComesLastInBothDirections) {
  const std::vector<DocumentFacts> facts = {
      {.date = std::nullopt}, {.date = 30}, {.date = -5}, {.date = 20}};
  EXPECT_THAT(Order(facts, "oldest"), ElementsAre(2, 3, 1, 0));
  EXPECT_THAT(Order(facts, "newest"), ElementsAre(1, 3, 2, 0));
}

TEST(RankDocumentsTest, LaterKeysDecideTies) {
  const std::vector<DocumentFacts> facts = {{.date = 10, .words = 5},
                                            {.date = 10, .words = 9},
                                            {.date = 1, .words = 1},
                                            {.date = 10, .words = 9}};
  EXPECT_THAT(Order(facts, "oldest,longest"), ElementsAre(2, 1, 3, 0));
  EXPECT_THAT(Order(facts, "longest,oldest"), ElementsAre(1, 3, 0, 2));
  EXPECT_THAT(Order(facts, "oldest"), ElementsAre(2, 0, 1, 3));
}

TEST(RankDocumentsTest, FirstIsTheInputOrderAndEndsThePolicy) {
  const std::vector<DocumentFacts> facts = {
      {.words = 1}, {.words = 3}, {.words = 2}};
  EXPECT_THAT(Order(facts, "first"), ElementsAre(0, 1, 2));
  EXPECT_THAT(Order(facts, "first,longest"), ElementsAre(0, 1, 2));
  EXPECT_TRUE(RankDocuments({}, {}).value().empty());
}

TEST(RankDocumentsTest, PreferredSourcesComeBeforeEveryKey) {
  const std::vector<DocumentFacts> facts = {
      {.date = 1, .words = 9, .source_rank = 2},
      {.date = 5, .words = 1, .source_rank = 0},
      {.date = 3, .words = 5, .source_rank = 1},
      {.date = 2, .words = 5, .source_rank = 1}};
  EXPECT_THAT(Order(facts, "oldest,longest,first"), ElementsAre(1, 3, 2, 0));
  EXPECT_THAT(Order(facts, "first"), ElementsAre(1, 2, 3, 0));
}

TEST(RankDocumentsTest, FieldsSortByNumberThenByBytes) {
  EXPECT_THAT(OrderOf({"10", "9", "-3", "2.5"}, "f:asc"),
              ElementsAre(2, 3, 1, 0));
  EXPECT_THAT(OrderOf({"10", "9", "-3", "2.5"}, "f:desc"),
              ElementsAre(0, 1, 3, 2));
  EXPECT_THAT(OrderOf({"b", "a", "\xd8\xa7", "B"}, "f:asc"),
              ElementsAre(3, 1, 0, 2));
  EXPECT_THAT(OrderOf({"x", "10", "9a", "9"}, "f:asc"),
              ElementsAre(3, 1, 2, 0));
}

TEST(RankDocumentsTest, MissingFieldsComeLastInBothDirections) {
  EXPECT_THAT(OrderOf({"", "2", "", "1"}, "f:asc"), ElementsAre(3, 1, 0, 2));
  EXPECT_THAT(OrderOf({"", "2", "", "1"}, "f:desc"), ElementsAre(1, 3, 0, 2));
}

// However a number is written it is the same number: the input order decides.
TEST(RankDocumentsTest, FieldsThatAreLeftOutComeLastInBothDirections) {
  std::vector<DocumentFacts> facts(3);
  facts[1].fields = {"2"};
  facts[2].fields = {"1", "x"};
  EXPECT_THAT(Order(facts, "a:asc,b:asc"), ElementsAre(2, 1, 0));
  EXPECT_THAT(Order(facts, "a:desc,b:desc"), ElementsAre(1, 2, 0));
}

TEST(RankDocumentsTest, EqualNumbersTie) {
  EXPECT_THAT(OrderOf({"1.0", "1", "1e0", "0"}, "f:asc"),
              ElementsAre(3, 0, 1, 2));
  EXPECT_THAT(OrderOf({"1.0", "1", "1e0", "0"}, "f:desc"),
              ElementsAre(0, 1, 2, 3));
}

// A number that compares with nothing would leave the sort without an order.
TEST(RankDocumentsTest, NotANumberIsAWord) {
  EXPECT_THAT(OrderOf({"nan", "3", "inf", "1", "nan", "2"}, "f:asc"),
              ElementsAre(3, 5, 1, 2, 0, 4));
}

TEST(RankDocumentsTest, EachFieldKeyHasItsOwnValue) {
  std::vector<DocumentFacts> facts(3);
  facts[0].fields = {"1", "a"};
  facts[1].fields = {"2", "b"};
  facts[2].fields = {"2", "c"};
  EXPECT_THAT(Order(facts, "x:desc,longest,y:desc"), ElementsAre(2, 1, 0));
  EXPECT_THAT(Order(facts, "x:asc,y:asc"), ElementsAre(0, 1, 2));
}

}  // namespace
}  // namespace nuskha

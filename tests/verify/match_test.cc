// SPDX-License-Identifier: Apache-2.0

#include "nuskha/match.h"

#include <optional>
#include <string_view>

#include "gtest/gtest.h"

namespace nuskha {
namespace {

constexpr Relation kAll[] = {Relation::kNothing,  Relation::kExact,
                             Relation::kCopy,     Relation::kPartial,
                             Relation::kUpdate,   Relation::kPassage,
                             Relation::kTemplate, Relation::kTranslation};

TEST(RelationNameTest, RoundTrip) {
  for (const Relation relation : kAll) {
    EXPECT_EQ(RelationFromName(RelationName(relation)), relation);
  }
  EXPECT_EQ(RelationName(Relation::kPartial), "partial");
  EXPECT_EQ(RelationName(Relation::kTemplate), "template");
  for (const char* name : {"", "Copy", "copy ", "copies", "translations"}) {
    EXPECT_EQ(RelationFromName(name), std::nullopt) << name;
  }
}

TEST(IsSameArticleTest, ExactCopyAndPartialOnly) {
  for (const Relation relation : kAll) {
    const std::string_view name = RelationName(relation);
    EXPECT_EQ(IsSameArticle(relation),
              name == "exact" || name == "copy" || name == "partial");
  }
}

}  // namespace
}  // namespace nuskha

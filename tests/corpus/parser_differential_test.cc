// SPDX-License-Identifier: Apache-2.0
//
// The parser against the reference on lines mutated by seeded chance.

#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "nuskha/reader.h"
#include "reference/json_reference.h"

namespace nuskha {
namespace {

constexpr std::string_view kLines[] = {
    R"({"id":"a1","text":"plain words and \"quotes\" and \\ and \/","n":1})",
    "{\"title\":\"\u0639\u0646\u0648\u0627\u0646\",\"text\":"
    "\"\u0646\u0635 \u0642\u0635\u064a\u0631\\n\u062b\u0627\u0646\"}",
    R"({"content":null,"body":"b","article":["x",{"y":[]}],"z":-1.5e+10})",
    R"({"text":"\u0646\u0635 \ud83d\ude00 \uD83D\uDE00 \u0000 \b\f\n\r\t"})",
    R"( { "text" : "a" , "text" : "b" , "x" : [ true , false , null ] } )",
    R"({"article_text":"","maintext":"m","big":123456789012345678901234567})",
    R"({"text":"x","nan":[NaN,Infinity,-Infinity,0.5,1E9,-0]})",
    "{\"text\":\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 and much more of "
    "a text that is long enough for one bad byte to be repaired\"}",
    "{\"url\":\"http://example.org\",\"text\":\"\xc3\xce\xc8\xc7\xd1 "
    "\xc7\xe1\xed\xe6\xe3\"}",
    "{}",
    R"([{"text":"a"}])",
};

class Mutator {
 public:
  explicit Mutator(uint64_t seed) : random_(seed) {}

  std::string Next() {
    std::string line(Pick());
    for (uint64_t i = Below(4); i > 0; --i) Mutate(&line);
    return line;
  }

 private:
  // Plain remainders: the same lines on every machine.
  uint64_t Below(uint64_t limit) { return limit == 0 ? 0 : random_() % limit; }
  std::string_view Pick() { return kLines[Below(std::size(kLines))]; }

  char Byte() {
    using namespace std::string_view_literals;
    constexpr std::string_view kBytes =
        "{}[]:,\"\\ 019-+.eEu\t\n\0\x1f\x7f\x80\xbf\xc2\xd8\xe0\xed\xf0\xff"
        "ntf/NI"sv;
    return kBytes[Below(kBytes.size())];
  }

  void Mutate(std::string* line) {
    const size_t at = Below(line->size() + 1);
    const size_t size = Below(8);
    switch (Below(7)) {
      case 0:
        line->insert(at, 1, Byte());
        break;
      case 1:
        if (at < line->size()) (*line)[at] = Byte();
        break;
      case 2:
        line->erase(at, size);
        break;
      case 3:
        line->insert(at, line->substr(Below(line->size() + 1), size));
        break;
      case 4:
        line->resize(at);
        break;
      case 5: {
        const std::string_view other = Pick();
        line->replace(at, size, other.substr(Below(other.size()), size));
        break;
      }
      default: {
        constexpr std::string_view kTokens[] = {
            "\\ud800", "\\udc00", "\\uD83D\\u0041", "NaN",   "-Infinity",
            "null",    "1e999",   "\"text\":",      "\\u00", "\xd8\xa7"};
        line->insert(at, kTokens[Below(std::size(kTokens))]);
      }
    }
  }

  std::mt19937_64 random_;
};

TEST(ParserDifferentialTest, AgreesWithTheReferenceOnMutatedLines) {
  constexpr uint64_t kSeed = 20240607;
  constexpr int kRounds = 20000;
  Mutator mutator(kSeed);
  RecordParser parser({});
  int accepted = 0;
  for (int i = 0; i < kRounds; ++i) {
    const std::string line = mutator.Next();
    const reference::ReferenceRecord want = reference::ReadJsonLine(line);
    Article article;
    Reject reject;
    const bool got =
        parser.Parse({.bytes = line, .length = line.size()}, &article, &reject)
            .value();
    ASSERT_EQ(got, want.accepted)
        << "round " << i << ", " << reject.code << ": " << line;
    ASSERT_EQ(article.text, got ? want.text : "") << "round " << i << line;
    accepted += got ? 1 : 0;
  }
  // Both outcomes are tried often.
  EXPECT_GT(accepted, kRounds / 4);
  EXPECT_LT(accepted, kRounds * 3 / 4);
}

}  // namespace
}  // namespace nuskha

// SPDX-License-Identifier: Apache-2.0

#include "corpus/parsed_record.h"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

class Maker {
 public:
  explicit Maker(uint64_t seed) : random_(seed) {}

  ParsedRecord Record() {
    ParsedRecord record;
    record.outcome = static_cast<Outcome>(Below(3));
    record.number = random_();
    if (record.outcome == Outcome::kRejected) {
      record.reject = {Text(), random_(), random_(), random_(), Text(), Text()};
    }
    if (record.outcome == Outcome::kDocument) FillDocument(&record);
    return record;
  }

  BlockFacts Facts() {
    BlockFacts facts;
    facts.counts.utf8_repaired = random_();
    facts.counts.html_deep = random_();
    facts.fields = {Text(), Text(), Text(), Text(), Text(), Text()};
    facts.found_text_or_title = Below(2) == 0;
    for (uint64_t i = Below(3); i > 0; --i) facts.new_fields.push_back(Text());
    return facts;
  }

  uint64_t Below(uint64_t n) { return random_() % n; }

 private:
  uint32_t Word() { return static_cast<uint32_t>(random_()); }
  std::string Text() {
    std::string text(Below(5), ' ');
    for (char& c : text) c = static_cast<char>(random_());
    return text;
  }
  void FillDocument(ParsedRecord* record) {
    Document& document = record->document;
    for (uint64_t i = Below(9); i > 0; --i) document.words.push_back(Word());
    for (uint64_t i = Below(3); i > 0; --i) document.title.push_back(Word());
    for (uint64_t i = Below(3); i > 0; --i) {
      document.new_stems.push_back({Word(), Word()});
      document.new_light_stems.push_back({Word(), Word()});
      document.numbers.push_back({Word(), Word(), 0.5 * Word()});
      document.short_paragraphs.push_back({Word(), Word(), {Word(), Word()}});
    }
    document.all_words = Word();
    document.text_hash = random_();
    record->id = Text();
    record->source = Text();
    if (Below(2) == 0) record->facts.date = static_cast<int64_t>(random_());
    record->facts.words = Word();
    record->facts.source_rank = Word();
    for (uint64_t i = Below(3); i > 0; --i) {
      record->facts.fields.push_back(Text());
    }
    record->bad_date = Below(2) == 0;
  }

  std::mt19937_64 random_;
};

std::string Encode(const std::vector<ParsedRecord>& records,
                   const BlockFacts& facts) {
  std::string bytes;
  EncodeBlock(records, facts, &bytes);
  return bytes;
}

TEST(ParsedRecordTest, ComesBackWhole) {
  Maker maker(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<ParsedRecord> records(maker.Below(5));
    for (ParsedRecord& record : records) record = maker.Record();
    const std::string bytes = Encode(records, maker.Facts());
    // Into records that were used before, as blocks are.
    std::vector<ParsedRecord> back(maker.Below(3));
    for (ParsedRecord& record : back) record = maker.Record();
    BlockFacts facts = maker.Facts();
    ASSERT_TRUE(DecodeBlock(bytes, records.size(), &back, &facts));
    back.resize(records.size());
    EXPECT_EQ(Encode(back, facts), bytes);
    for (size_t i = 0; i < records.size(); ++i) {
      EXPECT_EQ(back[i].outcome, records[i].outcome);
      if (records[i].outcome != Outcome::kDocument) continue;
      EXPECT_EQ(back[i].document.words, records[i].document.words);
      EXPECT_EQ(back[i].document.numbers, records[i].document.numbers);
      EXPECT_EQ(back[i].facts.date, records[i].facts.date);
      EXPECT_EQ(back[i].facts.fields, records[i].facts.fields);
    }
  }
}

TEST(ParsedRecordTest, NothingElseIsRead) {
  Maker maker(2);
  std::vector<ParsedRecord> records(4);
  for (ParsedRecord& record : records) record = maker.Record();
  const std::string bytes = Encode(records, maker.Facts());
  std::vector<ParsedRecord> back;
  BlockFacts facts;
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(
        DecodeBlock(std::string_view(bytes).substr(0, size), 4, &back, &facts));
  }
  EXPECT_FALSE(DecodeBlock(bytes + '\0', 4, &back, &facts));
  EXPECT_FALSE(DecodeBlock(bytes, 3, &back, &facts));
}

// Sizes in the bytes may be anything: no crash, and no memory for them.
TEST(ParsedRecordTest, AnyBytes) {
  Maker maker(3);
  std::vector<ParsedRecord> records(3);
  for (ParsedRecord& record : records) record = maker.Record();
  const std::string whole = Encode(records, maker.Facts());
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = whole;
    for (uint64_t i = 1 + maker.Below(4); i > 0; --i) {
      bytes[maker.Below(bytes.size())] = static_cast<char>(maker.Below(256));
    }
    std::vector<ParsedRecord> back;
    BlockFacts facts;
    DecodeBlock(bytes, 3, &back, &facts);
    for (const ParsedRecord& record : back) {
      EXPECT_LE(record.document.words.size() * sizeof(uint32_t), bytes.size());
    }
  }
}

}  // namespace
}  // namespace nuskha::internal

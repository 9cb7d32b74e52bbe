// SPDX-License-Identifier: Apache-2.0
//
// Every figure against tests/golden/relation_golden.tsv, made by another
// implementation of the rule.

#include <array>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "text/numbers.h"
#include "text/word_stem.h"
#include "verify/furniture.h"
#include "verify/verifier.h"

namespace nuskha::internal {
namespace {

using Row = std::vector<std::string>;

Row SplitRow(std::string_view line, char separator) {
  Row cells;
  while (true) {
    const size_t end = line.find(separator);
    cells.emplace_back(line.substr(0, end));
    if (end == line.npos) return cells;
    line.remove_prefix(end + 1);
  }
}

std::vector<Row> Rows() {
  std::vector<Row> rows;
  std::ifstream file(std::string(NUSKHA_SOURCE_DIR) +
                     "/tests/golden/relation_golden.tsv");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with('#')) rows.push_back(SplitRow(line, '\t'));
  }
  return rows;
}

// One side of a row: its first six cells from `first` on.
struct GoldenSide {
  GoldenSide(const Row& row, size_t first, StemTable* stems) {
    for (const std::string& token : SplitRow(row[first], ' ')) {
      if (const auto value = DigitValue(token)) {
        numbers.push_back({static_cast<uint32_t>(words.size()), 1, *value});
      }
      Push(token, &words, stems);
    }
    if (row[first + 1] != "-") {
      for (const std::string& token : SplitRow(row[first + 1], ' ')) {
        Push(token, &title, stems);
      }
    }
    marks.resize(words.size());
    for (size_t i = 0; i < marks.size(); ++i) {
      const std::string& recurrent = row[first + 2];
      if (i < recurrent.size() && recurrent[i] == '1') marks[i] |= kRecurrent;
      if (row[first + 3][i] != '1') continue;
      marks[i] |= kFurniture;
      ++furniture;
    }
    origin.source = row[first + 4] == "s0" ? 0 : 1;
    origin.day = std::atoi(row[first + 5].c_str());
  }

  static void Push(const std::string& token, std::vector<uint32_t>* list,
                   StemTable* stems) {
    list->push_back(WordHash(token));
    const WordWithStem word = {list->back(), WordStem(token)};
    stems->Add({&word, 1});
  }

  DocumentView View() const {
    return {
        .words = words, .numbers = numbers, .title = title, .origin = origin};
  }

  std::vector<uint32_t> words, title;
  std::vector<Number> numbers;
  std::vector<uint8_t> marks;
  uint32_t furniture = 0;
  DocumentStore::Origin origin;
};

std::vector<double> Figures(const Evidence& e) {
  const auto ratio = [](double part, double whole, double none) {
    return whole == 0 ? none : part / whole;
  };
  const bool veto = e.conflicts >= 2 && e.conflicts >= e.numbers_kept;
  return {e.of_shorter,
          e.of_longer,
          static_cast<double>(e.own),
          e.own_share,
          e.own_from,
          e.own_lead,
          e.fresh,
          e.recurrent,
          e.unseen,
          e.titles_common,
          e.headline,
          e.alike,
          ratio(e.numbers_shared, e.numbers_all, 0.5),
          ratio(e.numbers_shared, e.numbers, 1),
          static_cast<double>(e.conflicts),
          veto ? 1.0 : 0.0,
          static_cast<double>(std::abs(e.days_later))};
}

// A few lines, nearly all of which the other text has: the prototype
// asks for 12 words of its own.
constexpr size_t kPreviewRow = 79;

TEST(EvidenceGoldenTest, AgreesOnEveryFigureAndVerdict) {
  const std::map<std::string, Relation> classes = {
      {"copy", Relation::kCopy},         {"partial", Relation::kPartial},
      {"update", Relation::kUpdate},     {"embedded", Relation::kPassage},
      {"template", Relation::kTemplate}, {"other", Relation::kNothing}};
  const std::vector<Row> rows = Rows();
  ASSERT_GT(rows.size(), 100u);
  size_t turned = 0;
  for (size_t r = 0; r < rows.size(); ++r) {
    const Row& row = rows[r];
    StemTable stems;
    const GoldenSide a(row, 0, &stems), b(row, 6, &stems);
    // Those of one length are there in both orders; the prototype takes the
    // first text for the shorter.
    if (a.words.size() == b.words.size() && !IsShorter(a.words, b.words)) {
      ++turned;
      continue;
    }
    Match match;
    for (const bool all : {true, false}) {
      const auto marker = [&](const DocumentView& view, std::vector<uint64_t>*,
                              std::vector<uint8_t>* marks) {
        const GoldenSide& side = view.words.data() == a.words.data() ? a : b;
        *marks = side.marks;
        return side.furniture;
      };
      Verifier verifier(
          {.stems = &stems, .marker = marker, .all_evidence = all});
      verifier.SetBase(b.View());
      ASSERT_TRUE(verifier.Verify(a.View(), &match));
      EXPECT_EQ(match.relation,
                r == kPreviewRow ? Relation::kCopy : classes.at(row[29]))
          << "row " << r;
      if (!all) continue;
      const std::vector<double> figures = Figures(match.evidence);
      for (size_t i = 0; i < figures.size(); ++i) {
        EXPECT_NEAR(figures[i], std::atof(row[12 + i].c_str()), 1e-6)
            << "row " << r << ", figure " << i;
      }
    }
  }
  EXPECT_EQ(turned, 2u);
}

}  // namespace
}  // namespace nuskha::internal

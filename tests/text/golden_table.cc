// SPDX-License-Identifier: Apache-2.0

#include "text/golden_table.h"

#include <fstream>
#include <iterator>
#include <sstream>

#include "text/embedded.h"
#include "text/tsv.h"

namespace nuskha::testing {
namespace {

std::string Unescape(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "\\n") {
      out += '\n';
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

std::vector<std::vector<std::string>> ReadGoldenTable(std::string_view name) {
  std::ifstream file(std::string(NUSKHA_SOURCE_DIR) + "/tests/golden/" +
                     std::string(name));
  const std::string table((std::istreambuf_iterator<char>(file)), {});
  std::vector<std::vector<std::string>> rows;
  internal::TsvReader reader(table);
  reader.Next();  // the header
  while (reader.Next()) {
    auto& row = rows.emplace_back();
    for (const std::string_view field : reader.fields()) {
      row.push_back(Unescape(field));
    }
  }
  return rows;
}

std::vector<std::string> SplitText(std::string_view text,
                                   std::string_view separator) {
  std::vector<std::string> pieces;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    pieces.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + separator.size()));
  }
  return pieces;
}

std::string InventedWord(std::mt19937& rng) {
  // Two of these letters in a row open no word of the tables.
  std::string word = "\xd8\xba\xd8\xb6";  // U+063A GHAIN, U+0636 DAD
  for (size_t letters = rng() % 8; letters > 0; --letters) {
    word += "\xd8";
    word += static_cast<char>(0xac + rng() % 15);  // U+062C to U+063A
  }
  return word;
}

std::string InventedParagraph(std::mt19937& rng, int words) {
  std::string text;
  for (int i = 0; i < words; ++i) {
    if (i != 0) text += ' ';
    text += InventedWord(rng);
  }
  return text;
}

std::vector<uint32_t> WordsOf(std::string_view text) {
  Tokens tokens;
  NormalizeStandard(text, {}, &tokens).IgnoreError();
  std::vector<uint32_t> words;
  for (size_t i = 0; i < tokens.size(); ++i) {
    words.push_back(WordHash(tokens.token(i)));
  }
  return words;
}

std::vector<std::string> WordsOfTables() {
  std::vector<std::string> words;
  for (const std::string_view table :
       {internal::BoilerplateRulesTable(), internal::InlineCutsTable(),
        internal::NumberWordsTable()}) {
    Tokens tokens;
    NormalizeStandard(table, {.repair = false}, &tokens).IgnoreError();
    for (size_t i = 0; i < tokens.size(); ++i) {
      words.emplace_back(tokens.token(i));
    }
  }
  return words;
}

std::string RandomText(std::mt19937& rng,
                       const std::vector<std::string>& words) {
  std::vector<std::string> lines;
  for (size_t count = rng() % 14; count > 0; --count) {
    if (!lines.empty() && rng() % 5 == 0) {
      lines.push_back(lines[rng() % lines.size()]);
      continue;
    }
    std::string line;
    for (size_t n = rng() % (rng() % 3 == 0 ? 50 : 12); n > 0; --n) {
      switch (rng() % 12) {
        case 0:
          line += std::to_string(rng() % 10000);
          break;
        case 1:
          line += rng() % 2 == 0 ? "[ad_3]" : "[/gallery]";
          break;
        case 2:
          line += rng() % 2 == 0 ? ":" : " | ";
          break;
        case 3:
          line += static_cast<char>(rng());
          break;
        case 4:
        case 5:
          line += InventedWord(rng);
          break;
        default:
          line += words[rng() % words.size()];
      }
      line += ' ';
    }
    lines.push_back(line);
  }
  std::string text;
  for (const std::string& line : lines) {
    text += line + (rng() % 4 == 0 ? "\n\n" : "\n");
  }
  return text;
}

}  // namespace nuskha::testing

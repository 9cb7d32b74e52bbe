// SPDX-License-Identifier: Apache-2.0

#include "reference/content_reference.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

#include "re2/re2.h"
#include "text/embedded.h"
#include "text/golden_table.h"

namespace nuskha::testing {
namespace {

struct Cut {
  std::string place;
  size_t window;
  Words words;
};

std::vector<Cut> ReadCuts() {
  std::vector<Cut> cuts;
  const auto lines = SplitText(internal::InlineCutsTable(), "\n");
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto fields = SplitText(lines[i], "\t");
    cuts.push_back(
        {fields[1], std::stoul(fields[2]), SplitText(fields[3], " ")});
  }
  return cuts;
}

bool Has(const Words& words, size_t at, const Words& part) {
  return at + part.size() <= words.size() &&
         Words(words.begin() + static_cast<long>(at),
               words.begin() + static_cast<long>(at + part.size())) == part;
}

void Erase(Words* words, size_t from, size_t to) {
  words->erase(words->begin() + static_cast<long>(from),
               words->begin() + static_cast<long>(to));
}

void CutDateline(const std::vector<Cut>& cuts, Words* words) {
  for (size_t i = 0; i < 8 && i + 20 < words->size(); ++i) {
    for (const Cut& cut : cuts) {
      if (cut.place != "dateline" || !Has(*words, i, cut.words)) continue;
      Erase(words, 0, i + cut.words.size());
      return;
    }
  }
}

// class -> word -> value, of data/number_words.tsv.
using Classes = std::map<std::string, std::map<std::string, double>>;

Classes ReadClasses() {
  Classes classes;
  const auto lines = SplitText(internal::NumberWordsTable(), "\n");
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto fields = SplitText(lines[i], "\t");
    for (const std::string& word : SplitText(fields[2], " ")) {
      classes[fields[0]][word] = std::stod(fields[1]);
    }
  }
  return classes;
}

struct Grammar {
  Classes classes = ReadClasses();

  bool Is(const char* name, const std::string& word) const {
    return classes.at(name).contains(word);
  }
  double Value(const char* name, const std::string& word) const {
    return classes.at(name).at(word);
  }
  bool CanFollowPrefix(const std::string& word) const {
    return Is("unit", word) || Is("ten", word) || Is("scale", word) ||
           Is("dual", word);
  }
  // Letters of the tables have two bytes each.
  std::string Stem(const std::string& word) const {
    if (word.size() <= 6 || !Is("prefix", word.substr(0, 2))) return word;
    return CanFollowPrefix(word.substr(2)) ? word.substr(2) : word;
  }
};

bool IsDigits(const std::string& word) {
  return RE2::FullMatch(word, R"([0-9]+(\.[0-9]+)?)");
}

// The word at i, "" past the end.
std::string At(const Words& words, size_t i) {
  return i < words.size() ? words[i] : "";
}

// Number of words of the number at i, without what multiplies it; 0: none.
size_t Start(const Grammar& grammar, const Words& words, size_t i,
             double* value) {
  const std::string next = At(words, i + 1);
  if (IsDigits(words[i])) {
    *value = std::strtod(words[i].c_str(), nullptr);
    const std::string decimals = At(words, i + 2);
    if (!grammar.Is("point", next) || !IsDigits(decimals)) return 1;
    if ((words[i] + decimals).find('.') != std::string::npos) return 1;
    *value = std::strtod((words[i] + "." + decimals).c_str(), nullptr);
    return 3;
  }
  const std::string stem = grammar.Stem(words[i]);
  const bool teen = grammar.Is("teen-tail", next);
  if (grammar.Is("unit", stem)) {
    *value = grammar.Value("unit", stem);
    if (*value < 10 && teen) return *value += 10, 2;
    if (*value < 10 && next.starts_with("\xd9\x88") &&
        grammar.Is("ten", next.substr(2))) {
      return *value += grammar.Value("ten", next.substr(2)), 2;
    }
    return 1;
  }
  if (grammar.Is("teen-head", words[i]) && teen) {
    return *value = grammar.Value("teen-head", words[i]), 2;
  }
  for (const char* name : {"ten", "scale", "dual"}) {
    if (grammar.Is(name, stem)) return *value = grammar.Value(name, stem), 1;
  }
  return 0;
}

}  // namespace

Words CutInline(Words words) {
  const std::vector<Cut> cuts = ReadCuts();
  for (const Cut& cut : cuts) {
    if (cut.place != "head") continue;
    for (size_t i = 0; i < cut.window; ++i) {
      if (!Has(words, i, cut.words)) continue;
      Erase(&words, i, i + cut.words.size());
      break;
    }
  }
  for (const Cut& cut : cuts) {
    if (cut.place != "tail") continue;
    for (size_t i = 20; i < words.size(); ++i) {
      if (i + cut.window < words.size() || !Has(words, i, cut.words)) continue;
      words.resize(i);
      break;
    }
  }
  CutDateline(cuts, &words);
  return words;
}

std::vector<Number> NumbersIn(const Words& words) {
  const Grammar grammar;
  const std::set<double> lone = {1, 100, 1000, 1e6, 1e9};
  std::vector<Number> numbers;
  for (size_t i = 0; i < words.size();) {
    double value = 0;
    size_t length = Start(grammar, words, i, &value);
    if (length == 0) {
      ++i;
      continue;
    }
    while (value < 1e9 && grammar.Is("scale", At(words, i + length))) {
      value *= grammar.Value("scale", words[i + length]);
      ++length;
    }
    if (IsDigits(words[i]) || !lone.contains(value)) {
      numbers.push_back(
          {static_cast<uint32_t>(i), static_cast<uint32_t>(length), value});
    }
    i += length;
  }
  return numbers;
}

}  // namespace nuskha::testing

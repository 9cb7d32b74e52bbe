// SPDX-License-Identifier: Apache-2.0

#include <charconv>
#include <cstddef>
#include <map>
#include <set>

#include "text/embedded.h"
#include "text/numbers.h"
#include "text/tsv.h"

namespace nuskha::internal {
namespace {

// class -> word -> value
using Classes =
    std::map<std::string, std::map<std::string, double, std::less<>>,
             std::less<>>;

Classes ReadClasses() {
  Classes classes;
  TsvReader reader(NumberWordsTable());
  reader.Next();  // the header
  while (reader.Next()) {
    const std::vector<std::string_view>& fields = reader.fields();
    double value = 0;
    std::from_chars(fields[1].data(), fields[1].data() + fields[1].size(),
                    value);
    std::vector<std::string_view> words;
    Split(fields[2], ' ', &words);
    for (const std::string_view word : words) {
      classes[std::string(fields[0])][std::string(word)] = value;
    }
  }
  return classes;
}

size_t Letters(std::string_view text) {
  size_t count = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++count;
  }
  return count;
}

// `word` without a prefix, if a unit, ten or scale is left.
std::string_view Stem(const Classes& classes, std::string_view word) {
  if (Letters(word) <= 3) return word;
  for (const auto& [prefix, unused] : classes.at("prefix")) {
    if (!word.starts_with(prefix)) continue;
    const std::string_view rest = word.substr(prefix.size());
    for (const char* name : {"unit", "ten", "scale", "dual"}) {
      if (classes.at(name).contains(rest)) return rest;
    }
  }
  return word;
}

double ValueIn(const Classes& classes, std::string_view name,
               std::string_view word) {
  const auto& words = classes.find(name)->second;
  const auto found = words.find(word);
  return found == words.end() ? 0 : found->second;
}

NumberWord Describe(const Classes& classes, const std::string& text) {
  constexpr std::string_view kAnd = "\xd9\x88";  // U+0648 WAW
  NumberWord word{.text = text};
  const std::string_view stem = Stem(classes, text);
  word.unit = ValueIn(classes, "unit", stem);
  word.ten = ValueIn(classes, "ten", stem);
  word.scale = ValueIn(classes, "scale", stem) + ValueIn(classes, "dual", stem);
  word.factor = ValueIn(classes, "scale", text);
  if (text.starts_with(kAnd)) {
    word.and_ten =
        ValueIn(classes, "ten", std::string_view(text).substr(kAnd.size()));
  }
  word.teen_head = ValueIn(classes, "teen-head", text);
  word.teen_tail = ValueIn(classes, "teen-tail", text) != 0;
  word.point = classes.at("point").contains(text);
  return word;
}

}  // namespace

NumberWords::NumberWords() {
  const Classes classes = ReadClasses();
  std::set<std::string> vocabulary;
  for (const auto& [name, words] : classes) {
    if (name == "prefix") continue;
    for (const auto& [word, unused] : words) {
      vocabulary.insert(word);
      for (const auto& [prefix, ignored] : classes.at("prefix")) {
        vocabulary.insert(prefix + word);
      }
    }
  }
  for (const std::string& text : vocabulary) {
    const NumberWord word = Describe(classes, text);
    const bool starts = word.unit + word.ten + word.scale + word.teen_head > 0;
    if (!starts && !word.point) continue;
    const uint32_t hash = WordHash(text);
    index_.Add(hash, static_cast<uint32_t>(words_.size()));
    words_.push_back(word);
    if (starts) starts_.Insert(hash);
  }
  index_.Sort();
}

const NumberWords& NumberWords::Get() {
  static const NumberWords& words = *new NumberWords();
  return words;
}

const NumberWord* NumberWords::Find(uint32_t hash,
                                    std::string_view text) const {
  for (const WordIndex::Entry& entry : index_.Find(hash)) {
    if (words_[entry.value].text == text) return &words_[entry.value];
  }
  return nullptr;
}

}  // namespace nuskha::internal

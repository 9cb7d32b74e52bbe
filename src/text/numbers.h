// SPDX-License-Identifier: Apache-2.0
//
// Numbers in running text: digit tokens and Arabic number words
// (data/number_words.tsv).

#ifndef NUSKHA_SRC_TEXT_NUMBERS_H_
#define NUSKHA_SRC_TEXT_NUMBERS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nuskha/document.h"
#include "nuskha/normalize.h"
#include "text/content.h"
#include "text/word_index.h"

namespace nuskha::internal {

// What one word can mean in a number; 0 where it cannot.
struct NumberWord {
  std::string text = {};
  double unit = 0;       // 1 to 10, also behind the prefixes w-, b-, l-
  double ten = 0;        // 20 to 90, likewise
  double scale = 0;      // 100, 200, 1000 ..., likewise
  double factor = 0;     // multiplies the number before it
  double and_ten = 0;    // "and twenty", behind a unit
  double teen_head = 0;  // the first word of 11 and 12
  bool teen_tail = false;
  bool point = false;  // spoken decimal point, between two digit tokens
};

class NumberWords {
 public:
  static const NumberWords& Get();

  // True for every word that a number in words can start with, and for one in
  // about a hundred others.
  bool MayStart(uint32_t hash) const { return starts_.MayContain(hash); }

  // Null: not a number word.
  const NumberWord* Find(uint32_t hash, std::string_view text) const;

 private:
  NumberWords();

  std::vector<NumberWord> words_;
  WordIndex index_;
  HashBitmap<15> starts_;
};

// The value of a digit token ("95", "4.95"); nullopt for any other, and for
// one that no double holds.
std::optional<double> DigitValue(std::string_view token);

// Replaces *numbers by the numbers among the content words.
// hashes: of all tokens; candidates: ascending, all tokens that are digit
// tokens or MayStart() (HashWords finds them).
void ReadNumbers(const Tokens& tokens, std::span<const uint32_t> hashes,
                 std::span<const uint32_t> candidates, const Content& content,
                 std::vector<Number>* numbers);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_NUMBERS_H_

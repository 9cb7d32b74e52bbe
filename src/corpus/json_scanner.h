// SPDX-License-Identifier: Apache-2.0
//
// Finds where a JSON value ends, in pieces and without recursion.

#ifndef NUSKHA_SRC_CORPUS_JSON_SCANNER_H_
#define NUSKHA_SRC_CORPUS_JSON_SCANNER_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace nuskha::internal {

// Structure is checked as strictly as it takes to notice a lost quote, comma or
// bracket soon; words and numbers, escapes and raw control characters are not
// looked at: that is for the parser and its repairs. Memory: a bit per level.
class JsonScanner {
 public:
  enum class State { kMore, kDone, kBad };

  // At the first byte of a value.
  void Start();

  // Goes on at bytes[*at] and sets *at to the end of the value (kDone), to the
  // byte that cannot stand there (kBad) or to the end of the bytes (kMore).
  State Scan(std::string_view bytes, size_t* at);

 private:
  enum class Expect : uint8_t {
    kValue,
    kValueOrEnd,
    kKey,
    kKeyOrEnd,
    kColon,
    kCommaOrEnd,
    kDone,
  };
  enum class Inside : uint8_t { kNothing, kString, kEscape, kWord };

  bool Step(char c);
  bool Open(bool object);
  bool Close(bool object);
  void EndValue();
  // Skips what is inside of a string or word; false if it goes on.
  bool SkipInside(std::string_view bytes, size_t* at);

  std::vector<bool> objects_;  // of the open levels: is it an object?
  Expect expect_ = Expect::kValue;
  Inside inside_ = Inside::kNothing;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_JSON_SCANNER_H_

// SPDX-License-Identifier: Apache-2.0
//
// The two one-byte encodings that Arabic text is damaged with.

#ifndef NUSKHA_SRC_TEXT_CHARSET_H_
#define NUSKHA_SRC_TEXT_CHARSET_H_

#include <array>
#include <cstdint>
#include <utility>

namespace nuskha::internal {

// An encoding whose lower half is ASCII. Immutable, safe from any thread.
class Charset {
 public:
  static const Charset& Windows1256();
  // The five bytes it leaves undefined are C1 controls, as in browsers.
  static const Charset& Windows1252();

  char32_t Decode(uint8_t byte) const {
    return byte < 0x80 ? byte : high_[byte - 0x80];
  }

  // The byte that means `c`, or -1.
  int Encode(char32_t c) const;

 private:
  explicit Charset(const char* icu_name);

  std::array<char32_t, 128> high_;
  std::array<std::pair<char32_t, uint8_t>, 128> bytes_;  // sorted by character
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_CHARSET_H_

// SPDX-License-Identifier: Apache-2.0
//
// Stage R1: Arabic that was decoded with the wrong encoding shows in the
// letters of a text. Arabic in UTF-8 is pairs whose first byte is D8..DB, so
// that nearly every second letter of the wrong reading is one of four.

#ifndef NUSKHA_SRC_TEXT_MOJIBAKE_H_
#define NUSKHA_SRC_TEXT_MOJIBAKE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "text/offset_map.h"

namespace nuskha::internal {

struct LetterCounts {
  size_t letters = 0;
  size_t arabic = 0;
  size_t tah = 0;     // U+0637, U+0638: D8, D9 read as windows-1256
  size_t slash = 0;   // U+00D8..00DB: D8..DB read as windows-1252
  size_t latin1 = 0;  // U+00C0..00FF: Arabic windows-1256 read as Latin-1

  void Add(char32_t c);
  bool LooksLikeUtf8AsWindows1256() const { return tah * 4 >= letters; }
};

// True if the shares may be those of mojibake; never false if they are. Reads
// `text` once, at memory speed.
bool MayBeMojibake(std::string_view text);

// If `text` is mojibake, replaces *out by what it was, *map by the way back,
// and returns true. O(n).
bool UndoMojibake(std::string_view text, std::string* out, OffsetMap* map);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_MOJIBAKE_H_

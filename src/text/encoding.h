// SPDX-License-Identifier: Apache-2.0
//
// Which encoding bytes are in, and text from them.
//
// Arabic pages and dumps are in UTF-8, windows-1256, ISO-8859-6 or UTF-16, and
// what they say about it is often wrong. What the bytes prove goes before what
// they are declared to be: bytes with whole multi-byte characters of UTF-8 are
// UTF-8, and Arabic under the name of Latin-1 is windows-1256.

#ifndef NUSKHA_SRC_TEXT_ENCODING_H_
#define NUSKHA_SRC_TEXT_ENCODING_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nuskha::internal {

// The name that ICU and this file use for a label of the web ("utf8", "cp1256",
// "latin1", "arabic"; blanks around it and case do not count), or empty if it
// is not known. As in browsers "iso-8859-1" and "ascii" mean windows-1252.
std::string CharsetName(std::string_view label);

struct CharsetDecision {
  std::string name = "UTF-8";
  size_t mark_bytes = 0;  // of a byte order mark, to be left out
  bool guessed = false;   // found by statistics alone
};

// What `bytes` are in. declared: what header or page say, in the order in which
// they count, first word first; labels that are not known are passed over.
// Order: byte order mark; UTF-16 by its pattern of high bytes; UTF-8 that is
// valid; what is declared if the bytes can be that; detection.
// O(bytes), reads up to 64 KiB for all but the validity of UTF-8.
CharsetDecision DetectCharset(std::string_view bytes,
                              std::string_view declared_first = {},
                              std::string_view declared_second = {});

// What the user says `bytes` are in; only a mark tells the byte order of
// "utf-16". The name is empty if the label is not known.
CharsetDecision ChosenCharset(std::string_view bytes, std::string_view label);

// "UTF-16LE", "UTF-16BE" or empty: by the mark (mark_bytes is set) or, without
// one, by the high bytes of Latin and Arabic letters.
std::string_view DetectUtf16(std::string_view head, size_t* mark_bytes);

// Replaces *out by `bytes` in UTF-8. Each part that is ill-formed, each lone
// surrogate and each byte without a meaning becomes U+FFFD; *replaced (may be
// null) counts them. False if `charset` is not known. O(bytes).
bool DecodeToUtf8(std::string_view bytes, std::string_view charset,
                  std::string* out, uint64_t* replaced);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_ENCODING_H_

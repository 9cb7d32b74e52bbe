// SPDX-License-Identifier: Apache-2.0

#include "text/stem.h"

#include <cstddef>

namespace nuskha::internal {
namespace {

// Article alone and behind the conjunctions and prepositions that join it;
// the last one, U+0648 WAW, is a conjunction.
constexpr std::string_view kPrefixes[] = {
    "\u0627\u0644",
    "\u0648\u0627\u0644",
    "\u0628\u0627\u0644",
    "\u0643\u0627\u0644",
    "\u0641\u0627\u0644",
    "\u0644\u0644",
    "\u0648",
};

constexpr std::string_view kSuffixes[] = {
    "\u0647\u0627", "\u0627\u0646", "\u0627\u062a", "\u0648\u0646",
    "\u064a\u0646", "\u064a\u0647", "\u0647",       "\u064a",
};

bool HasLetters(std::string_view word, size_t n) {
  for (const char byte : word) {
    const bool trail = (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
    if (!trail && --n == 0) return true;
  }
  return false;
}

}  // namespace

std::string_view StemArabic(std::string_view word) {
  for (const std::string_view prefix : kPrefixes) {
    if (!word.starts_with(prefix)) continue;
    const std::string_view rest = word.substr(prefix.size());
    // Waw begins many words: a short one would lose a letter of its root.
    const size_t least = prefix == "\u0648" ? 3 : 2;
    if (!HasLetters(rest, least)) continue;
    word = rest;
    break;
  }
  for (const std::string_view suffix : kSuffixes) {
    if (!word.ends_with(suffix)) continue;
    const std::string_view rest = word.substr(0, word.size() - suffix.size());
    if (HasLetters(rest, 2)) word = rest;
  }
  return word;
}

}  // namespace nuskha::internal

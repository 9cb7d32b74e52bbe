// SPDX-License-Identifier: Apache-2.0

#include "nuskha/document.h"

#include <cstring>

#include "text/word_hash.h"

namespace nuskha {

void Document::clear() {
  words.clear();
  title.clear();
  new_stems.clear();
  new_light_stems.clear();
  numbers.clear();
  short_paragraphs.clear();
  all_words = 0;
  text_hash = 0;
}

uint32_t WordHash(std::string_view token) {
  if (token.size() > internal::kShortWord) {
    return internal::HashLongWord(token.data(), token.size());
  }
  char padded[internal::kShortWord] = {};
  if (!token.empty()) std::memcpy(padded, token.data(), token.size());
  return internal::HashWordHead(internal::LoadWordHead(padded, token.size()),
                                token.size());
}

}  // namespace nuskha

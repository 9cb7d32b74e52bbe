// SPDX-License-Identifier: Apache-2.0

#include "text/hash_words.h"

#include <cstddef>

#include "nuskha/document.h"
#include "text/numbers.h"
#include "text/word_hash.h"

namespace nuskha::internal {
namespace {

bool MayStartNumber(uint32_t hash, char first, const NumberWords& words) {
  const bool digit = static_cast<unsigned char>(first - '0') < 10;
  return digit | words.MayStart(hash);
}

}  // namespace

std::span<const uint32_t> HashWords(const Tokens& tokens,
                                    std::vector<uint32_t>* hashes,
                                    std::vector<uint32_t>* scratch) {
  const NumberWords& words = NumberWords::Get();
  const size_t n = tokens.size();
  hashes->resize(n);
  if (scratch->size() < n) scratch->resize(n);
  uint32_t* const out = hashes->data();
  uint32_t* const candidates = scratch->data();
  const char* const bytes = tokens.bytes.data();
  const size_t size = tokens.bytes.size();

  size_t count = 0;
  size_t begin = 0;
  size_t i = 0;
  // Every token behind which 16 bytes are readable.
  for (; i < n && begin + kShortWord <= size; ++i) {
    const size_t end = tokens.ends[i];
    const size_t length = end - begin;
    const char* const p = bytes + begin;
    out[i] = length <= kShortWord
                 ? HashWordHead(LoadWordHead(p, length), length)
                 : HashLongWord(p, length);
    // Written always, counted if it holds: no branch to predict.
    candidates[count] = static_cast<uint32_t>(i);
    count += MayStartNumber(out[i], *p, words);
    begin = end;
  }
  for (; i < n; ++i) {
    const std::string_view token = tokens.token(i);
    out[i] = WordHash(token);
    candidates[count] = static_cast<uint32_t>(i);
    count += MayStartNumber(out[i], token.front(), words);
  }
  return {candidates, count};
}

}  // namespace nuskha::internal

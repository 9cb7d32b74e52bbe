// SPDX-License-Identifier: Apache-2.0

#include "text/word_stem.h"

#include <algorithm>

#include "nuskha/document.h"

namespace nuskha::internal {
namespace {

constexpr size_t kLeast = 3;  // letters that are left

// The article behind particles, alone, and the particles; the first that fits
// is taken.
constexpr std::string_view kPrefixes[] = {
    "\u0648\u0627\u0644",
    "\u0628\u0627\u0644",
    "\u0641\u0627\u0644",
    "\u0643\u0627\u0644",
    "\u0644\u0644",
    "\u0627\u0644",
    "\u0648",
    "\u0628",
    "\u0644",
    "\u0641",
};

constexpr std::string_view kSuffixes[] = {
    "\u0647\u0627", "\u064a\u0646", "\u0648\u0646",
    "\u0627\u062a", "\u0627\u0646", "\u064a\u0647",
    "\u0647",       "\u0627",       "\u064a",
};

size_t Letters(std::string_view text) {
  return static_cast<size_t>(std::ranges::count_if(text, [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

}  // namespace

std::string_view WordBase(std::string_view token) {
  size_t letters = Letters(token);
  // Every affix is written in two-byte letters.
  for (const std::string_view prefix : kPrefixes) {
    if (letters < prefix.size() / 2 + kLeast || !token.starts_with(prefix)) {
      continue;
    }
    token.remove_prefix(prefix.size());
    letters -= prefix.size() / 2;
    break;
  }
  for (const std::string_view suffix : kSuffixes) {
    if (letters < suffix.size() / 2 + kLeast || !token.ends_with(suffix)) {
      continue;
    }
    token.remove_suffix(suffix.size());
    break;
  }
  return token;
}

uint32_t WordStem(std::string_view token) {
  const std::string_view base = WordBase(token);
  const bool digit =
      !base.empty() && static_cast<unsigned char>(base.front() - '0') < 10;
  const uint32_t topical = !digit && Letters(base) >= kLeast ? 1 : 0;
  const uint32_t stem = (WordHash(base) & ~uint32_t{1}) | topical;
  return stem == 0 ? 2 : stem;
}

StemCache::StemCache() : slots_(kSlots) {
  // No word that belongs into a slot is the complement of its number.
  for (size_t i = 0; i < kSlots; ++i)
    slots_[i].word = ~static_cast<uint32_t>(i);
}

void StemCache::Append(const Tokens& tokens, std::span<const uint32_t> hashes,
                       size_t begin, size_t end, std::vector<uint32_t>* stems) {
  const size_t before = stems->size();
  stems->resize(before + end - begin);
  uint32_t* out = stems->data() + before;
  Slot* const slots = slots_.data();
  for (size_t i = begin; i < end; ++i) {
    const uint32_t word = hashes[i];
    Slot& slot = slots[word % kSlots];
    if (slot.word != word) slot = {word, WordStem(tokens.token(i))};
    *out++ = slot.stem;
  }
}

}  // namespace nuskha::internal

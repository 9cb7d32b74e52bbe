// SPDX-License-Identifier: Apache-2.0

#include "text/word_stem.h"

#include <algorithm>
#include <utility>

#include "text/stem.h"

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

void StemLister::Forget() {
  constexpr size_t kFirstSlots = size_t{1} << 12;
  if (known_.size() == kFirstSlots) {
    // Of a few articles: all that is in recent_ is among the known, too.
    for (const uint32_t word : known_) recent_[word % kRecent] = 0;
  } else {
    recent_.assign(kRecent, 0);
  }
  known_.assign(kFirstSlots, 0);
  known_count_ = 0;
  knows_zero_ = false;
}

size_t StemLister::Place(uint32_t word) const {
  // The low bits choose the place in recent_, the high ones the one here.
  return (uint64_t{word} * known_.size()) >> 32;
}

size_t StemLister::Find(uint32_t word) const {
  size_t i = Place(word);
  while (known_[i] != 0 && known_[i] != word) {
    i = i + 1 == known_.size() ? 0 : i + 1;
  }
  return i;
}

// False: it was there.
bool StemLister::AddToKnown(uint32_t word) {
  if (word == 0) return !std::exchange(knows_zero_, true);
  const size_t place = Find(word);
  if (known_[place] == word) return false;
  known_[place] = word;
  if (++known_count_ * 2 > known_.size()) {
    std::vector<uint32_t> old(known_.size() * 2);
    old.swap(known_);
    for (const uint32_t one : old) {
      if (one != 0) known_[Find(one)] = one;
    }
  }
  return true;
}

void StemLister::List(const Tokens& tokens, std::span<const uint32_t> hashes,
                      size_t begin, size_t end,
                      std::vector<WordWithStem>* listed,
                      std::vector<WordWithStem>* light) {
  if (rare_.size() < end - begin) rare_.resize(end - begin);
  uint16_t* const recent = recent_.data();
  size_t count = 0;
  for (size_t i = begin; i < end; ++i) {
    const uint32_t word = hashes[i];
    uint16_t& slot = recent[word % kRecent];
    const auto rest = static_cast<uint16_t>(word / kRecent);
    if (slot == rest && rest != 0) continue;
    slot = rest;
    rare_[count++] = static_cast<uint32_t>(i);
  }
  // The large table is out of the near caches: look everywhere at once.
  for (size_t k = 0; k < count; ++k) {
    __builtin_prefetch(&known_[Place(hashes[rare_[k]])]);
  }
  for (size_t k = 0; k < count; ++k) {
    const uint32_t word = hashes[rare_[k]];
    if (!AddToKnown(word)) continue;
    const std::string_view token = tokens.token(rare_[k]);
    listed->push_back({word, WordStem(token)});
    if (light != nullptr) {
      light->push_back({word, WordHash(StemArabic(token))});
    }
  }
}

}  // namespace nuskha::internal

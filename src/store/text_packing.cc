// SPDX-License-Identifier: Apache-2.0

#include "store/text_packing.h"

#include <zstd.h>

#include <cstdint>
#include <memory>

#include "base/guarded.h"

namespace nuskha::internal {
namespace {

// A byte of these is two of UTF-8: U+0600 to U+067F.
constexpr uint8_t kLetter = 0x80;
// Then a number n and n + 1 bytes as they are.
constexpr uint8_t kEscape = 0x1b;
constexpr size_t kMostEscaped = 256;

struct FreeCompressor {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

bool IsPair(uint8_t first, uint8_t second) {
  return (first & 0xfe) == 0xd8 && (second & 0xc0) == 0x80;
}

// Whether a byte stands for itself. The one after a pair's first byte is known.
bool IsPlain(uint8_t byte) { return byte < kLetter && byte != kEscape; }

// Of the bytes from `begin` that neither stand for themselves nor are pairs.
size_t EscapedLength(std::string_view text, size_t begin) {
  size_t end = begin + 1;
  for (; end < text.size() && end - begin < kMostEscaped; ++end) {
    const auto byte = static_cast<uint8_t>(text[end]);
    if (IsPlain(byte)) break;
    if (end + 1 < text.size() &&
        IsPair(byte, static_cast<uint8_t>(text[end + 1]))) {
      break;
    }
  }
  return end - begin;
}

// Returns the end. to: shape [3 * text.size()], as if every byte was escaped,
// alone.
char* Pack(std::string_view text, char* to) {
  const char* from = text.data();
  const char* const end = from + text.size();
  const auto byte = [](const char* at) { return static_cast<uint8_t>(*at); };
  while (from < end) {
    // Words, and what stands between them: one surprise each for the processor.
    for (; end - from > 1 && IsPair(byte(from), byte(from + 1)); from += 2) {
      *to++ = static_cast<char>(kLetter | (byte(from) & 1) << 6 |
                                (byte(from + 1) & 0x3f));
    }
    const char* const begin = from;
    while (from < end && IsPlain(byte(from))) *to++ = *from++;
    if (from == end || from > begin) continue;
    if (end - from > 1 && IsPair(byte(from), byte(from + 1))) continue;
    const auto place = static_cast<size_t>(from - text.data());
    const size_t length = EscapedLength(text, place);
    *to++ = static_cast<char>(kEscape);
    *to++ = static_cast<char>(length - 1);
    to += text.copy(to, length, place);
    from += length;
  }
  return to;
}

bool Unpack(std::string_view packed, std::string* text) {
  text->resize(2 * packed.size());
  char* to = text->data();
  for (size_t i = 0; i < packed.size();) {
    const auto byte = static_cast<uint8_t>(packed[i++]);
    if (byte >= kLetter) {
      *to++ = static_cast<char>(0xd8 | (byte >> 6 & 1));
      *to++ = static_cast<char>(0x80 | (byte & 0x3f));
    } else if (byte != kEscape) {
      *to++ = static_cast<char>(byte);
    } else {
      if (i == packed.size()) return false;
      const size_t length = size_t{static_cast<uint8_t>(packed[i++])} + 1;
      if (length > packed.size() - i) return false;
      to += packed.copy(to, length, i);
      i += length;
    }
  }
  text->resize(static_cast<size_t>(to - text->data()));
  return true;
}

}  // namespace

void CompressText(std::string_view text, std::string* packed) {
  // Level 1 takes two thirds of the time of 3 and no more space.
  constexpr int kLevel = 1;
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context(
      ZSTD_createCCtx());
  if (context == nullptr) EndOfMemory();
  const auto letters = std::make_unique_for_overwrite<char[]>(3 * text.size());
  const auto count =
      static_cast<size_t>(Pack(text, letters.get()) - letters.get());
  packed->resize(ZSTD_compressBound(count));
  const size_t size =
      ZSTD_compressCCtx(context.get(), packed->data(), packed->size(),
                        letters.get(), count, kLevel);
  // With room for the bound there is no other error.
  if (ZSTD_isError(size) != 0) EndOfMemory();
  packed->resize(size);
}

bool DecompressText(std::string_view packed, std::string* text) {
  // Text fields are below 4 GiB, escaped three times that at most; the row's
  // checksum says that the size is ours.
  constexpr uint64_t kMost = uint64_t{3} << 32;
  const uint64_t size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size >= kMost) return false;
  std::string letters(size, '\0');
  const size_t got = ZSTD_decompress(letters.data(), letters.size(),
                                     packed.data(), packed.size());
  return ZSTD_isError(got) == 0 && got == size && Unpack(letters, text);
}

}  // namespace nuskha::internal

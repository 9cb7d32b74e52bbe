// SPDX-License-Identifier: Apache-2.0

#include "store/text_packing.h"

#include <zstd.h>
#include <zstd_errors.h>

#include <cstdint>
#include <memory>

#include "base/guarded.h"
#include "base/per_thread.h"
#include "store/packing_kernels.h"

namespace nuskha::internal {
namespace {

constexpr size_t kMostEscaped = 256;

// Of a thread, which makes it again if it could not be made.
class Compressor {
 public:
  Compressor() : context_(ZSTD_createCCtx()) {
    if (context_ == nullptr) EndOfMemory();
  }
  ZSTD_CCtx* context() { return context_.get(); }

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  std::unique_ptr<ZSTD_CCtx, Free> context_;
};

bool IsPair(uint8_t first, uint8_t second) {
  return (first & 0xfe) == 0xd8 && (second & 0xc0) == 0x80;
}

// Whether a byte stands for itself. The one after a pair's first byte is known.
bool IsPlain(uint8_t byte) {
  return byte < kPackedLetter && byte != kPackedEscape;
}

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

// Returns the end. to: shape [3 * text.size() + kPackingSlack], as if every
// byte was escaped, alone.
char* Pack(std::string_view text, char* to) {
  const PackLetters pack = ChosenPackingKernel().pack;
  for (size_t i = 0; i < text.size();) {
    i += pack(text.data() + i, text.size() - i, &to);
    if (i == text.size()) break;
    const size_t length = EscapedLength(text, i);
    *to++ = static_cast<char>(kPackedEscape);
    *to++ = static_cast<char>(length - 1);
    to += text.copy(to, length, i);
    i += length;
  }
  return to;
}

bool Unpack(std::string_view packed, std::string* text) {
  text->resize(2 * packed.size());
  char* to = text->data();
  for (size_t i = 0; i < packed.size();) {
    const auto byte = static_cast<uint8_t>(packed[i++]);
    if (byte >= kPackedLetter) {
      *to++ = static_cast<char>(0xd8 | (byte >> 6 & 1));
      *to++ = static_cast<char>(0x80 | (byte & 0x3f));
    } else if (byte != kPackedEscape) {
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
  ZSTD_CCtx* const context = PerThread<Compressor>().context();
  const auto letters =
      std::make_unique_for_overwrite<char[]>(3 * text.size() + kPackingSlack);
  const auto count =
      static_cast<size_t>(Pack(text, letters.get()) - letters.get());
  packed->resize(ZSTD_compressBound(count));
  const size_t size = ZSTD_compressCCtx(context, packed->data(), packed->size(),
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
  if (ZSTD_getErrorCode(got) == ZSTD_error_memory_allocation) EndOfMemory();
  return ZSTD_isError(got) == 0 && got == size && Unpack(letters, text);
}

}  // namespace nuskha::internal

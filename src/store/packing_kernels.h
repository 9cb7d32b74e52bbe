// SPDX-License-Identifier: Apache-2.0
//
// The inner loop of CompressText(), once per instruction set; all give the same
// bytes.

#ifndef NUSKHA_SRC_STORE_PACKING_KERNELS_H_
#define NUSKHA_SRC_STORE_PACKING_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/simd.h"

namespace nuskha::internal {

// A byte of these is two of UTF-8: U+0600 to U+067F.
inline constexpr uint8_t kPackedLetter = 0x80;
// Then a number n and n + 1 bytes as they are.
inline constexpr uint8_t kPackedEscape = 0x1b;

// Packs pairs and plain bytes up to the first that is neither; returns how many
// bytes of the text these are, and moves *to behind what was written.
// kPackingSlack bytes more may be written.
inline constexpr size_t kPackingSlack = 64;
using PackLetters = size_t (*)(const char* text, size_t size,
                               char** to) noexcept;

struct PackingKernel {
  std::string_view name;
  SimdLevel level;
  PackLetters pack;
};

// Kernels this CPU can run, fastest first. Never empty: "scalar" is last.
std::span<const PackingKernel> SupportedPackingKernels();

// The fastest that AllowedSimd() permits.
const PackingKernel& ChosenPackingKernel();

size_t PackLettersScalar(const char* text, size_t size, char** to) noexcept;
size_t PackLettersAvx512(const char* text, size_t size, char** to) noexcept;

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_STORE_PACKING_KERNELS_H_

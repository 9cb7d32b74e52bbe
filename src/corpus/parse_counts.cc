// SPDX-License-Identifier: Apache-2.0

#include "nuskha/reader.h"

namespace nuskha {

void ParseCounts::Add(const ParseCounts& other) {
  utf8_repaired += other.utf8_repaired;
  windows_1256 += other.windows_1256;
  surrogates_repaired += other.surrogates_repaired;
  controls_repaired += other.controls_repaired;
  nan_repaired += other.nan_repaired;
  duplicate_keys += other.duplicate_keys;
  charset_guessed += other.charset_guessed;
  html_deep += other.html_deep;
}

void ParseCounts::Subtract(const ParseCounts& other) {
  utf8_repaired -= other.utf8_repaired;
  windows_1256 -= other.windows_1256;
  surrogates_repaired -= other.surrogates_repaired;
  controls_repaired -= other.controls_repaired;
  nan_repaired -= other.nan_repaired;
  duplicate_keys -= other.duplicate_keys;
  charset_guessed -= other.charset_guessed;
  html_deep -= other.html_deep;
}

}  // namespace nuskha

// SPDX-License-Identifier: Apache-2.0
//
// Arabic text normalization: what matching sees of a text.
//
//   bytes -> decode and repair -> light -> standard tokens -> aggressive tokens
//
// `light` changes only what a reader cannot see. `standard` makes orthographic
// variants of one word equal (harakat, hamza seats, alef and yeh forms, teh
// marbuta, kashida, presentation forms, digits of all scripts) and cuts the
// text into tokens. `aggressive` also merges inflection, month names and known
// spelling variants; collisions are accepted there.
//
// Guarantees: every byte string has a result, if there is memory for it (if
// not, ResourceExhausted, and *tokens may hold anything); light and standard
// are idempotent on repaired text; standard(light(x)) == standard(x); the
// result does not depend on locale, threads or instruction set. The rules, one
// by one: docs/normalization.md.
//
// Example:
//
//   nuskha::Tokens tokens;
//   absl::Status status = nuskha::NormalizeStandard(text, {}, &tokens);
//   if (!status.ok()) return status;  // ResourceExhausted: no memory
//   for (size_t i = 0; i < tokens.size(); ++i) use(tokens.token(i));

#ifndef NUSKHA_NORMALIZE_H_
#define NUSKHA_NORMALIZE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nuskha/article.h"
#include "nuskha/export.h"

namespace nuskha {

// Changes whenever any text may normalize to something else.
inline constexpr uint32_t kNormalizerRevision = 1;

struct NormalizeOptions {
  // Stages D2 and R: windows-1256 bytes, mojibake, HTML entities. Off, the
  // bytes are decoded as UTF-8 (D1) and nothing else is repaired.
  bool repair = true;
  // Fill Tokens::spans and the byte ranges of Tokens::paragraphs.
  bool spans = false;
};

// What decode and repair found in one text.
struct RepairReport {
  uint32_t ill_formed = 0;        // maximal ill-formed subparts replaced
  uint64_t first_ill_formed = 0;  // byte offset of the first, if any
  uint32_t ill_formed_bytes = 0;  // bytes in all of them
  uint32_t entities = 0;          // HTML entities decoded
  bool windows_1256 = false;      // D2: the bytes were windows-1256
  bool mojibake = false;          // R1: re-encoded
};

// Tokens of one text, back to back. Reuse one object: its buffers are kept.
struct NUSKHA_EXPORT Tokens {
  struct Paragraph {
    uint32_t end;   // tokens up to the end of this paragraph
    ByteSpan span;  // original bytes, blanks at both ends left out
  };

  std::string bytes;           // normalized UTF-8 of all tokens, no separators
  std::vector<uint32_t> ends;  // shape [n]: end of token i in `bytes`
  // Shape [n] with options.spans, else empty: bytes of the original text, or
  // of its decoding if repair.windows_1256.
  std::vector<ByteSpan> spans;
  // Paragraphs with at least one token, in order. The spans of paragraphs are
  // always filled.
  std::vector<Paragraph> paragraphs;
  RepairReport repair;

  size_t size() const { return ends.size(); }
  std::string_view token(size_t i) const {
    const uint32_t begin = i == 0 ? 0 : ends[i - 1];
    return std::string_view(bytes).substr(begin, ends[i] - begin);
  }
  // First token of paragraph p.
  uint32_t paragraph_begin(size_t p) const {
    return p == 0 ? 0 : paragraphs[p - 1].end;
  }
  void clear();
};

// `text` at level light: readable UTF-8, paragraphs separated by one LF, no
// blank at either end. At most 14 times as long as `text`. O(n).
NUSKHA_EXPORT absl::StatusOr<std::string> NormalizeLight(
    std::string_view text, const NormalizeOptions& options);

// Replaces *tokens by the standard tokens of `text` (at most 4 GiB - 1 bytes;
// of a longer text, the first 4 GiB - 1). Without spans it does not allocate
// once the buffers have grown. O(n). Safe to call from any thread.
NUSKHA_EXPORT absl::Status NormalizeStandard(std::string_view text,
                                             const NormalizeOptions& options,
                                             Tokens* tokens);

// The same at level aggressive. O(n).
NUSKHA_EXPORT absl::Status NormalizeAggressive(std::string_view text,
                                               const NormalizeOptions& options,
                                               Tokens* tokens);

// Tokens joined by one blank, paragraphs by one LF.
NUSKHA_EXPORT absl::StatusOr<std::string> JoinTokens(const Tokens& tokens);

}  // namespace nuskha

#endif  // NUSKHA_NORMALIZE_H_

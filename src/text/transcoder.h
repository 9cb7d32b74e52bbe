// SPDX-License-Identifier: Apache-2.0
//
// Bytes of any encoding to UTF-8, piece by piece.

#ifndef NUSKHA_SRC_TEXT_TRANSCODER_H_
#define NUSKHA_SRC_TEXT_TRANSCODER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace nuskha::internal {

// Each ill-formed part, each lone surrogate and each byte without a meaning
// becomes U+FFFD. Not thread-safe.
class Transcoder {
 public:
  // charset: a CharsetName(). Null if it is not known.
  static std::unique_ptr<Transcoder> Open(std::string_view charset);
  virtual ~Transcoder() = default;

  // Writes the text of *in to the start of `out` and removes from *in what was
  // read. last: nothing follows *in. Returns the bytes written; as long as
  // they fill `out` there may be more, also with an empty *in.
  // REQUIRES: !out.empty()
  virtual size_t Convert(std::string_view* in, bool last,
                         std::span<char> out) = 0;

  // U+FFFD written so far for what had no meaning.
  virtual uint64_t replaced() const = 0;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_TRANSCODER_H_

// SPDX-License-Identifier: Apache-2.0
//
// Any bytes in any encoding: text in UTF-8, the same however it is cut. The
// first byte chooses the encoding, the second the pieces.

#include <simdjson.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "text/encoding.h"
#include "text/transcoder.h"

namespace {

using namespace nuskha::internal;

constexpr const char* kCharsets[] = {
    "UTF-8",        "UTF-16LE",     "UTF-16BE",  "ISO-8859-6",
    "windows-1256", "windows-1252", "Shift_JIS", "GB18030"};

void Check(bool ok) {
  if (!ok) __builtin_trap();
}

std::string InPieces(std::string_view bytes, std::string_view charset,
                     size_t piece, size_t room) {
  const std::unique_ptr<Transcoder> transcoder = Transcoder::Open(charset);
  std::string out(room, '\0');
  std::string text;
  for (;;) {
    std::string_view in = bytes.substr(0, piece);
    bytes.remove_prefix(in.size());
    size_t size = 0;
    do {
      size = transcoder->Convert(&in, bytes.empty(), std::span(out));
      text.append(out, 0, size);
    } while (size > 0 || !in.empty());
    if (bytes.empty()) return text;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view charset = kCharsets[data[0] % std::size(kCharsets)];
  const size_t piece = data[1] % 16 + 1;
  const size_t room = data[1] / 16 + 1;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 2),
                               size - 2);
  std::string whole;
  uint64_t replaced = 0;
  Check(DecodeToUtf8(bytes, charset, &whole, &replaced));
  Check(simdjson::validate_utf8(whole));
  Check(InPieces(bytes, charset, piece, room) == whole);

  const CharsetDecision decision = DetectCharset(bytes, charset);
  Check(decision.mark_bytes <= bytes.size());
  std::string text;
  Check(DecodeToUtf8(bytes.substr(decision.mark_bytes), decision.name, &text,
                     nullptr));
  Check(simdjson::validate_utf8(text));
  // A label is any bytes too.
  const std::string name = CharsetName(bytes);
  Check(name.empty() || DecodeToUtf8("a", name, &text, nullptr));
  return 0;
}

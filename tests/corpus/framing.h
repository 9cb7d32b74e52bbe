// SPDX-License-Identifier: Apache-2.0
//
// All records that a framer cuts out of bytes that come in pieces, for tests
// and fuzz targets.

#ifndef NUSKHA_TESTS_CORPUS_FRAMING_H_
#define NUSKHA_TESTS_CORPUS_FRAMING_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/record_framer.h"

namespace nuskha::internal {

struct Framed {
  uint64_t offset = 0;
  uint64_t line = 0;
  uint64_t length = 0;
  std::string code;
  std::string bytes;

  friend bool operator==(const Framed&, const Framed&) = default;
};

// `damage`: offsets where bytes are missing, ascending.
inline std::vector<Framed> FrameAll(RecordFramer* framer,
                                    std::string_view input, size_t piece,
                                    const std::vector<size_t>& damage = {}) {
  std::vector<Framed> all;
  const auto drain = [&] {
    RawRecord record;
    while (framer->Next(&record)) {
      all.push_back({record.offset, record.line, record.length,
                     std::string(record.reject_code),
                     std::string(record.bytes)});
    }
  };
  size_t next_damage = 0;
  for (size_t at = 0; at < input.size();) {
    while (next_damage < damage.size() && damage[next_damage] == at) {
      ++next_damage;
      framer->Damage("stream_corrupt");
      drain();
    }
    const size_t border =
        next_damage < damage.size() ? damage[next_damage] : input.size();
    const auto space = framer->Space();
    const size_t size = input.copy(
        space.data(), std::min({space.size(), piece, border - at}), at);
    at += size;
    framer->Advance(size);
    drain();
  }
  framer->EndFile();
  drain();
  return all;
}

}  // namespace nuskha::internal

#endif  // NUSKHA_TESTS_CORPUS_FRAMING_H_

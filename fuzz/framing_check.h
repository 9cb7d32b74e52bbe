// SPDX-License-Identifier: Apache-2.0
//
// What holds for every framer and any bytes: records do not depend on the
// pieces in which the bytes come, lie where they say, in order and without
// overlapping, and the parser takes every one of them.

#ifndef NUSKHA_FUZZ_FRAMING_CHECK_H_
#define NUSKHA_FUZZ_FRAMING_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/framing.h"
#include "nuskha/reader.h"

namespace nuskha::internal {

inline constexpr uint64_t kMaxFuzzRecord = 3000;

// make: a new framer for records of at most kMaxFuzzRecord bytes. The first
// byte of the input says where the stream was damaged.
inline void CheckFraming(
    std::string_view input, const RawRecord& like,
    const std::function<std::unique_ptr<RecordFramer>()>& make) {
  std::vector<size_t> damage;
  if (!input.empty() && input[0] > 0x60) {
    damage.push_back(input.size() * static_cast<size_t>(input[0] - 0x60) / 32);
  }
  if (!damage.empty() && damage[0] >= input.size()) damage.clear();
  const std::vector<Framed> framed =
      FrameAll(make().get(), input, 1 << 20, damage);
  for (const size_t piece : {size_t{1}, size_t{13}, size_t{500}}) {
    if (FrameAll(make().get(), input, piece, damage) != framed) {
      __builtin_trap();
    }
  }
  static RecordParser parser(ReadOptions{});  // making one takes longest
  uint64_t end = 0;
  for (const Framed& record : framed) {
    if (record.offset < end) __builtin_trap();
    end = record.offset + record.length;
    if (end > input.size()) __builtin_trap();
    if (!record.code.empty()) continue;
    if (record.bytes.size() != record.length ||
        record.length > kMaxFuzzRecord ||
        input.substr(record.offset, record.length) != record.bytes) {
      __builtin_trap();
    }
    RawRecord raw = like;
    raw.bytes = record.bytes;
    raw.length = record.length;
    Article article;
    Reject reject;
    if (!parser.Parse(raw, &article, &reject).value() && reject.code.empty()) {
      __builtin_trap();
    }
  }
}

}  // namespace nuskha::internal

#endif  // NUSKHA_FUZZ_FRAMING_CHECK_H_

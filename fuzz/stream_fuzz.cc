// SPDX-License-Identifier: Apache-2.0
//
// Compressed bytes, sound or not, to records: what comes out does not depend
// on the sizes of buffers and blocks, and the account closes.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/byte_stream.h"
#include "corpus/line_splitter.h"

namespace nuskha::internal {
namespace {

constexpr size_t kMaxOutput = size_t{1} << 18;

// What a stream said: bytes, and where in them something was missing.
struct Unpacked {
  std::string bytes;
  std::vector<size_t> damage;
  std::vector<std::string_view> codes;
  uint64_t damaged_bytes = 0;
  bool usable = true;

  friend bool operator==(const Unpacked&, const Unpacked&) = default;
};

Unpacked Unpack(std::string_view input, size_t buffer_size) {
  StreamLimits limits;
  limits.max_expansion = 0;
  limits.window_log = 20;
  const std::unique_ptr<ByteStream> stream = MakeStream(
      FindCompression(input, "x.gz"),
      std::make_unique<InputWindow>(MakeMemorySource(input)), limits);
  Unpacked unpacked;
  std::string buffer(buffer_size, '\0');
  bool pending = false;
  while (unpacked.bytes.size() < kMaxOutput) {
    const absl::StatusOr<StreamRead> read = stream->Read(std::span(buffer));
    if (!read.ok()) break;
    // The extent of damage is known with the event after it.
    if (pending) unpacked.damaged_bytes += stream->damage().bytes;
    pending = read->event == StreamRead::kDamage;
    if (read->event == StreamRead::kEnd) return unpacked;
    if (read->event == StreamRead::kData) {
      unpacked.bytes.append(buffer, 0, read->bytes);
    } else {
      unpacked.damage.push_back(unpacked.bytes.size());
      unpacked.codes.push_back(stream->damage().code);
    }
  }
  unpacked.usable = false;
  return unpacked;
}

// Feeds the splitter and returns its records, one per line of the result.
std::string Split(const Unpacked& unpacked, size_t block_size) {
  LineSplitter splitter(block_size, /*max_line=*/1000);
  RecordBlock block;
  std::string seen;
  uint64_t number = 0;
  size_t at = 0;
  size_t damage = 0;
  bool done = false;
  bool started = false;
  while (!done) {
    splitter.StartBlock(&block);
    if (!started) splitter.StartFile(0, RecordKind::kJson);
    started = true;
    while (!splitter.BlockFull() && !done) {
      if (damage < unpacked.damage.size() && unpacked.damage[damage] == at) {
        splitter.Damage(unpacked.codes[damage++]);
        continue;
      }
      if (at == unpacked.bytes.size()) {
        splitter.EndFile();
        done = true;
        continue;
      }
      const std::span<char> space = splitter.Space();
      const size_t border = damage < unpacked.damage.size()
                                ? unpacked.damage[damage]
                                : unpacked.bytes.size();
      const size_t size = unpacked.bytes.copy(
          space.data(), std::min(space.size(), border - at), at);
      at += size;
      splitter.Advance(size);
    }
    splitter.FinishBlock();
    for (const RawRecord& record : block.records) {
      if (record.number != number++) __builtin_trap();
      if (record.bytes.size() > 1000) __builtin_trap();
      // A record is where it says it is.
      if (unpacked.bytes.compare(record.offset, record.bytes.size(),
                                 record.bytes) != 0) {
        __builtin_trap();
      }
      seen += std::to_string(record.line) + ' ' +
              std::to_string(record.length) + ' ' +
              std::string(record.reject_code) + ' ' +
              std::string(record.bytes) + '\n';
    }
  }
  return seen;
}

}  // namespace
}  // namespace nuskha::internal

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using nuskha::internal::Split;
  using nuskha::internal::Unpack;
  const std::string input(data, data + size);
  const auto large = Unpack(input, 1 << 16);
  const auto small = Unpack(input, 61);
  if (!large.usable || !small.usable) return 0;
  if (!(large == small)) __builtin_trap();
  const std::string whole = Split(large, 1 << 14);
  for (const size_t block_size : {size_t{1}, size_t{64}, size_t{999}}) {
    if (Split(large, block_size) != whole) __builtin_trap();
  }
  return 0;
}

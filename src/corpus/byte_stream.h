// SPDX-License-Identifier: Apache-2.0
//
// Where bytes come from: a source (file, pipe, memory) behind a fixed window,
// and on top of it one stream, plain or decompressing, that is pulled.
//
// A stream never ends silently early: where bytes are missing it says so with
// a kDamage event between the bytes before and the bytes after.

#ifndef NUSKHA_SRC_CORPUS_BYTE_STREAM_H_
#define NUSKHA_SRC_CORPUS_BYTE_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace nuskha::internal {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Bytes put at the start of `out`; 0 at the end. REQUIRES: !out.empty()
  virtual absl::StatusOr<size_t> Read(std::span<char> out) = 0;
};

// Reads a descriptor it does not own; `name` is for messages.
std::unique_ptr<ByteSource> MakeDescriptorSource(int descriptor,
                                                 std::string name);

// Reads through `source`, which must outlive it.
std::unique_ptr<ByteSource> MakeBorrowedSource(ByteSource* source);

// Reads `bytes`, which must outlive it.
std::unique_ptr<ByteSource> MakeMemorySource(std::string_view bytes);

// A fixed buffer over a source. The last kLookback bytes consumed can be read
// again: a decoder that ran over a damaged place may have swallowed the start
// of the next member.
class InputWindow {
 public:
  static constexpr size_t kSize = size_t{256} << 10;
  static constexpr size_t kLookback = size_t{64} << 10;

  explicit InputWindow(std::unique_ptr<ByteSource> source);

  // Afterwards unread() has at least `wanted` bytes, or all that are left.
  // REQUIRES: wanted <= kLookback
  absl::Status Fill(size_t wanted);
  std::string_view unread() const {
    return {buffer_.get() + begin_, end_ - begin_};
  }
  bool source_ended() const { return source_ended_; }
  uint64_t offset() const { return offset_; }  // of unread() in the source

  // REQUIRES: size <= unread().size()
  void Consume(size_t size);
  // Consumed bytes that StepBack() can return to.
  size_t lookback() const;
  void StepBack(size_t size);

 private:
  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<char[]> buffer_;  // shape [kSize]
  size_t begin_ = 0;
  size_t end_ = 0;
  uint64_t offset_ = 0;
  bool source_ended_ = false;
};

// What a stream lost at one place.
struct StreamDamage {
  std::string_view code;  // stream_truncated, stream_corrupt, expansion_limit
  uint64_t offset = 0;    // in the source, where it was noticed
  uint64_t bytes = 0;     // of the source, skipped up to the next good place
  std::string detail;
};

struct StreamRead {
  enum Event { kData, kDamage, kEnd } event = kEnd;
  size_t bytes = 0;  // with kData, at least 1
};

class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // Puts bytes at the start of `out`. After kDamage, damage() tells what
  // happened; its `bytes` is complete with the next event.
  // REQUIRES: !out.empty()
  // Errors: those of the source; FailedPrecondition if the first frame asks for
  // more memory than allowed.
  virtual absl::StatusOr<StreamRead> Read(std::span<char> out) = 0;

  // Bytes of the source used so far.
  virtual uint64_t source_bytes() const = 0;
  // The latest. REQUIRES: there was some
  virtual const StreamDamage& damage() const { return damage_; }

 protected:
  StreamDamage damage_;
};

struct StreamLimits {
  uint64_t max_expansion = 1000;
  uint64_t expansion_free = uint64_t{256} << 20;  // bytes before it counts
  int window_log = 27;  // of zstd windows and xz dictionaries
};

// Hands out what `stream` gives, but lets its first bytes be seen before.
class PeekStream : public ByteStream {
 public:
  explicit PeekStream(std::unique_ptr<ByteStream> stream)
      : stream_(std::move(stream)) {}

  // The first `size` bytes, fewer if the stream ends or is damaged before.
  // Call it before the first Read(). Errors: those of the stream.
  absl::StatusOr<std::string_view> Peek(size_t size);

  absl::StatusOr<StreamRead> Read(std::span<char> out) override;
  uint64_t source_bytes() const override { return stream_->source_bytes(); }
  const StreamDamage& damage() const override { return stream_->damage(); }

 private:
  std::unique_ptr<ByteStream> stream_;
  std::string head_;
  size_t used_ = 0;  // of head_
  StreamRead after_head_;
  bool after_head_pending_ = false;
};

// `stream` in UTF-8. charset: a CharsetName(). Null if it is not known.
std::unique_ptr<ByteStream> MakeDecodedStream(
    std::unique_ptr<ByteStream> stream, std::string_view charset);

enum class Compression { kNone, kGzip, kZstd, kBzip2, kXz };

// By the first bytes. `name` decides only where they cannot: a file cut inside
// its magic number, or one that starts with damage.
Compression FindCompression(std::string_view head, std::string_view name);

// "gzip", "zstd", "bzip2", "xz", "none".
std::string_view CompressionName(Compression compression);

// "a.jsonl" of "a.jsonl.gz".
std::string_view WithoutCompressionEnding(std::string_view name);

std::unique_ptr<ByteStream> MakeStream(Compression compression,
                                       std::unique_ptr<InputWindow> window,
                                       const StreamLimits& limits);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_BYTE_STREAM_H_

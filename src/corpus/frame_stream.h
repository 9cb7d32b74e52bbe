// SPDX-License-Identifier: Apache-2.0
//
// What gzip members, zstd frames, bzip2 and xz streams have in common: one
// after the other, each with its own check, and after damage the next one can
// be found by its head.

#ifndef NUSKHA_SRC_CORPUS_FRAME_STREAM_H_
#define NUSKHA_SRC_CORPUS_FRAME_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "corpus/byte_stream.h"

namespace nuskha::internal {

// Decodes one frame (gzip: member; bzip2, xz: stream) at a time. Throws
// std::bad_alloc when memory ends: that is no damage of the input.
class FrameDecoder {
 public:
  struct Step {
    // kTooMuchMemory: more than is allowed; kNoMemory: than there is.
    enum State {
      kMore,
      kFrameEnd,
      kBad,
      kTooMuchMemory,
      kNoMemory
    } state = kMore;
    size_t consumed = 0;
    size_t produced = 0;
    std::string reason;  // of kBad and kTooMuchMemory
  };

  virtual ~FrameDecoder() = default;
  virtual std::string_view frame_name() const = 0;  // for people
  virtual char first_byte() const = 0;              // of every frame searched
  // Bytes that tell a frame; no frame is shorter.
  virtual size_t head_size() const = 0;
  // Zero bytes may stand between frames, not only behind the last.
  virtual bool padding_between() const { return false; }

  // Whether `bytes` (head_size() of them, fewer at the end of the source) start
  // a frame. Strict: only what is rare in other bytes, for the search.
  virtual bool LooksLikeFrame(std::string_view bytes, bool strict) const = 0;
  virtual void StartFrame() = 0;
  virtual Step Decode(std::string_view in, std::span<char> out) = 0;
};

inline constexpr size_t kBzip2HeadSize = 10;
// Whether `head`, perhaps cut, starts a bzip2 stream.
bool MayBeBzip2(std::string_view head);

std::unique_ptr<FrameDecoder> MakeBzip2Decoder();
std::unique_ptr<FrameDecoder> MakeGzipDecoder();
// Windows (xz: dictionaries) of more than 2^window_log bytes are refused.
std::unique_ptr<FrameDecoder> MakeXzDecoder(int window_log);
std::unique_ptr<FrameDecoder> MakeZstdDecoder(int window_log);

class FrameStream : public ByteStream {
 public:
  FrameStream(std::unique_ptr<FrameDecoder> decoder,
              std::unique_ptr<InputWindow> window, const StreamLimits& limits);

  absl::StatusOr<StreamRead> Read(std::span<char> out) override;
  uint64_t source_bytes() const override { return window_->offset(); }

 private:
  enum class State { kBetween, kInside, kFailed, kScanning, kEnded };

  // Each does one step of its state. A step with something to report sets
  // *read and returns true.
  absl::StatusOr<bool> Between(StreamRead* read);
  absl::StatusOr<bool> Inside(StreamRead* read);
  bool Failed(StreamRead* read);
  absl::Status Scan();
  absl::StatusOr<bool> SkipZeros();

  void Fail(std::string_view code, std::string reason);
  bool AddDamage(StreamDamage damage, StreamRead* read);
  bool ExpandsTooMuch() const;

  std::unique_ptr<FrameDecoder> decoder_;
  std::unique_ptr<InputWindow> window_;
  StreamLimits limits_;
  // Decoded in steps of its own: what is noticed, and where, does not depend on
  // how much a caller asks for at once. Nor can a bomb fill the room that a
  // caller has for a long line before its size is looked at.
  static constexpr size_t kChunk = size_t{64} << 10;
  std::unique_ptr<char[]> chunk_;  // shape [kChunk]
  std::string_view unread_;        // of chunk_
  State state_ = State::kBetween;
  uint64_t produced_ = 0;
  uint64_t frame_begin_ = 0;
  uint64_t frames_done_ = 0;
  // True from damage until bytes come again: what fails in between is the same
  // damage.
  bool in_damage_ = false;
  StreamDamage failure_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_FRAME_STREAM_H_

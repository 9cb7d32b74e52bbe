// SPDX-License-Identifier: Apache-2.0
//
// What gzip members and zstd frames have in common: one after the other, each
// with its own check, and after damage the next one can be found by its head.

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

// Decodes one frame (gzip: member) at a time.
class FrameDecoder {
 public:
  static constexpr size_t kHeadSize = 4;

  struct Step {
    enum State { kMore, kFrameEnd, kBad, kTooMuchMemory } state = kMore;
    size_t consumed = 0;
    size_t produced = 0;
    std::string reason;  // of kBad and kTooMuchMemory
  };

  virtual ~FrameDecoder() = default;
  virtual std::string_view frame_name() const = 0;  // for people
  virtual char first_byte() const = 0;              // of every frame searched

  // Whether `bytes` (kHeadSize of them, fewer at the end of the source) start
  // a frame. Strict: only what is rare in other bytes, for the search.
  virtual bool LooksLikeFrame(std::string_view bytes, bool strict) const = 0;
  virtual void StartFrame() = 0;
  virtual Step Decode(std::string_view in, std::span<char> out) = 0;
};

// Null if memory for the decoder is not to be had.
std::unique_ptr<FrameDecoder> MakeGzipDecoder();
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
  absl::StatusOr<bool> Inside(std::span<char> out, StreamRead* read);
  bool Failed(StreamRead* read);
  absl::Status Scan();
  absl::StatusOr<bool> SkipZeros();

  void Fail(std::string_view code, std::string reason);
  bool AddDamage(StreamDamage damage, StreamRead* read);
  bool ExpandsTooMuch() const;

  std::unique_ptr<FrameDecoder> decoder_;
  std::unique_ptr<InputWindow> window_;
  StreamLimits limits_;
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

// SPDX-License-Identifier: Apache-2.0

#include "corpus/frame_stream.h"

#include <algorithm>
#include <utility>

#include "base/status_util.h"

namespace nuskha::internal {

FrameStream::FrameStream(std::unique_ptr<FrameDecoder> decoder,
                         std::unique_ptr<InputWindow> window,
                         const StreamLimits& limits)
    : decoder_(std::move(decoder)),
      window_(std::move(window)),
      limits_(limits),
      chunk_(std::make_unique_for_overwrite<char[]>(kChunk)) {}

absl::StatusOr<StreamRead> FrameStream::Read(std::span<char> out) {
  StreamRead read;
  for (;;) {
    if (!unread_.empty()) {
      const size_t size = unread_.copy(out.data(), out.size());
      unread_.remove_prefix(size);
      return StreamRead{StreamRead::kData, size};
    }
    absl::StatusOr<bool> report = false;
    switch (state_) {
      case State::kBetween:
        report = Between(&read);
        break;
      case State::kInside:
        report = Inside(&read);
        break;
      case State::kFailed:
        report = Failed(&read);
        break;
      case State::kScanning:
        NUSKHA_RETURN_IF_ERROR(Scan());
        break;
      case State::kEnded:
        return StreamRead{};
    }
    if (!report.ok()) return report.status();
    if (*report) return read;
  }
}

absl::StatusOr<bool> FrameStream::Between(StreamRead* read) {
  NUSKHA_RETURN_IF_ERROR(window_->Fill(decoder_->head_size()));
  const std::string_view head =
      window_->unread().substr(0, decoder_->head_size());
  if (head.empty()) {
    state_ = State::kEnded;
    return false;
  }
  if (decoder_->LooksLikeFrame(head, /*strict=*/false)) {
    frame_begin_ = window_->offset();
    decoder_->StartFrame();
    state_ = State::kInside;
    return false;
  }
  const uint64_t begin = window_->offset();
  absl::StatusOr<bool> only_zeros = SkipZeros();
  if (!only_zeros.ok()) return only_zeros.status();
  state_ = State::kEnded;
  if (*only_zeros) return false;  // padding, as tape blocks have
  if (decoder_->padding_between()) {
    NUSKHA_RETURN_IF_ERROR(window_->Fill(decoder_->head_size()));
    const std::string_view next = window_->unread();
    if (decoder_->LooksLikeFrame(next.substr(0, decoder_->head_size()),
                                 /*strict=*/false)) {
      state_ = State::kBetween;
      return false;
    }
  }
  state_ = State::kScanning;
  return AddDamage({"stream_corrupt", begin, 0,
                    "bytes that are no " + std::string(decoder_->frame_name())},
                   read);
}

// Consumes zero bytes; true if nothing else was left.
absl::StatusOr<bool> FrameStream::SkipZeros() {
  for (;;) {
    NUSKHA_RETURN_IF_ERROR(window_->Fill(1));
    const std::string_view unread = window_->unread();
    if (unread.empty()) return true;
    const size_t zeros =
        std::min(unread.find_first_not_of('\0'), unread.size());
    window_->Consume(zeros);
    if (zeros < unread.size()) return false;
  }
}

absl::StatusOr<bool> FrameStream::Inside(StreamRead* read) {
  if (ExpandsTooMuch()) {
    state_ = State::kEnded;
    return AddDamage({"expansion_limit", window_->offset(), 0,
                      "expands over " + std::to_string(limits_.max_expansion) +
                          ":1 (" + std::to_string(produced_) + " bytes from " +
                          std::to_string(window_->offset()) +
                          "): stopped; --max-expansion allows more"},
                     read);
  }
  NUSKHA_RETURN_IF_ERROR(window_->Fill(1));
  FrameDecoder::Step step =
      decoder_->Decode(window_->unread(), std::span(chunk_.get(), kChunk));
  window_->Consume(step.consumed);
  produced_ += step.produced;
  if (step.state == FrameDecoder::Step::kNoMemory) {
    // No damage: what is not read is not lost, and may be read elsewhere.
    return MakeStatus(
        absl::StatusCode::kResourceExhausted,
        "no memory to decompress a " + std::string(decoder_->frame_name()));
  }
  const bool stuck = step.consumed == 0 && step.produced == 0;
  if (step.state == FrameDecoder::Step::kTooMuchMemory && produced_ == 0 &&
      frames_done_ == 0) {
    return MakeStatus(absl::StatusCode::kFailedPrecondition, step.reason);
  }
  if (step.state == FrameDecoder::Step::kFrameEnd) {
    ++frames_done_;
    state_ = State::kBetween;
  } else if (step.state != FrameDecoder::Step::kMore) {
    Fail("stream_corrupt", step.reason);
  } else if (stuck && window_->unread().empty()) {
    Fail("stream_truncated", "cut off");
  } else if (stuck) {
    Fail("stream_corrupt", "no progress");
  }
  if (step.produced > 0) in_damage_ = false;
  unread_ = std::string_view(chunk_.get(), step.produced);
  return false;
}

void FrameStream::Fail(std::string_view code, std::string reason) {
  failure_ = {code, window_->offset(), 0,
              std::string(decoder_->frame_name()) + " that starts at byte " +
                  std::to_string(frame_begin_) + ": " + std::move(reason)};
  state_ = State::kFailed;
}

// The decoder noticed the damage somewhere behind it, perhaps inside the next
// frame already: the search starts as far back as the window allows, but behind
// the head of the frame that failed, so that it always advances.
bool FrameStream::Failed(StreamRead* read) {
  const uint64_t inside = window_->offset() - frame_begin_;
  if (inside > 0) {
    window_->StepBack(static_cast<size_t>(
        std::min<uint64_t>(inside - 1, window_->lookback())));
  } else if (!window_->unread().empty()) {
    window_->Consume(1);
  }
  state_ = State::kScanning;
  return AddDamage(std::move(failure_), read);
}

absl::Status FrameStream::Scan() {
  const size_t head_size = decoder_->head_size();
  NUSKHA_RETURN_IF_ERROR(window_->Fill(head_size));
  const std::string_view unread = window_->unread();
  bool found = false;
  size_t at = 0;
  for (;; ++at) {
    at = std::min(unread.find(decoder_->first_byte(), at), unread.size());
    const std::string_view head = unread.substr(at, head_size);
    if (head.size() < head_size) break;
    found = decoder_->LooksLikeFrame(head, /*strict=*/true);
    if (found) break;
  }
  if (!found && window_->source_ended()) at = unread.size();
  window_->Consume(at);
  if (window_->offset() > damage_.offset) {
    damage_.bytes = window_->offset() - damage_.offset;
  }
  if (found) {
    frame_begin_ = window_->offset();
    decoder_->StartFrame();
    state_ = State::kInside;
  } else if (window_->source_ended() && window_->unread().empty()) {
    state_ = State::kEnded;
  }
  return absl::OkStatus();
}

// False if it only continues the damage before it.
bool FrameStream::AddDamage(StreamDamage damage, StreamRead* read) {
  if (in_damage_) return false;
  in_damage_ = true;
  damage_ = std::move(damage);
  *read = {StreamRead::kDamage, 0};
  return true;
}

bool FrameStream::ExpandsTooMuch() const {
  return limits_.max_expansion > 0 && produced_ > limits_.expansion_free &&
         produced_ / limits_.max_expansion > window_->offset();
}

}  // namespace nuskha::internal

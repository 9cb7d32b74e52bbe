// SPDX-License-Identifier: Apache-2.0

#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/guarded.h"
#include "corpus/frame_stream.h"

namespace nuskha::internal {
namespace {

struct FreeContext {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

class ZstdDecoder : public FrameDecoder {
 public:
  explicit ZstdDecoder(int window_log)
      : context_(ZSTD_createDCtx()), window_log_(window_log) {
    if (context_ != nullptr) {
      ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, window_log);
    }
  }

  std::string_view frame_name() const override { return "zstd frame"; }
  char first_byte() const override { return '\x28'; }
  size_t head_size() const override { return kHeadSize; }

  bool LooksLikeFrame(std::string_view bytes, bool strict) const override {
    constexpr std::string_view kMagic = "\x28\xb5\x2f\xfd";
    if (bytes.empty()) return false;
    if (strict) return bytes.starts_with(kMagic);
    // A skippable frame is one too, but not to be looked for: its length alone
    // would decide how much of the rest is believed.
    constexpr std::string_view kSkippable = "\x2a\x4d\x18";
    return kMagic.starts_with(bytes.substr(0, kHeadSize)) ||
           ((static_cast<unsigned char>(bytes[0]) & 0xf0) == 0x50 &&
            kSkippable.starts_with(bytes.substr(1, kSkippable.size())));
  }

  void StartFrame() override {
    if (context_ != nullptr) {
      ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
    }
    hint_ = kHeaderBytes + 1;
    output_full_ = false;
  }

  Step Decode(std::string_view in, std::span<char> out) override {
    if (context_ == nullptr) return {Step::kNoMemory, 0, 0, {}};
    ZSTD_outBuffer to = {out.data(), out.size(), 0};
    if (output_full_) {
      // What is held back goes first, alone: see Portion().
      ZSTD_inBuffer none = {in.data(), 0, 0};
      const size_t result = ZSTD_decompressStream(context_.get(), &to, &none);
      output_full_ = to.pos == to.size;
      if (to.pos > 0 || ZSTD_isError(result)) return Outcome(result, 0, to.pos);
    }
    ZSTD_inBuffer from = {in.data(), std::min(in.size(), Portion()), 0};
    const size_t result = ZSTD_decompressStream(context_.get(), &to, &from);
    output_full_ = to.pos == to.size;
    if (!ZSTD_isError(result)) hint_ = result;
    return Outcome(result, from.pos, to.pos);
  }

 private:
  static constexpr size_t kHeadSize = 4;
  static constexpr size_t kHeaderBytes = 3;  // of a block

  // zstd forgets what a call produced if the same call ends in an error, so one
  // call gets one thing: a header, the inside of a block, a checksum. What zstd
  // asks for is the inside of a block and the header of the next.
  size_t Portion() const {
    return hint_ > kHeaderBytes ? hint_ - kHeaderBytes : hint_;
  }

  Step Outcome(size_t result, size_t consumed, size_t produced) const {
    if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation) {
      EndOfMemory();
    }
    Step step;
    step.consumed = consumed;
    step.produced = produced;
    if (result == 0) {
      step.state = Step::kFrameEnd;
    } else if (ZSTD_getErrorCode(result) ==
               ZSTD_error_frameParameter_windowTooLarge) {
      step.state = Step::kTooMuchMemory;
      step.reason = "needs a window of more than 2^" +
                    std::to_string(window_log_) +
                    " bytes: allow it with --zstd-window (at most 31)";
    } else if (ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation) {
      step.state = Step::kNoMemory;
    } else if (ZSTD_isError(result)) {
      step.state = Step::kBad;
      step.reason = ZSTD_getErrorName(result);
    }
    return step;
  }

  std::unique_ptr<ZSTD_DCtx, FreeContext> context_;
  int window_log_;
  size_t hint_ = kHeaderBytes + 1;
  bool output_full_ = false;
};

}  // namespace

std::unique_ptr<FrameDecoder> MakeZstdDecoder(int window_log) {
  return std::make_unique<ZstdDecoder>(window_log);
}

}  // namespace nuskha::internal

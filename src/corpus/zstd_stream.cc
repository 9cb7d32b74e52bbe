// SPDX-License-Identifier: Apache-2.0

#include <zstd.h>
#include <zstd_errors.h>

#include <memory>

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
  }

  Step Decode(std::string_view in, std::span<char> out) override {
    if (context_ == nullptr) return {Step::kBad, 0, 0, "out of memory"};
    ZSTD_inBuffer from = {in.data(), in.size(), 0};
    ZSTD_outBuffer to = {out.data(), out.size(), 0};
    const size_t result = ZSTD_decompressStream(context_.get(), &to, &from);
    Step step;
    step.consumed = from.pos;
    step.produced = to.pos;
    if (result == 0) {
      step.state = Step::kFrameEnd;
    } else if (ZSTD_getErrorCode(result) ==
               ZSTD_error_frameParameter_windowTooLarge) {
      step.state = Step::kTooMuchMemory;
      step.reason = "needs a window of more than 2^" +
                    std::to_string(window_log_) +
                    " bytes: allow it with --zstd-window (at most 31)";
    } else if (ZSTD_isError(result)) {
      step.state = Step::kBad;
      step.reason = ZSTD_getErrorName(result);
    }
    return step;
  }

 private:
  std::unique_ptr<ZSTD_DCtx, FreeContext> context_;
  int window_log_;
};

}  // namespace

std::unique_ptr<FrameDecoder> MakeZstdDecoder(int window_log) {
  return std::make_unique<ZstdDecoder>(window_log);
}

}  // namespace nuskha::internal

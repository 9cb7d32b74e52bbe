// SPDX-License-Identifier: Apache-2.0

#include <lzma.h>

#include <string>

#include "base/guarded.h"
#include "corpus/frame_stream.h"

namespace nuskha::internal {
namespace {

class XzDecoder : public FrameDecoder {
 public:
  explicit XzDecoder(int window_log)
      : window_log_(window_log),
        memory_limit_((uint64_t{1} << window_log) + kBesideDictionary) {}
  ~XzDecoder() override { lzma_end(&stream_); }
  XzDecoder(const XzDecoder&) = delete;
  XzDecoder& operator=(const XzDecoder&) = delete;

  std::string_view frame_name() const override { return "xz stream"; }
  char first_byte() const override { return kMagic[0]; }
  size_t head_size() const override { return kMagic.size(); }
  bool padding_between() const override { return true; }

  bool LooksLikeFrame(std::string_view bytes, bool strict) const override {
    if (strict) return bytes.starts_with(kMagic);
    return !bytes.empty() && kMagic.starts_with(bytes.substr(0, head_size()));
  }

  // Memory of the stream before is used again.
  void StartFrame() override {
    ready_ =
        lzma_stream_decoder(&stream_, memory_limit_, /*flags=*/0) == LZMA_OK;
  }

  Step Decode(std::string_view in, std::span<char> out) override {
    if (!ready_) return {Step::kNoMemory, 0, 0, {}};
    stream_.next_in = reinterpret_cast<const uint8_t*>(in.data());
    stream_.avail_in = in.size();
    stream_.next_out = reinterpret_cast<uint8_t*>(out.data());
    stream_.avail_out = out.size();
    const lzma_ret result = lzma_code(&stream_, LZMA_RUN);
    if (result == LZMA_MEM_ERROR) EndOfMemory();
    Step step;
    step.consumed = in.size() - stream_.avail_in;
    step.produced = out.size() - stream_.avail_out;
    if (result == LZMA_STREAM_END) {
      step.state = Step::kFrameEnd;
    } else if (result == LZMA_MEMLIMIT_ERROR) {
      step.state = Step::kTooMuchMemory;
      step.reason = "needs a dictionary of more than 2^" +
                    std::to_string(window_log_) +
                    " bytes: allow it with --zstd-window (at most 31)";
    } else if (result == LZMA_MEM_ERROR) {
      step.state = Step::kNoMemory;
    } else if (result != LZMA_OK && result != LZMA_BUF_ERROR) {
      step.state = Step::kBad;
      step.reason = Reason(result);
    }
    return step;
  }

 private:
  static constexpr std::string_view kMagic{"\xfd\x37\x7a\x58\x5a\x00", 6};
  // What a decoder uses besides its dictionary, generously.
  static constexpr uint64_t kBesideDictionary = uint64_t{1} << 20;

  static std::string Reason(lzma_ret result) {
    switch (result) {
      case LZMA_FORMAT_ERROR:
        return "no xz stream";
      case LZMA_OPTIONS_ERROR:
        return "options that are not known";
      default:
        return "wrong data or checksum";
    }
  }

  lzma_stream stream_ = LZMA_STREAM_INIT;
  int window_log_;
  uint64_t memory_limit_;
  bool ready_ = false;
};

}  // namespace

std::unique_ptr<FrameDecoder> MakeXzDecoder(int window_log) {
  return std::make_unique<XzDecoder>(window_log);
}

}  // namespace nuskha::internal

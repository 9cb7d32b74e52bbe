// SPDX-License-Identifier: Apache-2.0

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <limits>

#include "base/guarded.h"
#include "corpus/frame_stream.h"

namespace nuskha::internal {
namespace {

// gzread() would take a cut member for the end of the file and drop whatever
// follows garbage, so inflate() is driven by hand, member by member.
class GzipDecoder : public FrameDecoder {
 public:
  GzipDecoder() { ready_ = inflateInit2(&stream_, kGzipOnly) == Z_OK; }
  ~GzipDecoder() override {
    if (ready_) inflateEnd(&stream_);
  }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;

  std::string_view frame_name() const override { return "gzip member"; }
  char first_byte() const override { return '\x1f'; }
  size_t head_size() const override { return kHeadSize; }

  bool LooksLikeFrame(std::string_view bytes, bool strict) const override {
    constexpr std::string_view kMagic = "\x1f\x8b\x08";
    if (strict && bytes.size() < kHeadSize) return false;
    const std::string_view magic = bytes.substr(0, kMagic.size());
    if (magic.empty() || !kMagic.starts_with(magic)) return false;
    return bytes.size() < kHeadSize ||
           (static_cast<unsigned char>(bytes[3]) & 0xe0) == 0;
  }

  void StartFrame() override {
    if (ready_) inflateReset(&stream_);
  }

  Step Decode(std::string_view in, std::span<char> out) override {
    if (!ready_) return {Step::kNoMemory, 0, 0, {}};
    constexpr size_t kMost = std::numeric_limits<uInt>::max();
    const auto in_size = static_cast<uInt>(std::min(in.size(), kMost));
    const auto out_size = static_cast<uInt>(std::min(out.size(), kMost));
    stream_.next_in = reinterpret_cast<const Bytef*>(in.data());
    stream_.avail_in = in_size;
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = out_size;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result == Z_MEM_ERROR) EndOfMemory();
    Step step;
    step.consumed = in_size - stream_.avail_in;
    step.produced = out_size - stream_.avail_out;
    if (result == Z_STREAM_END) {
      step.state = Step::kFrameEnd;
    } else if (result == Z_MEM_ERROR) {
      step.state = Step::kNoMemory;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      step.state = Step::kBad;
      step.reason = stream_.msg != nullptr ? stream_.msg : zError(result);
    }
    return step;
  }

 private:
  static constexpr size_t kHeadSize = 4;
  static constexpr int kGzipOnly = 15 + 16;

  z_stream stream_ = {};
  bool ready_ = false;
};

}  // namespace

std::unique_ptr<FrameDecoder> MakeGzipDecoder() {
  return std::make_unique<GzipDecoder>();
}

}  // namespace nuskha::internal

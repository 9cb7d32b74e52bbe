// SPDX-License-Identifier: Apache-2.0

#include <bzlib.h>

#include <algorithm>
#include <limits>

#include "corpus/frame_stream.h"

namespace nuskha::internal {
namespace {

// Stream by stream, as pbzip2 and concatenation write them. What BZ2_bzRead()
// does with a second stream is left to its caller.
class Bzip2Decoder : public FrameDecoder {
 public:
  Bzip2Decoder() = default;
  ~Bzip2Decoder() override { End(); }
  Bzip2Decoder(const Bzip2Decoder&) = delete;
  Bzip2Decoder& operator=(const Bzip2Decoder&) = delete;

  std::string_view frame_name() const override { return "bzip2 stream"; }
  char first_byte() const override { return 'B'; }
  size_t head_size() const override { return kBzip2HeadSize; }

  bool LooksLikeFrame(std::string_view bytes, bool strict) const override {
    if (bytes.empty() || (strict && bytes.size() < kBzip2HeadSize)) {
      return false;
    }
    return MayBeBzip2(bytes);
  }

  // The library has no reset.
  void StartFrame() override {
    End();
    stream_ = {};
    ready_ =
        BZ2_bzDecompressInit(&stream_, /*verbosity=*/0, /*small=*/0) == BZ_OK;
  }

  Step Decode(std::string_view in, std::span<char> out) override {
    if (!ready_) return {Step::kBad, 0, 0, "out of memory"};
    constexpr size_t kMost = std::numeric_limits<unsigned int>::max();
    const auto in_size = static_cast<unsigned int>(std::min(in.size(), kMost));
    const auto out_size =
        static_cast<unsigned int>(std::min(out.size(), kMost));
    // It only reads from there.
    stream_.next_in = const_cast<char*>(in.data());
    stream_.avail_in = in_size;
    stream_.next_out = out.data();
    stream_.avail_out = out_size;
    const int result = BZ2_bzDecompress(&stream_);
    Step step;
    step.consumed = in_size - stream_.avail_in;
    step.produced = out_size - stream_.avail_out;
    if (result == BZ_STREAM_END) {
      step.state = Step::kFrameEnd;
    } else if (result != BZ_OK) {
      step.state = Step::kBad;
      step.reason =
          result == BZ_MEM_ERROR ? "out of memory" : "wrong data or checksum";
    }
    return step;
  }

 private:
  void End() {
    if (ready_) BZ2_bzDecompressEnd(&stream_);
    ready_ = false;
  }

  bz_stream stream_ = {};
  bool ready_ = false;
};

}  // namespace

// Text may start with "BZh": more than the magic number decides.
bool MayBeBzip2(std::string_view head) {
  const auto part = [head](size_t begin, size_t size) {
    return head.substr(std::min(begin, head.size()), size);
  };
  const std::string_view level = part(3, 1);
  return std::string_view("BZh").starts_with(part(0, 3)) &&
         (level.empty() || (level[0] >= '1' && level[0] <= '9')) &&
         // The first block, or the end of an empty stream.
         (std::string_view("\x31\x41\x59\x26\x53\x59")
              .starts_with(part(4, 6)) ||
          std::string_view("\x17\x72\x45\x38\x50\x90").starts_with(part(4, 6)));
}

std::unique_ptr<FrameDecoder> MakeBzip2Decoder() {
  return std::make_unique<Bzip2Decoder>();
}

}  // namespace nuskha::internal

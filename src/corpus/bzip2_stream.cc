// SPDX-License-Identifier: Apache-2.0

#include <bzlib.h>

#include <algorithm>
#include <vector>

#include "base/guarded.h"
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
    held_ = {};
    more_held_ = false;
    result_ = BZ_OK;
  }

  Step Decode(std::string_view in, std::span<char> out) override {
    if (!ready_) return {Step::kNoMemory, 0, 0, {}};
    Step step;
    while (held_.empty() && result_ == BZ_OK) {
      if (!more_held_ && step.consumed == in.size()) break;
      step.consumed += Advance(in.substr(step.consumed));
    }
    step.produced = held_.copy(out.data(), out.size());
    held_.remove_prefix(step.produced);
    if (!held_.empty() || result_ == BZ_OK) return step;
    step.state = result_ == BZ_STREAM_END  ? Step::kFrameEnd
                 : result_ == BZ_MEM_ERROR ? Step::kNoMemory
                                           : Step::kBad;
    step.reason = "wrong data or checksum";
    return step;
  }

 private:
  // The library forgets what a call produced if the same call ends in an
  // error. So that it is the same bytes however the input comes and goes, each
  // call gets one byte, or none while a block is handed out, and the same room.
  size_t Advance(std::string_view in) {
    const unsigned int given = more_held_ ? 0 : 1;
    stream_.next_in = const_cast<char*>(in.data());  // it only reads there
    stream_.avail_in = given;
    stream_.next_out = buffer_.data();
    stream_.avail_out = static_cast<unsigned int>(buffer_.size());
    result_ = BZ2_bzDecompress(&stream_);
    if (result_ == BZ_MEM_ERROR) EndOfMemory();
    held_ =
        std::string_view(buffer_.data(), buffer_.size() - stream_.avail_out);
    more_held_ = stream_.avail_out == 0;
    return given - stream_.avail_in;
  }

  void End() {
    if (ready_) BZ2_bzDecompressEnd(&stream_);
    ready_ = false;
  }

  bz_stream stream_ = {};
  bool ready_ = false;
  std::vector<char> buffer_ = std::vector<char>(size_t{64} << 10);
  std::string_view held_;   // of buffer_, for the next calls
  bool more_held_ = false;  // the library has more of the block
  int result_ = BZ_OK;      // of the latest call; told when held_ is out
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

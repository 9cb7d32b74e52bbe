// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <utility>

#include "corpus/byte_stream.h"
#include "text/transcoder.h"

namespace nuskha::internal {
namespace {

// Damage is passed on behind the text before it; a character that it cuts
// becomes U+FFFD.
class DecodedStream : public ByteStream {
 public:
  DecodedStream(std::unique_ptr<ByteStream> stream, std::string_view charset,
                std::unique_ptr<Transcoder> transcoder)
      : stream_(std::move(stream)),
        charset_(charset),
        transcoder_(std::move(transcoder)),
        buffer_(size_t{64} << 10, '\0') {}

  absl::StatusOr<StreamRead> Read(std::span<char> out) override {
    while (true) {
      const bool last = event_ != StreamRead::kData;
      const size_t size = transcoder_->Convert(&unread_, last, out);
      if (size > 0) return StreamRead{StreamRead::kData, size};
      if (event_ == StreamRead::kEnd) return StreamRead{};
      if (event_ == StreamRead::kDamage) {
        // What follows starts anew.
        event_ = StreamRead::kData;
        transcoder_ = Transcoder::Open(charset_);
        return StreamRead{StreamRead::kDamage, 0};
      }
      absl::StatusOr<StreamRead> read = stream_->Read(std::span(buffer_));
      if (!read.ok()) return read.status();
      event_ = read->event;
      unread_ = std::string_view(buffer_).substr(0, read->bytes);
    }
  }

  uint64_t source_bytes() const override { return stream_->source_bytes(); }
  const StreamDamage& damage() const override { return stream_->damage(); }

 private:
  std::unique_ptr<ByteStream> stream_;
  const std::string charset_;
  std::unique_ptr<Transcoder> transcoder_;
  std::string buffer_;
  std::string_view unread_;  // of buffer_
  StreamRead::Event event_ = StreamRead::kData;
};

}  // namespace

std::unique_ptr<ByteStream> MakeDecodedStream(
    std::unique_ptr<ByteStream> stream, std::string_view charset) {
  std::unique_ptr<Transcoder> transcoder = Transcoder::Open(charset);
  if (transcoder == nullptr) return nullptr;
  return std::make_unique<DecodedStream>(std::move(stream), charset,
                                         std::move(transcoder));
}

absl::StatusOr<std::string_view> PeekStream::Peek(size_t size) {
  while (head_.size() < size && !after_head_pending_) {
    const size_t have = head_.size();
    head_.resize(size);
    absl::StatusOr<StreamRead> read =
        stream_->Read(std::span(head_).subspan(have));
    head_.resize(have + (read.ok() ? read->bytes : 0));
    if (!read.ok()) return read.status();
    after_head_ = *read;
    after_head_pending_ = read->event != StreamRead::kData;
  }
  return head_;
}

absl::StatusOr<StreamRead> PeekStream::Read(std::span<char> out) {
  if (used_ < head_.size()) {
    const size_t size = head_.copy(out.data(), out.size(), used_);
    used_ += size;
    return StreamRead{StreamRead::kData, size};
  }
  if (std::exchange(after_head_pending_, false)) return after_head_;
  return stream_->Read(out);
}

}  // namespace nuskha::internal

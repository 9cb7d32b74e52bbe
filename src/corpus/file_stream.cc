// SPDX-License-Identifier: Apache-2.0

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/status_util.h"
#include "corpus/byte_stream.h"
#include "corpus/frame_stream.h"
#include "corpus/read_error.h"

namespace nuskha::internal {
namespace {

class DescriptorSource : public ByteSource {
 public:
  DescriptorSource(int descriptor, std::string name)
      : descriptor_(descriptor), name_(std::move(name)) {}

  absl::StatusOr<size_t> Read(std::span<char> out) override {
    for (;;) {
      const ssize_t size = read(descriptor_, out.data(), out.size());
      if (size >= 0) return static_cast<size_t>(size);
      if (errno == EAGAIN || errno == EWOULDBLOCK) {
        // A pipe whose other end made it non-blocking.
        pollfd waiting = {descriptor_, POLLIN, 0};
        if (poll(&waiting, 1, -1) >= 0 || errno == EINTR) continue;
      }
      if (errno != EINTR) return ReadError("read " + name_, errno);
    }
  }

 private:
  int descriptor_;
  std::string name_;
};

class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}

  absl::StatusOr<size_t> Read(std::span<char> out) override {
    const size_t size = bytes_.copy(out.data(), out.size());
    bytes_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view bytes_;
};

class BorrowedSource : public ByteSource {
 public:
  explicit BorrowedSource(ByteSource* source) : source_(source) {}

  absl::StatusOr<size_t> Read(std::span<char> out) override {
    return source_->Read(out);
  }

 private:
  ByteSource* source_;
};

class PlainStream : public ByteStream {
 public:
  explicit PlainStream(std::unique_ptr<InputWindow> window)
      : window_(std::move(window)) {}

  absl::StatusOr<StreamRead> Read(std::span<char> out) override {
    NUSKHA_RETURN_IF_ERROR(window_->Fill(1));
    const size_t size = window_->unread().copy(out.data(), out.size());
    window_->Consume(size);
    return StreamRead{size > 0 ? StreamRead::kData : StreamRead::kEnd, size};
  }

  uint64_t source_bytes() const override { return window_->offset(); }

 private:
  std::unique_ptr<InputWindow> window_;
};

constexpr std::string_view kGzipMagic = "\x1f\x8b\x08";
constexpr std::string_view kZstdMagic = "\x28\xb5\x2f\xfd";

bool IsZstdSkippable(std::string_view head) {
  return head.size() >= 4 &&
         (static_cast<unsigned char>(head[0]) & 0xf0) == 0x50 &&
         head.substr(1, 3) == "\x2a\x4d\x18";
}

// Bytes that no text and no JSON has.
bool HasBinaryBytes(std::string_view head) {
  return std::any_of(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && (byte < '\t' || byte > '\r') && byte != 0x1b;
  });
}

}  // namespace

std::unique_ptr<ByteSource> MakeDescriptorSource(int descriptor,
                                                 std::string name) {
  return std::make_unique<DescriptorSource>(descriptor, std::move(name));
}

std::unique_ptr<ByteSource> MakeBorrowedSource(ByteSource* source) {
  return std::make_unique<BorrowedSource>(source);
}

std::unique_ptr<ByteSource> MakeMemorySource(std::string_view bytes) {
  return std::make_unique<MemorySource>(bytes);
}

InputWindow::InputWindow(std::unique_ptr<ByteSource> source)
    : source_(std::move(source)),
      // Not cleared: a small file touches only what it fills.
      buffer_(std::make_unique_for_overwrite<char[]>(kSize)) {}

absl::Status InputWindow::Fill(size_t wanted) {
  while (end_ - begin_ < wanted && !source_ended_) {
    if (kSize - end_ < kSize / 4) {
      const size_t kept = lookback();
      const size_t from = begin_ - kept;
      std::memmove(buffer_.get(), buffer_.get() + from, end_ - from);
      begin_ = kept;
      end_ -= from;
    }
    absl::StatusOr<size_t> size =
        source_->Read(std::span(buffer_.get() + end_, kSize - end_));
    if (!size.ok()) return size.status();
    end_ += *size;
    source_ended_ = *size == 0;
  }
  return absl::OkStatus();
}

void InputWindow::Consume(size_t size) {
  begin_ += size;
  offset_ += size;
}

size_t InputWindow::lookback() const { return std::min(begin_, kLookback); }

void InputWindow::StepBack(size_t size) {
  begin_ -= size;
  offset_ -= size;
}

Compression FindCompression(std::string_view head, std::string_view name) {
  if (head.starts_with(kGzipMagic)) return Compression::kGzip;
  if (head.starts_with(kZstdMagic) || IsZstdSkippable(head)) {
    return Compression::kZstd;
  }
  const bool gzip_name = name.ends_with(".gz");
  const bool zstd_name = name.ends_with(".zst") || name.ends_with(".zstd");
  const bool cut = !head.empty() && (kGzipMagic.starts_with(head) ||
                                     kZstdMagic.starts_with(head));
  if (cut || HasBinaryBytes(head)) {
    if (gzip_name) return Compression::kGzip;
    if (zstd_name) return Compression::kZstd;
  }
  return Compression::kNone;
}

std::unique_ptr<ByteStream> MakeStream(Compression compression,
                                       std::unique_ptr<InputWindow> window,
                                       const StreamLimits& limits) {
  if (compression == Compression::kNone) {
    return std::make_unique<PlainStream>(std::move(window));
  }
  return std::make_unique<FrameStream>(
      compression == Compression::kGzip
          ? MakeGzipDecoder()
          : MakeZstdDecoder(limits.zstd_window_log),
      std::move(window), limits);
}

}  // namespace nuskha::internal

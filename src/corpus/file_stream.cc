// SPDX-License-Identifier: Apache-2.0

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

#include "base/read_error.h"
#include "base/status_util.h"
#include "corpus/byte_stream.h"
#include "corpus/frame_stream.h"

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

bool IsZstd(std::string_view head) {
  return head.starts_with("\x28\xb5\x2f\xfd") ||
         (head.size() >= 4 &&
          (static_cast<unsigned char>(head[0]) & 0xf0) == 0x50 &&
          head.substr(1, 3) == "\x2a\x4d\x18");  // skippable
}

struct Encoder {
  Compression compression;
  std::string_view name;
  std::string_view magic;
  std::array<std::string_view, 2> endings;  // of file names
  bool (*is)(std::string_view head);
};

constexpr std::string_view kXzMagic("\xfd\x37\x7a\x58\x5a\x00", 6);

constexpr Encoder kEncoders[] = {
    {Compression::kGzip,
     "gzip",
     "\x1f\x8b\x08",
     {".gz", ""},
     [](std::string_view head) { return head.starts_with("\x1f\x8b\x08"); }},
    {Compression::kZstd, "zstd", "\x28\xb5\x2f\xfd", {".zst", ".zstd"}, IsZstd},
    {Compression::kBzip2,
     "bzip2",
     "BZh",
     {".bz2", ""},
     [](std::string_view head) {
       return head.size() >= kBzip2HeadSize && MayBeBzip2(head);
     }},
    {Compression::kXz,
     "xz",
     kXzMagic,
     {".xz", ""},
     [](std::string_view head) { return head.starts_with(kXzMagic); }},
};

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
  for (const Encoder& known : kEncoders) {
    if (known.is(head)) return known.compression;
  }
  // A file cut inside its magic number, or one that starts with damage.
  const bool cut =
      !head.empty() && ((head.size() < kBzip2HeadSize && MayBeBzip2(head)) ||
                        std::any_of(std::begin(kEncoders), std::end(kEncoders),
                                    [head](const Encoder& known) {
                                      return known.magic.starts_with(head);
                                    }));
  if (!cut && !HasBinaryBytes(head)) return Compression::kNone;
  for (const Encoder& known : kEncoders) {
    for (const std::string_view ending : known.endings) {
      if (!ending.empty() && name.ends_with(ending)) return known.compression;
    }
  }
  return Compression::kNone;
}

std::string_view CompressionName(Compression compression) {
  for (const Encoder& known : kEncoders) {
    if (known.compression == compression) return known.name;
  }
  return "none";
}

std::string_view WithoutCompressionEnding(std::string_view name) {
  for (const Encoder& known : kEncoders) {
    for (const std::string_view ending : known.endings) {
      if (!ending.empty() && name.ends_with(ending)) {
        return name.substr(0, name.size() - ending.size());
      }
    }
  }
  return name;
}

std::unique_ptr<ByteStream> MakeStream(Compression compression,
                                       std::unique_ptr<InputWindow> window,
                                       const StreamLimits& limits) {
  std::unique_ptr<FrameDecoder> decoder;
  switch (compression) {
    case Compression::kNone:
      return std::make_unique<PlainStream>(std::move(window));
    case Compression::kGzip:
      decoder = MakeGzipDecoder();
      break;
    case Compression::kZstd:
      decoder = MakeZstdDecoder(limits.window_log);
      break;
    case Compression::kBzip2:
      decoder = MakeBzip2Decoder();
      break;
    case Compression::kXz:
      decoder = MakeXzDecoder(limits.window_log);
      break;
  }
  return std::make_unique<FrameStream>(std::move(decoder), std::move(window),
                                       limits);
}

}  // namespace nuskha::internal

// SPDX-License-Identifier: Apache-2.0

#include "corpus/output_sink.h"

#include <poll.h>
#include <unistd.h>
#include <zstd.h>

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <limits>
#include <utility>

#include "base/read_error.h"
#include "base/wait_for.h"

namespace nuskha::internal {
namespace {

constexpr size_t kBufferSize = size_t{256} << 10;

// Gathers small writes.
class PlainSink : public OutputSink {
 public:
  PlainSink(int descriptor, std::string name, std::function<bool()> interrupted)
      : descriptor_(descriptor),
        name_(std::move(name)),
        interrupted_(std::move(interrupted)) {
    buffer_.reserve(kBufferSize);
  }

  absl::Status Write(std::string_view bytes) override {
    if (buffer_.size() + bytes.size() > kBufferSize) {
      NUSKHA_RETURN_IF_ERROR(Finish());
    }
    if (bytes.size() >= kBufferSize) {
      return WriteAll(descriptor_, name_, bytes, interrupted_);
    }
    buffer_.append(bytes);
    return absl::OkStatus();
  }

  absl::Status Finish() override {
    const absl::Status status =
        WriteAll(descriptor_, name_, buffer_, interrupted_);
    buffer_.clear();
    return status;
  }

 private:
  int descriptor_;
  std::string name_;
  std::function<bool()> interrupted_;
  std::string buffer_;
};

absl::Status OutOfMemory(const std::string& name) {
  return WriteError("compress " + name, ENOMEM);
}

class GzipSink : public OutputSink {
 public:
  GzipSink(int descriptor, const std::string& name,
           std::function<bool()> interrupted)
      : name_(name),
        plain_(descriptor, name, std::move(interrupted)),
        buffer_(kBufferSize, '\0') {
    constexpr int kGzip = 15 + 16;
    constexpr int kMemoryLevel = 8;
    ready_ = deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip,
                          kMemoryLevel, Z_DEFAULT_STRATEGY) == Z_OK;
  }
  ~GzipSink() override {
    if (ready_) deflateEnd(&stream_);
  }
  GzipSink(const GzipSink&) = delete;
  GzipSink& operator=(const GzipSink&) = delete;

  absl::Status Write(std::string_view bytes) override {
    constexpr size_t kMost = std::numeric_limits<uInt>::max();
    while (!bytes.empty()) {
      const std::string_view part = bytes.substr(0, kMost);
      bytes.remove_prefix(part.size());
      NUSKHA_RETURN_IF_ERROR(Deflate(part, Z_NO_FLUSH));
    }
    return absl::OkStatus();
  }

  absl::Status Finish() override {
    NUSKHA_RETURN_IF_ERROR(Deflate({}, Z_FINISH));
    return plain_.Finish();
  }

 private:
  absl::Status Deflate(std::string_view bytes, int flush) {
    if (!ready_) return OutOfMemory(name_);
    stream_.next_in = reinterpret_cast<const Bytef*>(bytes.data());
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      deflate(&stream_, flush);
      const size_t size = buffer_.size() - stream_.avail_out;
      NUSKHA_RETURN_IF_ERROR(
          plain_.Write(std::string_view(buffer_).substr(0, size)));
    } while (stream_.avail_out == 0);
    return absl::OkStatus();
  }

  std::string name_;
  PlainSink plain_;
  std::string buffer_;
  z_stream stream_ = {};
  bool ready_ = false;
};

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

class ZstdSink : public OutputSink {
 public:
  ZstdSink(int descriptor, const std::string& name,
           std::function<bool()> interrupted)
      : name_(name),
        plain_(descriptor, name, std::move(interrupted)),
        buffer_(ZSTD_CStreamOutSize(), '\0'),
        context_(ZSTD_createCCtx()) {
    if (context_ == nullptr) return;
    constexpr int kLevel = 3;
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kLevel);
    // A reader can tell damage only by the checksum.
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }

  absl::Status Write(std::string_view bytes) override {
    return Compress(bytes, ZSTD_e_continue);
  }

  absl::Status Finish() override {
    NUSKHA_RETURN_IF_ERROR(Compress({}, ZSTD_e_end));
    return plain_.Finish();
  }

 private:
  absl::Status Compress(std::string_view bytes, ZSTD_EndDirective end) {
    if (context_ == nullptr) return OutOfMemory(name_);
    ZSTD_inBuffer from = {bytes.data(), bytes.size(), 0};
    for (;;) {
      ZSTD_outBuffer to = {buffer_.data(), buffer_.size(), 0};
      const size_t left = ZSTD_compressStream2(context_.get(), &to, &from, end);
      if (ZSTD_isError(left)) return OutOfMemory(name_);
      NUSKHA_RETURN_IF_ERROR(
          plain_.Write(std::string_view(buffer_).substr(0, to.pos)));
      const bool done = end == ZSTD_e_end ? left == 0 : from.pos == from.size;
      if (done) return absl::OkStatus();
    }
  }

  std::string name_;
  PlainSink plain_;
  std::string buffer_;
  std::unique_ptr<ZSTD_CCtx, FreeContext> context_;
};

}  // namespace

absl::Status WriteAll(int descriptor, const std::string& name,
                      std::string_view bytes,
                      const std::function<bool()>& interrupted) {
  while (!bytes.empty()) {
    // Room for PIPE_BUF bytes is what a pipe is ready for: more might block.
    NUSKHA_RETURN_IF_ERROR(WaitFor(descriptor, POLLOUT, interrupted));
    const size_t most = interrupted ? PIPE_BUF : bytes.size();
    const ssize_t size =
        write(descriptor, bytes.data(), std::min(bytes.size(), most));
    if (size >= 0) {
      bytes.remove_prefix(static_cast<size_t>(size));
      continue;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd waiting = {descriptor, POLLOUT, 0};
      if (poll(&waiting, 1, -1) >= 0) continue;
    }
    if (errno != EINTR) return WriteError("write " + name, errno);
  }
  return absl::OkStatus();
}

std::unique_ptr<OutputSink> MakeSink(int descriptor, const std::string& name,
                                     bool compress_by_name,
                                     std::function<bool()> interrupted) {
  if (compress_by_name && name.ends_with(".gz")) {
    return std::make_unique<GzipSink>(descriptor, name, std::move(interrupted));
  }
  if (compress_by_name && (name.ends_with(".zst") || name.ends_with(".zstd"))) {
    return std::make_unique<ZstdSink>(descriptor, name, std::move(interrupted));
  }
  return std::make_unique<PlainSink>(descriptor, name, std::move(interrupted));
}

}  // namespace nuskha::internal

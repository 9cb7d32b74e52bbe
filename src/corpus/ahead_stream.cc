// SPDX-License-Identifier: Apache-2.0

#include "corpus/ahead_stream.h"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <new>
#include <span>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "base/status_util.h"

namespace nuskha::internal {
namespace {

// A ring of blocks: the thread fills, the reader empties. Counters of blocks
// grow for ever; block number n is blocks_[n % blocks_.size()].
class AheadStream : public ByteStream {
 public:
  AheadStream(std::unique_ptr<ByteStream> stream, const AheadSizes& sizes)
      : stream_(std::move(stream)),
        block_size_(sizes.block),
        blocks_(sizes.blocks),
        source_bytes_(stream_->source_bytes()) {}
  ~AheadStream() override;
  AheadStream(const AheadStream&) = delete;
  AheadStream& operator=(const AheadStream&) = delete;

  // False if the system refuses a thread.
  bool Start();
  std::unique_ptr<ByteStream> TakeStream() { return std::move(stream_); }

  absl::StatusOr<StreamRead> Read(std::span<char> out) override;
  uint64_t source_bytes() const override { return source_bytes_; }

 private:
  // Bytes, and what the stream gave after them.
  struct Block {
    std::unique_ptr<char[]> data;  // shape [block_size_]; null: not used yet
    size_t bytes = 0;
    uint64_t source_bytes = 0;        // behind `bytes`
    absl::StatusOr<StreamRead> then;  // kData: the next block
    uint64_t source_bytes_then = 0;
    StreamDamage damage;
  };

  // On the thread.
  void Run();
  bool WaitForRoom();
  bool Fill(Block* block);
  absl::StatusOr<StreamRead> ReadInto(Block* block);
  void Publish(uint64_t blocks);

  // On that of the reader.
  Block* WaitForBlock();
  void Release();

  std::unique_ptr<ByteStream> stream_;  // the thread's, once it runs
  const size_t block_size_;
  std::vector<Block> blocks_;

  uint64_t filled_ = 0;       // blocks; the thread's
  Block* damaged_ = nullptr;  // filled, its damage not complete; the thread's

  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t published_ = 0;  // blocks that may be read; guarded by mutex_
  uint64_t released_ = 0;   // blocks that were read; guarded by mutex_
  bool stopped_ = false;    // guarded by mutex_

  Block* current_ = nullptr;  // blocks_[released_]; null: not looked at yet
  size_t used_ = 0;           // bytes of it
  uint64_t source_bytes_;
  std::thread thread_;
};

AheadStream::~AheadStream() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool AheadStream::Start() {
  try {
    thread_ = std::thread([this] { Run(); });
  } catch (const std::system_error&) {
    return false;
  } catch (const std::bad_alloc&) {
    return false;
  }
  return true;
}

void AheadStream::Run() {
  bool more = true;
  while (more && WaitForRoom()) {
    Block& block = blocks_[filled_ % blocks_.size()];
    more = Fill(&block);
    ++filled_;
    // The extent of damage is known with the next event only.
    const bool held = more && block.then->event == StreamRead::kDamage;
    damaged_ = held ? &block : nullptr;
    Publish(held ? filled_ - 1 : filled_);
  }
}

bool AheadStream::WaitForRoom() {
  std::unique_lock lock(mutex_);
  changed_.wait(
      lock, [&] { return stopped_ || filled_ - released_ < blocks_.size(); });
  return !stopped_;
}

// Up to the next event that is not data, or until the block is full. False if
// nothing can follow.
bool AheadStream::Fill(Block* block) {
  block->bytes = 0;
  block->source_bytes = stream_->source_bytes();
  do {
    block->then = Guarded([&] { return ReadInto(block); });
    if (damaged_ != nullptr) {
      damaged_->damage.bytes = stream_->damage().bytes;
      damaged_ = nullptr;
    }
    block->source_bytes_then = stream_->source_bytes();
    if (!block->then.ok()) return false;
    if (block->then->event != StreamRead::kData) {
      return block->then->event == StreamRead::kDamage;
    }
    block->bytes += block->then->bytes;
    block->source_bytes = block->source_bytes_then;
  } while (block->bytes < block_size_);
  return true;
}

absl::StatusOr<StreamRead> AheadStream::ReadInto(Block* block) {
  if (block->data == nullptr) {
    block->data = std::make_unique_for_overwrite<char[]>(block_size_);
  }
  absl::StatusOr<StreamRead> read = stream_->Read(
      std::span(block->data.get() + block->bytes, block_size_ - block->bytes));
  if (read.ok() && read->event == StreamRead::kDamage) {
    block->damage = stream_->damage();
  }
  return read;
}

void AheadStream::Publish(uint64_t blocks) {
  {
    const std::lock_guard lock(mutex_);
    published_ = blocks;
  }
  changed_.notify_one();
}

AheadStream::Block* AheadStream::WaitForBlock() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return released_ < published_; });
  return &blocks_[released_ % blocks_.size()];
}

void AheadStream::Release() {
  current_ = nullptr;
  used_ = 0;
  {
    const std::lock_guard lock(mutex_);
    ++released_;
  }
  changed_.notify_one();
}

absl::StatusOr<StreamRead> AheadStream::Read(std::span<char> out) {
  while (true) {
    if (current_ == nullptr) current_ = WaitForBlock();
    if (used_ < current_->bytes) {
      const size_t size = std::min(out.size(), current_->bytes - used_);
      std::memcpy(out.data(), current_->data.get() + used_, size);
      used_ += size;
      source_bytes_ = current_->source_bytes;
      return StreamRead{StreamRead::kData, size};
    }
    source_bytes_ = current_->source_bytes_then;
    const absl::StatusOr<StreamRead> then = current_->then;
    // Nothing follows: every later call gives it again.
    if (!then.ok() || then->event == StreamRead::kEnd) return then;
    const bool damage = then->event == StreamRead::kDamage;
    if (damage) damage_ = std::move(current_->damage);
    Release();
    if (damage) return then;
  }
}

class StoppableSource : public ByteSource {
 public:
  StoppableSource(std::unique_ptr<ByteSource> source,
                  const std::atomic<bool>* stopped)
      : source_(std::move(source)), stopped_(stopped) {}

  absl::StatusOr<size_t> Read(std::span<char> out) override {
    if (stopped_->load(std::memory_order_relaxed)) {
      return MakeStatus(absl::StatusCode::kCancelled, "stopped");
    }
    return source_->Read(out);
  }

 private:
  std::unique_ptr<ByteSource> source_;
  const std::atomic<bool>* stopped_;
};

}  // namespace

std::unique_ptr<ByteStream> MakeAheadStream(std::unique_ptr<ByteStream> stream,
                                            const AheadSizes& sizes) {
  auto ahead = std::make_unique<AheadStream>(std::move(stream), sizes);
  if (!ahead->Start()) return ahead->TakeStream();
  return ahead;
}

std::unique_ptr<ByteSource> MakeStoppableSource(
    std::unique_ptr<ByteSource> source, const std::atomic<bool>* stopped) {
  return std::make_unique<StoppableSource>(std::move(source), stopped);
}

}  // namespace nuskha::internal

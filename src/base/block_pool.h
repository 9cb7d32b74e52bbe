// SPDX-License-Identifier: Apache-2.0
//
// Large blocks of memory, and a file for those that are more than a run may
// keep. A block keeps its address when it goes to the file: its pages are
// written, and the file is mapped in their place.

#ifndef NUSKHA_SRC_BASE_BLOCK_POOL_H_
#define NUSKHA_SRC_BASE_BLOCK_POOL_H_

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/descriptor.h"

namespace nuskha::internal {

class BlockPool;

// Owns a block; gives it back to its pool. REQUIRES: the pool outlives it.
class Block {
 public:
  Block() = default;
  ~Block() { Free(); }
  Block(Block&& other) noexcept
      : pool_(std::exchange(other.pool_, nullptr)),
        extent_(std::exchange(other.extent_, nullptr)) {}
  Block& operator=(Block&& other) noexcept {
    if (this != &other) {
      Free();
      pool_ = std::exchange(other.pool_, nullptr);
      extent_ = std::exchange(other.extent_, nullptr);
    }
    return *this;
  }

  // Aligned to pages.
  template <typename T>
  T* data() const {
    return extent_ == nullptr ? nullptr : reinterpret_cast<T*>(extent_->data);
  }
  // In bytes: what was asked for, or a little more.
  size_t size() const { return extent_ == nullptr ? 0 : extent_->size; }

 private:
  friend class BlockPool;
  struct Extent {
    char* data = nullptr;
    size_t size = 0;
    int64_t offset = -1;  // in the file; -1: in memory
    bool sealed = false;
  };

  Block(BlockPool* pool, Extent* extent) : pool_(pool), extent_(extent) {}
  void Free();

  BlockPool* pool_ = nullptr;
  Extent* extent_ = nullptr;
};

// Thread-safe.
class BlockPool {
 public:
  // budget: bytes of blocks and of SetOther() that stay in memory as far as
  // blocks are sealed; 0: no limit. folder: for the file, which has no name and
  // ends with the process; empty: TMPDIR or /tmp.
  explicit BlockPool(uint64_t budget = 0, std::string folder = {});
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;
  ~BlockPool();  // REQUIRES: no block is left

  // Throws std::bad_alloc.
  Block Take(size_t bytes);

  // The block is only read from now on, and may go to the file at once or
  // later. Throws Failure (kAborted) if the file cannot be written.
  void Seal(Block* block);

  // What else the run keeps, which counts against the budget.
  void SetOther(uint64_t bytes) {
    other_.store(bytes, std::memory_order_relaxed);
  }

  // The same of an array for a while: sealed blocks make room for it at once.
  // Throws as Seal() does.
  class Room {
   public:
    Room(BlockPool* pool, uint64_t bytes) : pool_(pool), bytes_(bytes) {
      pool_->MakeRoom(bytes_);
    }
    Room(const Room&) = delete;
    Room& operator=(const Room&) = delete;
    ~Room() { pool_->room_ -= bytes_; }

   private:
    BlockPool* const pool_;
    const uint64_t bytes_;
  };

  // To be called before `bytes` at `at` of a sealed block are read through the
  // mapping, as in passes over all: pages of the file that were read some time
  // ago are taken out of memory.
  void NoteRead(const void* at, size_t bytes) {
    if (in_file_.load(std::memory_order_relaxed) == 0) return;
    thread_local uintptr_t end_of_last = 0;
    const auto here = reinterpret_cast<uintptr_t>(at);
    // Pages that a pass skips are mapped, too.
    const uintptr_t skipped = std::min<uintptr_t>(here - end_of_last, kMapped);
    end_of_last = here + bytes;
    bytes += skipped;
    if (read_.fetch_add(bytes, std::memory_order_relaxed) > window_) {
      DropPages();
    }
  }

  // `bytes` at `at` of a sealed block, for reads here and there: `at` itself if
  // it is in memory, else a copy in *buffer. Throws Failure (kAborted) if the
  // file cannot be read.
  const char* Read(const void* at, size_t bytes, std::vector<char>* buffer);

  // Bytes that an array beside the blocks may take: `wanted`, or half the
  // budget if that is less.
  uint64_t MostFor(uint64_t wanted) const {
    return budget_ == 0 ? wanted : std::min(wanted, budget_ / 2);
  }

  // Bytes of blocks in memory, in the file, and written to it so far.
  uint64_t in_memory() const { return in_memory_; }
  uint64_t in_file() const { return in_file_; }
  uint64_t written() const { return written_; }

 private:
  // What the kernel may map at a new place: a huge page.
  static constexpr size_t kMapped = size_t{2} << 20;

  friend class Block;
  using Extent = Block::Extent;

  void Free(Extent* extent);
  void MakeRoom(uint64_t bytes);
  void WriteOver();
  void WriteOut(Extent* extent);
  void DropPages();

  const uint64_t budget_;
  const std::string folder_;
  const uint64_t window_;
  std::atomic<uint64_t> other_{0};
  std::atomic<uint64_t> room_{0};
  std::atomic<uint64_t> in_memory_{0};
  std::atomic<uint64_t> in_file_{0};
  std::atomic<uint64_t> written_{0};
  std::atomic<uint64_t> read_{0};

  std::mutex mutex_;  // for what follows
  std::list<Extent> extents_;
  std::list<Extent*> sealed_;  // in memory, oldest first
  int64_t file_end_ = 0;

  std::shared_mutex file_mutex_;  // for what follows
  Descriptor file_;
  std::map<const char*, const Extent*> in_file_at_;  // by the block's end
};

// Runs of values of one type, back to back in blocks that grow with what is
// there. Spans stay valid while the arena lives. Not thread-safe.
template <typename T>
class Arena {
 public:
  // REQUIRES: the pool outlives the arena.
  explicit Arena(BlockPool* pool) : pool_(pool) {}

  // Room for `count` values, without values. It may be written to until the
  // next call. Throws std::bad_alloc, or Failure as BlockPool::Seal() does.
  std::span<T> Allocate(size_t count) {
    if (count == 0) return {};
    if (used_ + count > room_) NextBlock(count);
    const size_t begin = used_;
    used_ += count;
    return {blocks_.back().data<T>() + begin, count};
  }

  std::span<const T> Copy(std::span<const T> values) {
    const std::span<T> room = Allocate(values.size());
    std::ranges::copy(values, room.begin());
    return room;
  }

 private:
  static constexpr size_t kFirstBytes = size_t{256} << 10;
  static constexpr size_t kMostBytes = size_t{64} << 20;

  void NextBlock(size_t count) {
    if (!blocks_.empty()) pool_->Seal(&blocks_.back());
    const size_t bytes = std::clamp(taken_ / 4, kFirstBytes, kMostBytes);
    blocks_.reserve(blocks_.size() + 1);
    blocks_.push_back(pool_->Take(std::max(bytes, count * sizeof(T))));
    taken_ += blocks_.back().size();
    room_ = blocks_.back().size() / sizeof(T);
    used_ = 0;
  }

  BlockPool* pool_;
  std::vector<Block> blocks_;
  size_t used_ = 0;   // values in the last block
  size_t room_ = 0;   // values that it can take
  size_t taken_ = 0;  // bytes of all
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_BASE_BLOCK_POOL_H_

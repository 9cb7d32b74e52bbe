// SPDX-License-Identifier: Apache-2.0

#include "base/block_pool.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>

#include "base/guarded.h"
#include "base/huge_pages.h"
#include "base/nameless_file.h"

namespace nuskha::internal {
namespace {

constexpr size_t kPage = 4096;
// Pages of the file that may be in memory because they were read.
constexpr uint64_t kLeastWindow = uint64_t{32} << 20;

size_t RoundUp(size_t bytes, size_t to) { return (bytes + to - 1) / to * to; }

char* Map(size_t bytes) {
  void* const at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) EndOfMemory();
  return static_cast<char*>(at);
}

char* MapAligned(size_t bytes) {
  if (bytes < kHugePage) return Map(bytes);
  char* const all = Map(bytes + kHugePage);
  const auto address = reinterpret_cast<uintptr_t>(all);
  char* const begin = all + (RoundUp(address, kHugePage) - address);
  if (begin > all) munmap(all, static_cast<size_t>(begin - all));
  munmap(begin + bytes,
         static_cast<size_t>(all + bytes + kHugePage - (begin + bytes)));
  // A wish: without huge pages it is slower, and nothing else.
  madvise(begin, bytes, MADV_HUGEPAGE);
  return begin;
}

}  // namespace

void Block::Free() {
  if (extent_ != nullptr) pool_->Free(extent_);
  pool_ = nullptr;
  extent_ = nullptr;
}

BlockPool::BlockPool(uint64_t budget, std::string folder)
    : budget_(budget),
      folder_(std::move(folder)),
      window_(std::max(kLeastWindow, budget / 8)) {}

BlockPool::~BlockPool() { assert(extents_.empty()); }

Block BlockPool::Take(size_t bytes) {
  const size_t size = RoundUp(bytes, bytes < kHugePage ? kPage : kHugePage);
  std::lock_guard lock(mutex_);
  Extent& extent = extents_.emplace_back();
  try {
    extent.data = MapAligned(size);
  } catch (...) {
    extents_.pop_back();
    throw;
  }
  extent.size = size;
  in_memory_ += size;
  return Block(this, &extent);
}

void BlockPool::Seal(Block* block) {
  if (budget_ == 0 || block->extent_ == nullptr) return;
  std::lock_guard lock(mutex_);
  if (block->extent_->sealed) return;
  sealed_.push_back(block->extent_);
  block->extent_->sealed = true;
  WriteOver();
}

void BlockPool::MakeRoom(uint64_t bytes) {
  room_ += bytes;
  if (budget_ == 0) return;
  std::lock_guard lock(mutex_);
  try {
    WriteOver();
  } catch (...) {
    room_ -= bytes;
    throw;
  }
}

// Writes out sealed blocks until the rest keeps to the budget.
void BlockPool::WriteOver() {
  while (!sealed_.empty() && in_memory_ + other_ + room_ > budget_) {
    WriteOut(sealed_.front());
    sealed_.pop_front();
  }
}

void BlockPool::WriteOut(Extent* extent) {
  const auto fail = [&](int error_number) {
    FailWith(TemporaryFileError("keep what does not fit into memory",
                                TemporaryFolder(folder_), error_number));
  };
  if (!file_.valid()) {
    std::lock_guard lock(file_mutex_);
    file_ = OpenNamelessFile(TemporaryFolder(folder_));
    if (!file_.valid()) fail(errno);
  }
  for (size_t done = 0; done < extent->size;) {
    const ssize_t size =
        pwrite(file_.get(), extent->data + done, extent->size - done,
               file_end_ + static_cast<off_t>(done));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) fail(size < 0 ? errno : EIO);
    done += static_cast<size_t>(size);
  }
  // The same bytes at the same place, so that no reader sees a difference.
  if (mmap(extent->data, extent->size, PROT_READ, MAP_SHARED | MAP_FIXED,
           file_.get(), file_end_) == MAP_FAILED) {
    fail(errno);
  }
  {
    std::lock_guard lock(file_mutex_);
    extent->offset = file_end_;
    in_file_at_[extent->data + extent->size] = extent;
  }
  file_end_ += static_cast<int64_t>(extent->size);
  in_memory_ -= extent->size;
  in_file_ += extent->size;
  written_ += extent->size;
}

const char* BlockPool::Read(const void* at, size_t bytes,
                            std::vector<char>* buffer) {
  const auto* const begin = static_cast<const char*>(at);
  if (bytes == 0 || in_file_ == 0) return begin;
  int64_t offset = 0;
  {
    std::shared_lock lock(file_mutex_);
    const auto found = in_file_at_.upper_bound(begin);
    if (found == in_file_at_.end() || found->second->data > begin) return begin;
    offset = found->second->offset + (begin - found->second->data);
  }
  buffer->resize(bytes);
  for (size_t done = 0; done < bytes;) {
    const ssize_t size = pread(file_.get(), buffer->data() + done, bytes - done,
                               offset + static_cast<off_t>(done));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) {
      FailWith(TemporaryFileError("read back what did not fit into memory",
                                  TemporaryFolder(folder_),
                                  size < 0 ? errno : EIO));
    }
    done += static_cast<size_t>(size);
  }
  return buffer->data();
}

void BlockPool::DropPages() {
  std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock()) return;
  read_ = 0;
  for (const Extent& extent : extents_) {
    if (extent.offset < 0) continue;
    // Of a mapped file: what is read again comes from the file.
    madvise(extent.data, extent.size, MADV_DONTNEED);
  }
}

void BlockPool::Free(Extent* extent) {
  std::lock_guard lock(mutex_);
  munmap(extent->data, extent->size);
  if (extent->offset >= 0) {
    std::lock_guard file_lock(file_mutex_);
    in_file_at_.erase(extent->data + extent->size);
    // A wish, too: the file ends with the process.
    fallocate(file_.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
              extent->offset, static_cast<off_t>(extent->size));
    in_file_ -= extent->size;
  } else {
    in_memory_ -= extent->size;
    if (extent->sealed) sealed_.remove(extent);
  }
  extents_.remove_if([&](const Extent& other) { return &other == extent; });
}

}  // namespace nuskha::internal

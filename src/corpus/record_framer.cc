// SPDX-License-Identifier: Apache-2.0

#include "corpus/record_framer.h"

#include <algorithm>
#include <cstring>

namespace nuskha::internal {
namespace {

constexpr uint64_t kSmallestRead = uint64_t{4} << 10;
constexpr uint64_t kLargestRead = uint64_t{256} << 10;
// A window that once held a giant record does not keep that memory.
constexpr size_t kKeptWindow = size_t{8} << 20;

}  // namespace

RecordFramer::RecordFramer(uint64_t max_record, char line_end)
    : max_record_(max_record),
      line_end_(line_end),
      // No more at once than a record may have.
      read_size_(static_cast<size_t>(
          std::clamp(max_record, kSmallestRead, kLargestRead))) {}

std::span<char> RecordFramer::Space() {
  const size_t held = end_ - begin_;
  // Moving costs no more than was consumed since the last time.
  if (begin_ >= held) {
    std::memmove(window_.data(), window_.data() + begin_, held);
    begin_ = 0;
    end_ = held;
    if (held == 0 && window_.size() > kKeptWindow) {
      std::string().swap(window_);
    }
  }
  if (window_.size() - end_ < read_size_) {
    window_.resize(std::max(2 * window_.size(), end_ + read_size_));
  }
  return std::span(window_).subspan(end_, read_size_);
}

void RecordFramer::Damage(std::string_view code) {
  closing_ = true;
  cut_code_ = code;
}

bool RecordFramer::Next(RawRecord* record) {
  *record = {};
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (!started_) {
    if (end_ < kByteOrderMark.size() && !closing_) return false;
    if (bytes().starts_with(kByteOrderMark)) Consume(kByteOrderMark.size());
    started_ = true;
  }
  if (Frame(record)) return true;
  if (!cut_code_.empty()) {
    damage_code_ = std::exchange(cut_code_, {});
    closing_ = false;
    StartAnywhere();
  }
  return false;
}

void RecordFramer::Consume(size_t size) {
  const std::string_view consumed = bytes().substr(0, size);
  line_ += static_cast<uint64_t>(
      std::count(consumed.begin(), consumed.end(), line_end_));
  begin_ += size;
  offset_ += size;
}

void RecordFramer::Drop(size_t size) {
  if (dropped_ == 0) {
    dropped_offset_ = offset_;
    dropped_line_ = line_;
  }
  dropped_ += size;
  Consume(size);
}

bool RecordFramer::Emit(size_t size, std::string_view reject_code,
                        RawRecord* record) {
  if (dropped_ + size == 0) return false;
  record->offset = dropped_ > 0 ? dropped_offset_ : offset_;
  record->line = dropped_ > 0 ? dropped_line_ : line_;
  record->length = std::exchange(dropped_, 0) + size;
  record->reject_code = reject_code;
  if (reject_code.empty() && record->length > max_record_) {
    record->reject_code = "line_too_long";
  }
  if (record->reject_code.empty()) record->bytes = bytes().substr(0, size);
  Consume(size);
  return true;
}

}  // namespace nuskha::internal

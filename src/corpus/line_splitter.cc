// SPDX-License-Identifier: Apache-2.0

#include "corpus/line_splitter.h"

#include <algorithm>
#include <cstring>

namespace nuskha::internal {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
// What a record may have around it and still be within its limit: a byte order
// mark and a carriage return.
constexpr size_t kLineSlack = 4;

}  // namespace

bool IsBlank(std::string_view bytes) {
  return bytes.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool IsWholeObject(std::string_view line) {
  const size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos || line[first] != '{') return false;
  uint64_t depth = 0;
  bool in_string = false;
  for (size_t i = first; i < line.size(); ++i) {
    const char c = line[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
      if (depth == 0) return IsBlank(line.substr(i + 1));
    }
  }
  return false;
}

LineSplitter::LineSplitter(size_t block_size, uint64_t max_line)
    : block_size_(std::max<size_t>(block_size, 1)), max_line_(max_line) {}

void LineSplitter::StartBlock(RecordBlock* block) {
  block_ = block;
  block->records.clear();
  begins_.clear();
  limit_ = std::max(block_size_, carry_.size());
  const size_t size = limit_ + kRecordPadding;
  // A block that once held a giant record does not keep that memory.
  if (block->data.capacity() / 4 > size) std::string().swap(block->data);
  block->data.resize(size);
  carry_.copy(block->data.data(), carry_.size());
  end_ = carry_.size();
  scanned_ = end_;
  line_begin_ = 0;
  carry_.clear();
}

void LineSplitter::StartFile(uint32_t file, RecordKind kind) {
  file_ = file;
  kind_ = kind;
  whole_file_ = kind != RecordKind::kJson;
  line_ = 0;
  line_offset_ = 0;
  line_begin_ = end_;
  scanned_ = end_;
  skipping_ = false;
  damage_code_ = {};
}

bool LineSplitter::BlockFull() const {
  return !block_->records.empty() &&
         limit_ - end_ < std::max<size_t>(1, block_size_ / 16);
}

std::span<char> LineSplitter::Space() {
  std::string& data = block_->data;
  if (end_ == limit_ && line_begin_ > 0) {
    // Blank or skipped lines stand before the first record.
    std::memmove(data.data(), data.data() + line_begin_, end_ - line_begin_);
    end_ -= line_begin_;
    scanned_ -= line_begin_;
    line_begin_ = 0;
  }
  if (end_ == limit_) {
    // Room for one byte over the longest record, to see that it is too long.
    // The last step is not a small one: a string would double for it.
    const uint64_t most = max_line_ + kLineSlack + 1;
    const uint64_t twice = 2 * static_cast<uint64_t>(limit_);
    limit_ = static_cast<size_t>(
        std::max<uint64_t>(limit_ + 1, 2 * twice > most ? most : twice));
    data.resize(limit_ + kRecordPadding);
  }
  return std::span(data).subspan(end_, limit_ - end_);
}

void LineSplitter::Advance(size_t size) {
  end_ += size;
  if (!whole_file_) {
    SplitLines();
  } else if (skipping_ || TooLong(line_begin_, end_)) {
    BeginSkipping();
  }
}

bool LineSplitter::TooLong(size_t begin, size_t end) const {
  return end - begin > max_line_ + kLineSlack;
}

void LineSplitter::SplitLines() {
  const char* const data = block_->data.data();
  if (skipping_ && !SkipToLineEnd()) return;
  while (scanned_ < end_) {
    const void* const found =
        std::memchr(data + scanned_, '\n', end_ - scanned_);
    if (found == nullptr) break;
    EndLine(static_cast<size_t>(static_cast<const char*>(found) - data));
  }
  scanned_ = end_;
  if (TooLong(line_begin_, end_)) BeginSkipping();
}

// Forgets the bytes of the current record and counts them.
void LineSplitter::BeginSkipping() {
  if (!skipping_) skipped_ = 0;
  skipping_ = true;
  if (end_ > line_begin_) {
    skipped_ends_in_cr_ = block_->data[end_ - 1] == '\r';
  }
  skipped_ += end_ - line_begin_;
  end_ = line_begin_;
  scanned_ = line_begin_;
}

// False if the line does not end in what is there.
bool LineSplitter::SkipToLineEnd() {
  const char* const begin = block_->data.data() + line_begin_;
  const void* const found = std::memchr(begin, '\n', end_ - line_begin_);
  if (found == nullptr) {
    BeginSkipping();
    return false;
  }
  const auto size =
      static_cast<size_t>(static_cast<const char*>(found) - begin);
  if (size > 0) skipped_ends_in_cr_ = begin[size - 1] == '\r';
  skipped_ += size;
  EmitSkipped();
  line_offset_ += skipped_ + 1;
  line_begin_ += size + 1;
  scanned_ = line_begin_;
  return true;
}

void LineSplitter::EmitSkipped() {
  ++line_;
  Emit(line_begin_, line_begin_, "line_too_long");
  block_->records.back().length = skipped_ - (skipped_ends_in_cr_ ? 1 : 0);
  damage_code_ = {};  // this was the first line behind it
  skipping_ = false;
}

// Ends the line [line_begin_, end), whose line end stands at `end`.
void LineSplitter::EndLine(size_t end) {
  ++line_;
  std::string_view code;
  if (!damage_code_.empty()) {
    // The first line after damage may be the rest of a lost record.
    const std::string_view line =
        std::string_view(block_->data).substr(line_begin_, end - line_begin_);
    const size_t first = line.find_first_not_of(" \t\r");
    if (first != std::string_view::npos && line[first] != '{') {
      code = damage_code_;
    }
    damage_code_ = {};
  }
  Emit(line_begin_, end, code);
  line_offset_ += end - line_begin_ + 1;
  line_begin_ = end + 1;
  scanned_ = line_begin_;
}

// Adds the record [begin, end) unless it is blank.
void LineSplitter::Emit(size_t begin, size_t end,
                        std::string_view reject_code) {
  const std::string_view data = block_->data;
  RawRecord record;
  record.offset = line_offset_;
  if (data.substr(begin, end - begin).starts_with(kByteOrderMark)) {
    begin += kByteOrderMark.size();
    record.offset += kByteOrderMark.size();
  }
  if (!whole_file_ && end > begin && data[end - 1] == '\r') --end;
  // A blank line that is too long is one that was skipped, however much of it
  // a block held.
  if (!skipping_ && end - begin <= max_line_ &&
      IsBlank(data.substr(begin, end - begin))) {
    return;
  }
  record.number = next_number_++;
  record.file = file_;
  record.line = whole_file_ ? 0 : line_;
  record.length = end - begin;
  record.kind = kind_;
  record.padded = true;
  record.reject_code = reject_code;
  if (record.length > max_line_) {
    record.reject_code = "line_too_long";
    end = begin;
  }
  if (record.reject_code.empty()) ++whole_records_;
  // The view is made when the block no longer moves; its size is kept here.
  record.bytes = std::string_view(data).substr(begin, end - begin);
  block_->records.push_back(record);
  begins_.push_back(begin);
}

void LineSplitter::Append(RawRecord record) {
  const size_t size = record.bytes.size();
  if (limit_ - end_ < size) {
    limit_ = std::max(end_ + size, std::min(2 * limit_, end_ + 2 * size));
    block_->data.resize(limit_ + kRecordPadding);
  }
  record.bytes.copy(block_->data.data() + end_, size);
  record.number = next_number_++;
  record.file = file_;
  record.padded = true;
  if (record.reject_code.empty()) ++whole_records_;
  // Only its size counts until the block no longer moves.
  record.bytes = std::string_view(block_->data).substr(end_, size);
  block_->records.push_back(record);
  begins_.push_back(end_);
  end_ += size;
  line_begin_ = scanned_ = end_;
}

// Ends a record that has no line end.
void LineSplitter::EndUnfinished(std::string_view code) {
  if (skipping_) {
    EmitSkipped();
    line_offset_ += skipped_;
    return;
  }
  if (end_ == line_begin_) return;
  const std::string_view rest =
      std::string_view(block_->data).substr(line_begin_, end_ - line_begin_);
  if (!whole_file_ && IsWholeObject(rest)) code = {};
  ++line_;
  Emit(line_begin_, end_, code);
  line_offset_ += rest.size();
  line_begin_ = end_;
  scanned_ = end_;
}

void LineSplitter::Damage(std::string_view code) {
  // A text file is one record: what is cut and what comes after are rejected
  // together at its end.
  if (!whole_file_) EndUnfinished(code);
  damage_code_ = code;
}

void LineSplitter::EndFile() {
  EndUnfinished(damage_code_);
  damage_code_ = {};
}

void LineSplitter::FinishBlock() {
  carry_.assign(block_->data, line_begin_, end_ - line_begin_);
  for (size_t i = 0; i < begins_.size(); ++i) {
    std::string_view& bytes = block_->records[i].bytes;
    bytes = {block_->data.data() + begins_[i], bytes.size()};
  }
  block_ = nullptr;
}

void LineSplitter::Reset() {
  carry_.clear();
  line_begin_ = scanned_ = end_ = 0;
  next_number_ = 0;
  whole_records_ = 0;
}

}  // namespace nuskha::internal

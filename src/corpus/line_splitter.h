// SPDX-License-Identifier: Apache-2.0
//
// Cuts a stream of bytes into the records of a block. Bytes are read straight
// into the block; only the unfinished record at its end is copied, into the
// next block.
//
// Call order: (StartBlock (StartFile (Space Advance | Damage)* EndFile)*
// FinishBlock)*, a file going on over as many blocks as it needs.

#ifndef NUSKHA_SRC_CORPUS_LINE_SPLITTER_H_
#define NUSKHA_SRC_CORPUS_LINE_SPLITTER_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nuskha/reader.h"

namespace nuskha::internal {

class LineSplitter {
 public:
  // Blocks hold block_size bytes, or one record of up to max_line.
  LineSplitter(size_t block_size, uint64_t max_line);

  void StartBlock(RecordBlock* block);
  // kind: kJson for lines; kText, kHtml: the file is one record. Others come
  // through Append().
  void StartFile(uint32_t file, RecordKind kind);

  // Adds a record that was cut elsewhere, with its bytes; number and file are
  // set here. REQUIRES: no bytes came by Advance() since StartFile()
  void Append(RawRecord record);

  // Where the next bytes go; never empty. REQUIRES: !BlockFull()
  std::span<char> Space();
  void Advance(size_t size);  // so many bytes were put there

  // Bytes of the stream are missing here: an unfinished record is rejected
  // with `code` (which must be a literal), and so is the rest of one in what
  // comes next.
  void Damage(std::string_view code);
  void EndFile();

  bool BlockFull() const;
  void FinishBlock();

  // Back to record 0.
  void Reset();
  uint64_t whole_records() const { return whole_records_; }

 private:
  void SplitLines();
  bool SkipToLineEnd();
  void EndLine(size_t end);
  void EndUnfinished(std::string_view code);
  void Emit(size_t begin, size_t end, std::string_view reject_code);
  void BeginSkipping();
  void EmitSkipped();
  bool TooLong(size_t begin, size_t end) const;

  const size_t block_size_;
  const uint64_t max_line_;

  RecordBlock* block_ = nullptr;
  std::vector<size_t> begins_;  // of block_->records, in block_->data
  std::string carry_;           // the unfinished record of the last block

  // Positions in block_->data.
  size_t line_begin_ = 0;
  size_t scanned_ = 0;  // no line end in [line_begin_, scanned_)
  size_t end_ = 0;
  size_t limit_ = 0;

  // The file.
  uint32_t file_ = 0;
  RecordKind kind_ = RecordKind::kJson;
  bool whole_file_ = false;  // the file is one record
  uint64_t line_ = 0;
  uint64_t line_offset_ = 0;  // of line_begin_, in the stream
  // A line that is too long is dropped as it comes.
  bool skipping_ = false;
  bool skipped_ends_in_cr_ = false;
  uint64_t skipped_ = 0;
  std::string_view damage_code_;  // not empty: damage since the last record

  uint64_t next_number_ = 0;
  uint64_t whole_records_ = 0;
};

// Whether `line` is one JSON object from its first brace to its last; what
// stands inside need not be valid. O(n), for records at the edge of damage.
bool IsWholeObject(std::string_view line);

// Only blanks, tabs and line ends.
bool IsBlank(std::string_view bytes);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_LINE_SPLITTER_H_

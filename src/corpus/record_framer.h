// SPDX-License-Identifier: Apache-2.0
//
// Cuts a stream into records where a line end alone does not end one: elements
// of a JSON array, rows of a table, WARC records.
//
// Bytes are held in a window only as long as the record they belong to is open.
// Work is linear: every byte is looked at a bounded number of times, also where
// a record turns out to be broken and the search for the next one starts over.
//
// Call order: ((Space Advance | Damage) Next* )* EndFile Next*, where Next() is
// called until it returns false.

#ifndef NUSKHA_SRC_CORPUS_RECORD_FRAMER_H_
#define NUSKHA_SRC_CORPUS_RECORD_FRAMER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nuskha/reader.h"

namespace nuskha::internal {

class RecordFramer {
 public:
  // line_end: what lines are counted by.
  explicit RecordFramer(uint64_t max_record, char line_end = '\n');
  virtual ~RecordFramer() = default;
  RecordFramer(const RecordFramer&) = delete;
  RecordFramer& operator=(const RecordFramer&) = delete;

  // Where the next bytes go; never empty.
  std::span<char> Space();
  void Advance(size_t size) { end_ += size; }

  // Bytes of the stream are missing here: the record that is cut is rejected
  // with `code`, which must be a literal, and so is what is left of a lost one.
  void Damage(std::string_view code);
  void EndFile() { closing_ = true; }

  // The next record; false if it takes more bytes. number and file are not set;
  // `bytes` points into the window until the next call.
  bool Next(RawRecord* record);

  // The header of a table that was read; else null.
  virtual const TableHeader* table() const { return nullptr; }

  // What was read over without being a record, by what it is, for people.
  const std::map<std::string, uint64_t>& passed_over() const {
    return passed_over_;
  }

  // A place where a file is not what it says of itself. Offset and length are
  // of the decompressed stream.
  struct Flaw {
    std::string_view code;
    uint64_t offset = 0;
    uint64_t length = 0;
    std::string detail;
  };
  // Those found since the last call.
  std::vector<Flaw> TakeFlaws() { return std::exchange(flaws_, {}); }

 protected:
  // Sets *record to the next one in bytes() and consumes it, or returns false.
  // If closing(), all bytes must be consumed when it returns false.
  virtual bool Frame(RawRecord* record) = 0;
  // The next bytes may start anywhere: damage_code() says why.
  virtual void StartAnywhere() = 0;

  std::string_view bytes() const {
    return std::string_view(window_).substr(begin_, end_ - begin_);
  }
  bool closing() const { return closing_; }  // nothing follows bytes()
  // Of the damage at the end of bytes(), if there is some and closing().
  std::string_view cut_code() const { return cut_code_; }
  std::string_view damage_code() const { return damage_code_; }
  uint64_t offset() const { return offset_; }  // of bytes() in the stream
  uint64_t line() const { return line_; }      // of bytes(), from 1
  uint64_t max_record() const { return max_record_; }

  void Consume(size_t size);
  // Forgets bytes of a record that will be rejected, and counts them.
  void Drop(size_t size);
  uint64_t dropped() const { return dropped_; }
  // *record is what was dropped and the next `size` bytes, which are consumed.
  // reject_code: a literal; empty: the parser is to judge. False if nothing is
  // there.
  bool Emit(size_t size, std::string_view reject_code, RawRecord* record);

  std::map<std::string, uint64_t> passed_over_;
  std::vector<Flaw> flaws_;

 private:
  const uint64_t max_record_;
  const char line_end_;
  const size_t read_size_;
  std::string window_;
  size_t begin_ = 0;
  size_t end_ = 0;
  uint64_t offset_ = 0;
  uint64_t line_ = 1;
  bool started_ = false;  // a byte order mark was looked for
  bool closing_ = false;
  std::string_view cut_code_;
  std::string_view damage_code_;
  uint64_t dropped_ = 0;  // of one record
  uint64_t dropped_offset_ = 0;
  uint64_t dropped_line_ = 0;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_RECORD_FRAMER_H_

// SPDX-License-Identifier: Apache-2.0
//
// Reading scrape dumps: files, folders and standard input, plain or inside
// gzip (many members), zstd (many frames), bzip2 and xz (many streams), as JSON
// Lines, a JSON array, a table (CSV), plain text, HTML or WARC. One bad line
// never costs its neighbours, damage is skipped and counted, and the account
// always closes.
//
// Call order: Open (Next (Parse)*)* account. Next() is called from one thread;
// blocks may be parsed on others, each with its own RecordParser.

#ifndef NUSKHA_READER_H_
#define NUSKHA_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nuskha/article.h"
#include "nuskha/export.h"

namespace nuskha {

// Where the fields of a record are found. An empty name: the first of the
// usual names (docs/formats/input.md) that the record has. Names may be dotted
// paths ("meta.title") or JSON pointers ("/meta/title").
struct FieldNames {
  std::string text, id, title, url, source, date;
};

struct ReadOptions {
  FieldNames fields;
  std::vector<std::string> extra_fields;  // values kept for --keep FIELD:asc
  // Bytes; longer lines and other records are rejected.
  uint64_t max_line = uint64_t{64} << 20;
  uint64_t max_expansion = 1000;  // ratio allowed after the first 256 MiB
  int zstd_window_log = 27;       // larger windows and xz dictionaries: refused
  // What all inputs are encoded in, by any name that browsers know; empty: what
  // their bytes say.
  std::string encoding;
  uint32_t html_max_depth = 512;  // deeper tags are ignored, their text is kept
  bool fail_on_damage = false;    // --on-damage fail: an error, no salvage
  // Standard input is copied here so that it can be read again.
  std::string temporary_folder;  // empty: TMPDIR or /tmp
  bool spool_standard_input = false;
  // Asked several times a second while a pipe has nothing to read; true ends
  // the reading with Cancelled.
  std::function<bool()> interrupted;
  // Of the program that reads. With 4 or more, compressed files are unpacked
  // ahead by threads / 4 + 1 threads of the reader, at most 8: each keeps 4 MiB
  // of text and a decoder with its window. Results do not depend on it.
  uint32_t threads = 1;
};

// Stable words of rejects and damage (docs/formats/rejects.md).
struct Reject {
  std::string file;
  // From 1; of WARC files the number of the record; 0 for damage between
  // records.
  uint64_t line = 0;
  // In the decompressed stream; of damage, in the file as it is stored.
  uint64_t offset = 0;
  uint64_t length = 0;  // bytes; of damage, those that were skipped
  std::string code;     // json_syntax, utf8_invalid, line_too_long, ...
  std::string detail;   // for people
};

// Readable bytes behind every record of a block.
inline constexpr size_t kRecordPadding = 64;

enum class RecordKind : uint8_t {
  kJson,      // a line, or an element of an array
  kText,      // a whole file
  kHtml,      // a whole file
  kTableRow,  // a row of a CSV file
  kWarc,      // header and block of a WARC record
};

// The first row of a table.
struct TableHeader {
  char delimiter = ',';
  std::string line;  // as it stands, without its end
  std::vector<std::string> columns;
};

// One record before parsing: a view into its block.
struct RawRecord {
  uint64_t number = 0;  // position in the whole input, from 0
  uint32_t file = 0;    // index into RecordReader::file_name()
  // From 1, where it starts; 0 for a whole file; of WARC files the number of
  // the record.
  uint64_t line = 0;
  uint64_t offset = 0;          // in the decompressed stream of its file
  std::string_view bytes = {};  // without the line end
  uint64_t length = 0;          // of `bytes`, or of what was skipped instead
  RecordKind kind = RecordKind::kJson;
  // Of kTableRow; lives as long as the reader.
  const TableHeader* table = nullptr;
  // kRecordPadding readable bytes follow: parsing needs no copy.
  bool padded = false;
  // Set, to a literal, when the reader itself rejects the record (too long,
  // cut by damage).
  std::string_view reject_code = {};

  bool is_whole_file() const {
    return kind == RecordKind::kText || kind == RecordKind::kHtml;
  }
};

// About 1 MiB of records, owned; larger only for a record that is. May be
// moved (the views stay valid), not copied, and reused for the next call.
struct RecordBlock {
  std::string data;
  std::vector<RawRecord> records;  // views into `data`
  uint64_t compressed_bytes = 0;   // input consumed so far, for progress

  RecordBlock() = default;
  RecordBlock(RecordBlock&&) = default;
  RecordBlock& operator=(RecordBlock&&) = default;
};

// What an input holds, in words of docs/formats/input.md.
struct InputInfo {
  std::string format;       // jsonl, json, csv, text, html, warc
  std::string compression;  // none, gzip, zstd, bzip2, xz
  std::string encoding;     // UTF-8, or what it was decoded from
};

class NUSKHA_EXPORT RecordReader {
 public:
  // inputs: files, folders (walked in byte order of names, symlinks not
  // followed), "-" for standard input. The same file (device and inode) named
  // twice is read once.
  // Errors: InvalidArgument for an encoding that is not known,
  // NotFound or Unavailable for an input that is missing or cannot be
  // read, Unimplemented for a format that is not read (message says how to
  // convert it), ResourceExhausted if memory ends. Inside folders, files of
  // such formats are skipped with a note unless nothing else is there.
  static absl::StatusOr<std::unique_ptr<RecordReader>> Open(
      const std::vector<std::string>& inputs, const ReadOptions& options);
  virtual ~RecordReader() = default;

  // Fills *block with the next records; false when all inputs are done.
  // Errors: Unavailable if an input cannot be read or all of them are damage,
  // DataLoss with fail_on_damage; NotFound or Unimplemented for what only shows
  // now (pipes, files inside folders); Aborted if the copy of a pipe cannot be
  // written; ResourceExhausted if memory ends: the reader can then only be
  // destroyed, and Next() and Rewind() return it again.
  virtual absl::StatusOr<bool> Next(RecordBlock* block) = 0;

  // Starts over; standard input comes from its spool file.
  // Errors: FailedPrecondition if it is a pipe and was not spooled;
  // ResourceExhausted as of Next().
  virtual absl::Status Rewind() = 0;

  // Safe from any thread, also during Next().
  virtual const std::string& file_name(uint32_t file) const = 0;
  virtual uint64_t total_compressed_bytes() const = 0;  // 0 if unknown

  // Of this pass: streams that were damaged, bytes of them that were skipped,
  // and the places (the first 1,000 of them).
  virtual uint64_t damaged_streams() const = 0;
  virtual uint64_t damaged_bytes() const = 0;
  virtual const std::vector<Reject>& damage() const = 0;
  // For people: a file named twice, skipped or changed while it was read.
  virtual const std::vector<std::string>& notes() const = 0;

  // Of this pass: what was read over without being a record, by what it is, for
  // people: "request records" of WARC files.
  virtual const std::map<std::string, uint64_t>& passed_over() const = 0;
  // What `file` turned out to be; empty before its turn.
  virtual const InputInfo& info(uint32_t file) const = 0;
  // After a pass: the header of all inputs that had records (if none had, of
  // all tables), if all were tables with that header; else null. Lives as long
  // as the reader.
  virtual const TableHeader* common_table() const = 0;
  virtual uint32_t files() const = 0;  // that file_name() and info() know
};

// Records a parser had to repair to read them, by what it did, and keys that
// stood twice in one record (the last counts).
struct NUSKHA_EXPORT ParseCounts {
  uint64_t utf8_repaired = 0;
  uint64_t windows_1256 = 0;
  uint64_t surrogates_repaired = 0;
  uint64_t controls_repaired = 0;
  uint64_t nan_repaired = 0;
  uint64_t duplicate_keys = 0;
  uint64_t charset_guessed = 0;  // pages that do not say what they are in
  uint64_t html_deep = 0;        // pages nested deeper than html_max_depth

  void Add(const ParseCounts& other);
  void Subtract(const ParseCounts& other);
};

// Parses raw records, one at a time. One per thread. The only failure is memory
// that ends, in the constructor too: see Parse().
class NUSKHA_EXPORT RecordParser {
 public:
  explicit RecordParser(const ReadOptions& options);
  ~RecordParser();
  RecordParser(RecordParser&&) noexcept;

  // True: *article is valid until the next call. False: *reject says why
  // (file is left empty). A record without id has an empty article->id.
  // Errors: ResourceExhausted, now and at every later call; of the record
  // nothing is known then.
  absl::StatusOr<bool> Parse(const RawRecord& record, Article* article,
                             Reject* reject);

  // Values of ReadOptions::extra_fields of the record parsed last: strings
  // without quotes and escapes, everything else as it stands in the input;
  // empty where the record lacks the field or has null. Valid until the next
  // call of Parse().
  const std::vector<std::string_view>& extra_values() const;

  // All fields of the table row parsed last, as UTF-8. Valid until the next
  // call of Parse().
  const std::vector<std::string_view>& row() const;

  // Where the text of `record`, the one parsed last, stands in its bytes: a
  // JSON string with its quotes, or a field of a table as it is written. Empty
  // if it has no text, is of another kind, or is a row of ill-formed UTF-8.
  // O(bytes before its end).
  std::string_view RawText(const RawRecord& record) const;

  // Whether any record so far had a text or a title field; which names were
  // used (for each field the first that was) and seen (in order of first sight:
  // at most 256, and those that ReadOptions names), for messages.
  bool found_text_or_title() const;
  const FieldNames& fields_used() const;
  const std::vector<std::string>& fields_seen() const;
  const ParseCounts& counts() const;

 private:
  class NUSKHA_HIDDEN Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nuskha

#endif  // NUSKHA_READER_H_

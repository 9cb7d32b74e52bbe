// SPDX-License-Identifier: Apache-2.0
//
// What a file holds, by its first bytes and then by its name.

#ifndef NUSKHA_SRC_CORPUS_FORMAT_H_
#define NUSKHA_SRC_CORPUS_FORMAT_H_

#include <string>
#include <string_view>

#include "nuskha/reader.h"

namespace nuskha::internal {

struct Format {
  enum Kind {
    kJsonLines,
    kJsonValues,  // elements of an array, or values over several lines
    kTable,
    kPlainText,
    kHtml,
    kWarc,
    kUnread,
  } kind = kPlainText;
  // Of kUnread: what it is and how to make JSON Lines of it.
  std::string_view name = {};
  std::string_view advice = {};
  // Of kTable; cr_rows: as CsvScanner has it.
  char delimiter = 0;
  bool cr_rows = false;
};

// That a file of kind kUnread is not read, and what to do.
absl::Status UnreadFormat(const std::string& file, const Format& format);

// "jsonl", "json", "csv", "text", "html", "warc".
std::string_view FormatName(Format::Kind kind);

// head: the first bytes after decompression, in UTF-8, up to kSniffSize of
// them. file_name: as given; endings of compression are looked through.
// fields: what the user chose, the names that make a table of a text.
inline constexpr size_t kSniffSize = size_t{64} << 10;
Format FindFormat(std::string_view head, std::string_view file_name,
                  const FieldNames& fields = {});

// Whether `head`, in any encoding, starts a WARC file, whose records each have
// an encoding of their own.
bool IsWarc(std::string_view head);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_FORMAT_H_

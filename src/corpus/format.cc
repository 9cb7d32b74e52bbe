// SPDX-License-Identifier: Apache-2.0

#include "corpus/format.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "base/status_util.h"
#include "corpus/byte_stream.h"
#include "corpus/csv_row.h"
#include "corpus/field_names.h"

namespace nuskha::internal {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

struct Signature {
  std::string_view magic;
  size_t offset;
  std::string_view name;
  std::string_view advice;
};

using namespace std::string_view_literals;

constexpr Signature kSignatures[] = {
    {"PAR1", 0, "Parquet",
     "duckdb -c \"COPY (FROM 'x.parquet') TO 'x.jsonl' (FORMAT json)\""},
    {"filedesc://", 0, "ARC",
     "make a WARC file of it, for example with: warcio recompress x.arc "
     "x.warc.gz"},
    {"PK\3\4", 0, "zip", "unzip -p x.zip > x.jsonl"},
    {"\x1f\x8b\x08", 0, "gzip inside another compression", "unpack one layer"},
    {"\x28\xb5\x2f\xfd", 0, "zstd inside another compression",
     "unpack one layer"},
    {"BZh91AY&SY", 0, "bzip2 inside another compression", "unpack one layer"},
    {"\xfd"
     "7zXZ\0"sv,
     0, "xz inside another compression", "unpack one layer"},
    {"ustar", 257, "tar", "tar -xf x.tar"},
};

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool StartsWithWord(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(),
                    [](char a, char b) { return a == Lower(b); });
}

std::string_view WithoutBlanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text;
}

// "{" and then a key or the end of the object, on one line.
bool StartsLikeRecord(std::string_view line) {
  if (!line.starts_with('{')) return false;
  line.remove_prefix(1);
  const size_t next = line.find_first_not_of(" \t");
  return next != std::string_view::npos &&
         (line[next] == '"' || line[next] == '}');
}

bool LooksLikeRecord(std::string_view line, bool cut) {
  const size_t last = line.find_last_not_of(kBlanks);
  return StartsLikeRecord(line) && (cut || line[last] == '}');
}

struct Lines {
  std::string_view first;  // not blank
  int seen = 0;            // of the first 8 that are not blank
  int records = 0;
};

Lines LookAtLines(std::string_view head) {
  Lines lines;
  while (lines.seen < 8 && !head.empty()) {
    const size_t end = head.find('\n');
    const std::string_view line = WithoutBlanks(head.substr(0, end));
    if (!line.empty()) {
      if (lines.seen == 0) lines.first = line;
      ++lines.seen;
      // The last line may go on behind the head.
      if (LooksLikeRecord(line, end == std::string_view::npos)) {
        ++lines.records;
      }
    }
    if (end == std::string_view::npos) break;
    head.remove_prefix(end + 1);
  }
  return lines;
}

// "[" and then a value or "]": not "[photo]" at the head of a text.
bool LooksLikeArray(std::string_view head) {
  if (!head.starts_with('[')) return false;
  const std::string_view next = WithoutBlanks(head.substr(1));
  return next.empty() ||
         std::string_view("{[\"]").find(next[0]) != std::string_view::npos;
}

// Text has next to no control characters.
bool LooksBinary(std::string_view head) {
  head = head.substr(0, 4096);
  const auto controls = std::count_if(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && (byte < '\t' || byte > '\r');
  });
  return static_cast<size_t>(controls) > head.size() / 20;
}

std::optional<Format> FindSignature(std::string_view head) {
  for (const Signature& signature : kSignatures) {
    if (head.size() >= signature.offset &&
        head.substr(signature.offset).starts_with(signature.magic)) {
      return Format{Format::kUnread, signature.name, signature.advice};
    }
  }
  return std::nullopt;
}

std::optional<Format> FindJson(std::string_view head) {
  const Lines lines = LookAtLines(head);
  if (lines.seen > 0 && 2 * lines.records > lines.seen) {
    return Format{Format::kJsonLines};
  }
  if (LooksLikeArray(head)) return Format{Format::kJsonValues};
  if (StartsLikeRecord(lines.first)) return Format{Format::kJsonLines};
  if (lines.seen > 1 && (lines.first == "{" || lines.first == "{\r")) {
    return Format{Format::kJsonValues};
  }
  return std::nullopt;
}

bool EndsWithOneOf(std::string_view name,
                   std::initializer_list<std::string_view> endings) {
  return std::any_of(
      endings.begin(), endings.end(),
      [name](std::string_view ending) { return name.ends_with(ending); });
}

// text: the head behind its blanks.
bool LooksLikeHtml(std::string_view text, std::string_view name) {
  if (!text.starts_with('<')) return false;
  if (StartsWithWord(text, "<!doctype html") || StartsWithWord(text, "<html") ||
      EndsWithOneOf(name, {".html", ".htm", ".xhtml"})) {
    return true;
  }
  // Behind a comment or an XML declaration, or a page without its first tag.
  text = text.substr(0, 4096);
  for (size_t at = 0; at < text.size(); ++at) {
    at = std::min(text.find('<', at), text.size());
    for (const std::string_view tag : {"<html", "<head>", "<body", "<title>"}) {
      if (StartsWithWord(text.substr(at), tag)) return true;
    }
  }
  return false;
}

// Whether the first row names a text or a title. `cut`: `head` is not all.
char FindTable(std::string_view head, bool cut, const FieldNames& fields) {
  const char delimiter = FindDelimiter(head, cut);
  if (delimiter == 0) return 0;
  std::vector<std::string_view> columns;
  std::string unquoted;
  const char* const line_ends = HasCrRows(head) ? "\r\n" : "\n";
  std::string_view row = head.substr(0, head.find_first_of(line_ends));
  if (row.ends_with('\r')) row.remove_suffix(1);
  SplitCsvRow(row, delimiter, &columns, &unquoted);
  const NameTable names(fields, {});
  for (const std::string_view column : columns) {
    const int name = names.Find(column);
    for (const Field field : {kText, kTitle}) {
      const std::vector<size_t>& known = names.candidates(field);
      if (std::find(known.begin(), known.end(), static_cast<size_t>(name)) !=
          known.end()) {
        return delimiter;
      }
    }
  }
  return 0;
}

}  // namespace

std::string_view FormatName(Format::Kind kind) {
  switch (kind) {
    case Format::kJsonLines:
      return "jsonl";
    case Format::kJsonValues:
      return "json";
    case Format::kTable:
      return "csv";
    case Format::kPlainText:
      return "text";
    case Format::kHtml:
      return "html";
    case Format::kWarc:
      return "warc";
    case Format::kUnread:
      break;
  }
  return "unread";
}

bool IsWarc(std::string_view head) {
  return head.size() > 7 && head.starts_with("WARC/") && head[6] == '.' &&
         (head[5] == '0' || head[5] == '1');
}

Format FindFormat(std::string_view head, std::string_view file_name,
                  const FieldNames& fields) {
  const bool cut = head.size() == kSniffSize;
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  if (IsWarc(head)) return {Format::kWarc};
  if (std::optional<Format> format = FindSignature(head)) return *format;
  const std::string_view text = WithoutBlanks(head);
  if (std::optional<Format> format = FindJson(text)) return *format;
  const std::string_view name = WithoutCompressionEnding(file_name);
  if (LooksLikeHtml(text, name)) return {Format::kHtml};
  if (const char delimiter = FindTable(text, cut, fields)) {
    return {Format::kTable, {}, {}, delimiter, HasCrRows(text)};
  }
  if (LooksBinary(head)) {
    return {Format::kUnread, "binary data", "only text is read"};
  }
  if (EndsWithOneOf(name, {".csv", ".tsv", ".tab"})) {
    const char found = FindDelimiter(text, cut);
    const char usual = name.ends_with(".csv") ? ',' : '\t';
    return {
        Format::kTable, {}, {}, found != 0 ? found : usual, HasCrRows(text)};
  }
  if (EndsWithOneOf(name, {".jsonl", ".ndjson", ".json"})) {
    return {Format::kJsonLines};
  }
  if (EndsWithOneOf(name, {".warc", ".wet"})) return {Format::kWarc};
  return {Format::kPlainText};
}

absl::Status UnreadFormat(const std::string& file, const Format& format) {
  return MakeStatus(absl::StatusCode::kUnimplemented,
                    file + " is " + std::string(format.name) +
                        ", which is not read: " + std::string(format.advice));
}

}  // namespace nuskha::internal

// SPDX-License-Identifier: Apache-2.0

#include "corpus/format.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "corpus/byte_stream.h"

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
    {"WARC/1.", 0, "WARC", "extract its pages to JSON Lines first"},
    {"filedesc://", 0, "ARC", "convert it to WARC, then to JSON Lines"},
    {"PK\3\4", 0, "zip", "unzip -p x.zip > x.jsonl"},
    {"\x1f\x8b\x08", 0, "gzip inside another compression", "unpack one layer"},
    {"\x28\xb5\x2f\xfd", 0, "zstd inside another compression",
     "unpack one layer"},
    {"BZh91AY&SY", 0, "bzip2 inside another compression", "unpack one layer"},
    {"\xfd"
     "7zXZ\0"sv,
     0, "xz inside another compression", "unpack one layer"},
    {"\xff\xfe", 0, "UTF-16", "iconv -f UTF-16 -t UTF-8 x > x.utf8"},
    {"\xfe\xff", 0, "UTF-16", "iconv -f UTF-16 -t UTF-8 x > x.utf8"},
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

// "[" and then a value: not "[photo]" at the head of a text.
bool LooksLikeArray(std::string_view head) {
  if (!head.starts_with('[')) return false;
  const std::string_view next = WithoutBlanks(head.substr(1));
  return next.empty() ||
         std::string_view("{[\"]").find(next[0]) != std::string_view::npos;
}

// UTF-16 without its mark: in one of the two byte positions nearly all bytes
// are those of Latin (00) or Arabic (06), and there are NULs at all.
bool LooksLikeUtf16(std::string_view head) {
  head = head.substr(0, 4096);
  if (head.size() < 8) return false;
  size_t high[2] = {0, 0};
  size_t nulls = 0;
  for (size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '\0') ++nulls;
    if (head[i] == '\0' || head[i] == '\6') ++high[i % 2];
  }
  return nulls > 0 && std::max(high[0], high[1]) > head.size() / 2 * 7 / 10 &&
         std::min(high[0], high[1]) < head.size() / 2 / 10;
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
    return Format{Format::kJsonLines, {}, {}};
  }
  if (LooksLikeArray(head)) {
    return Format{Format::kUnread, "JSON array",
                  "jq -c '.[]' x.json > x.jsonl"};
  }
  if (StartsLikeRecord(lines.first)) {
    return Format{Format::kJsonLines, {}, {}};
  }
  if (lines.seen > 1 && (lines.first == "{" || lines.first == "{\r")) {
    return Format{Format::kUnread, "JSON over several lines",
                  "jq -c . x.json > x.jsonl"};
  }
  return std::nullopt;
}

}  // namespace

Format FindFormat(std::string_view head, std::string_view file_name) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  if (std::optional<Format> format = FindSignature(head)) return *format;
  const std::string_view text = WithoutBlanks(head);
  if (std::optional<Format> format = FindJson(text)) return *format;
  if (StartsWithWord(text, "<!doctype html") || StartsWithWord(text, "<html")) {
    return {Format::kUnread, "HTML",
            "extract its text to JSON Lines or plain text first"};
  }
  if (LooksLikeUtf16(head)) {
    return {Format::kUnread, "UTF-16", "iconv -f UTF-16LE -t UTF-8 x > x.utf8"};
  }
  const std::string_view name = WithoutCompressionEnding(file_name);
  if (name.ends_with(".csv") || name.ends_with(".tsv")) {
    return {Format::kUnread, "CSV",
            "duckdb -c \"COPY (FROM 'x.csv') TO 'x.jsonl' (FORMAT json)\""};
  }
  for (const std::string_view ending : {".jsonl", ".ndjson", ".json"}) {
    if (name.ends_with(ending)) return {Format::kJsonLines, {}, {}};
  }
  if (LooksBinary(head)) {
    return {Format::kUnread, "binary data", "only text is read"};
  }
  return {Format::kPlainText, {}, {}};
}

}  // namespace nuskha::internal

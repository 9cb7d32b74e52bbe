// SPDX-License-Identifier: Apache-2.0

#include "corpus/warc_framer.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace nuskha::internal {
namespace {

// Bytes behind a record that show whether another one follows.
constexpr size_t kLookahead = 64;
// "WARC/", two numbers of up to three digits, a point and a line end.
constexpr size_t kLongestVersion = 14;

size_t LineEnds(std::string_view bytes) {
  return std::min(bytes.find_first_not_of("\r\n"), bytes.size());
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "WARC/1.0" and a line end: its size without the line end, or 0.
size_t VersionSize(std::string_view bytes) {
  if (!bytes.starts_with("WARC/")) return 0;
  size_t at = 5;
  size_t digits[2] = {0, 0};
  for (size_t part = 0; part < 2; ++part) {
    while (at < bytes.size() && digits[part] < 3 && IsDigit(bytes[at])) {
      ++digits[part];
      ++at;
    }
    if (part == 0 && (at == bytes.size() || bytes[at++] != '.')) return 0;
  }
  const bool whole = digits[0] > 0 && digits[1] > 0 && at < bytes.size() &&
                     (bytes[at] == '\r' || bytes[at] == '\n');
  return whole ? at : 0;
}

// A version line and a field that records have.
bool StartsHeader(std::string_view bytes) {
  const size_t version = VersionSize(bytes);
  if (version == 0) return false;
  const std::string_view rest = bytes.substr(version);
  const std::string_view field = rest.substr(LineEnds(rest));
  return EqualIgnoringCase(field.substr(0, 5), "WARC-") ||
         EqualIgnoringCase(field.substr(0, 8), "Content-");
}

std::optional<uint64_t> ParseLength(std::string_view text) {
  uint64_t length = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, length);
  if (error != std::errc() || stop != end || text.empty()) return std::nullopt;
  return length;
}

bool IsPage(std::string_view media_type) {
  return media_type == "text/html" || media_type == "application/xhtml+xml" ||
         media_type == "text/plain";
}

std::string ResponseLabel(std::string_view block) {
  if (!block.starts_with("HTTP/")) return "responses that are not HTTP";
  const std::optional<HeaderBlock> http = ParseHeaderBlock(block);
  if (!http.has_value()) return {};  // for the parser to reject
  const size_t blank = http->first_line.find(' ');
  if (blank == std::string_view::npos ||
      !http->first_line.substr(blank + 1).starts_with('2')) {
    return "responses whose status is not 2xx";
  }
  const std::string type = MediaType(http->Find("Content-Type"));
  if (type.empty() || IsPage(type)) return {};
  return "responses that are neither HTML nor text";
}

}  // namespace

std::string PassedOverAs(const HeaderBlock& header, std::string_view block) {
  const std::string_view type = header.Find("WARC-Type");
  const std::string_view content_type = header.Find("Content-Type");
  const std::string media_type = MediaType(content_type);
  if (EqualIgnoringCase(type, "response")) {
    // DNS answers are responses, too.
    const bool http = media_type.empty() || media_type == "application/http";
    return http ? ResponseLabel(block) : "responses that are not HTTP";
  }
  if (EqualIgnoringCase(type, "resource")) {
    return IsPage(media_type) ? "" : "resources that are neither HTML nor text";
  }
  if (EqualIgnoringCase(type, "conversion")) {
    const bool text = media_type.empty() || media_type == "text/plain";
    return text ? "" : "conversions that are not plain text";
  }
  for (const char* known :
       {"warcinfo", "request", "metadata", "revisit", "continuation"}) {
    if (EqualIgnoringCase(type, known)) return std::string(known) + " records";
  }
  return "records of other types";
}

bool WarcFramer::Frame(RawRecord* record) {
  while (true) {
    Progress progress = Progress::kMore;
    switch (state_) {
      case State::kBetween:
        progress = Between();
        break;
      case State::kHeader:
        progress = Header(record);
        break;
      case State::kBlock:
        progress = Block(record);
        break;
      case State::kSkipping:
        progress = Skip(record);
        break;
    }
    if (progress == Progress::kRecord) return true;
    if (progress == Progress::kMore) return false;
  }
}

void WarcFramer::StartAnywhere() {
  state_ = State::kBetween;
  damaged_ = true;
}

WarcFramer::Progress WarcFramer::Between() {
  const size_t ends = LineEnds(bytes());
  if (ends > 0) line_start_ = bytes()[ends - 1] == '\n';
  Consume(ends);
  if (bytes().size() < kLookahead && !closing()) return Progress::kMore;
  if (bytes().empty()) {
    EndGarbage();
    return Progress::kMore;
  }
  // Behind garbage as strictly as FindHeader().
  if (garbage_ > 0 ? line_start_ && StartsHeader(bytes())
                   : VersionSize(bytes()) > 0) {
    EndGarbage();
    searched_ = 0;
    state_ = State::kHeader;
    ++ordinal_;
    return Progress::kStep;
  }
  searched_ = 0;
  const std::optional<size_t> next = FindHeader();
  const size_t size = next.value_or(closing() ? bytes().size() : searched_);
  garbage_ += size;
  line_start_ = bytes().substr(0, size).ends_with('\n');
  Consume(size);
  return next.has_value() || closing() ? Progress::kStep : Progress::kMore;
}

void WarcFramer::EndGarbage() {
  if (garbage_ > 0 && !damaged_) {
    flaws_.push_back({"warc_garbage", offset() - garbage_, garbage_,
                      "bytes that are no WARC record"});
  }
  garbage_ = 0;
  line_start_ = false;
  damaged_ = false;
}

WarcFramer::Progress WarcFramer::Header(RawRecord* record) {
  const bool whole = bytes().size() >= kMaxHeaderSize;
  // It is looked at when it has an end, not with every byte that comes.
  const size_t from = searched_ - std::min<size_t>(searched_, 3);
  searched_ = bytes().size();
  if (!whole && !closing() &&
      bytes().find("\n\n", from) == std::string_view::npos &&
      bytes().find("\n\r\n", from) == std::string_view::npos) {
    return Progress::kMore;
  }
  const std::optional<HeaderBlock> header = ParseHeaderBlock(bytes());
  if (!header.has_value()) {
    if (!whole && !closing()) return Progress::kMore;
    skip_code_ = whole ? "warc_header" : "warc_truncated";
    searched_ = 1;
    state_ = State::kSkipping;
    return Skip(record);
  }
  header_size_ = header->size;
  length_ = ParseLength(header->Find("Content-Length"));
  believed_ = length_.has_value() && *length_ <= max_record();
  searched_ = header_size_;
  state_ = State::kBlock;
  return Progress::kStep;
}

std::optional<bool> WarcFramer::Lands(size_t size) const {
  if (bytes().size() < size) {
    if (closing()) return false;
    return std::nullopt;
  }
  const std::string_view rest = bytes().substr(size);
  const std::string_view next = rest.substr(LineEnds(rest));
  if (VersionSize(next) > 0) return true;
  if (closing()) {
    // Perhaps one that is cut.
    return next.empty() ||
           (next.size() < kLongestVersion &&
            std::string_view("WARC/").starts_with(next.substr(0, 5)));
  }
  if (rest.size() < kLookahead) return std::nullopt;
  return false;
}

WarcFramer::Progress WarcFramer::Block(RawRecord* record) {
  if (believed_) {
    const size_t size = header_size_ + static_cast<size_t>(*length_);
    const std::optional<bool> lands = Lands(size);
    if (!lands.has_value()) return Progress::kMore;
    if (*lands) return EndRecord(size, record);
    believed_ = false;
  }
  const std::optional<size_t> next = FindHeader();
  const size_t known = next.value_or(searched_);
  if (known > header_size_ + max_record()) {
    const std::optional<HeaderBlock> header = ParseHeaderBlock(bytes());
    label_ = PassedOverAs(*header, bytes().substr(header_size_));
    skip_code_ = label_.empty() ? "line_too_long" : "";
    state_ = State::kSkipping;
    return Progress::kStep;
  }
  if (!next.has_value() && !closing()) return Progress::kMore;
  const bool cut =
      !cut_code().empty() ||
      (length_.has_value() && *length_ > bytes().size() - header_size_);
  if (!next.has_value() && cut) return EndCut(record);
  // The line ends before the next header are no part of the block.
  const size_t end = next.value_or(bytes().size());
  const size_t last = bytes().substr(0, end).find_last_not_of("\r\n") + 1;
  const size_t size = std::max(header_size_, last);
  flaws_.push_back(
      {"warc_length", offset(), 0,
       "record " + std::to_string(ordinal_) + ": Content-Length " +
           (length_.has_value() ? std::to_string(*length_) : "missing") +
           ", but its block has " + std::to_string(size - header_size_) +
           " bytes"});
  return EndRecord(size, record);
}

WarcFramer::Progress WarcFramer::EndRecord(size_t size, RawRecord* record) {
  const std::optional<HeaderBlock> header = ParseHeaderBlock(bytes());
  label_ =
      PassedOverAs(*header, bytes().substr(header_size_, size - header_size_));
  if (label_.empty()) return Finish(size, {}, record);
  state_ = State::kBetween;
  ++passed_over_[label_];
  Consume(size);
  return Progress::kStep;
}

// The record is cut by the end of the bytes.
WarcFramer::Progress WarcFramer::EndCut(RawRecord* record) {
  const std::string_view code =
      cut_code().empty() ? "warc_truncated" : cut_code();
  const std::optional<HeaderBlock> header = ParseHeaderBlock(bytes());
  label_ = PassedOverAs(*header, bytes().substr(header_size_));
  if (label_.empty()) return Finish(bytes().size(), code, record);
  if (cut_code().empty()) {
    flaws_.push_back({code, offset(), bytes().size(),
                      "record " + std::to_string(ordinal_) + " is cut off"});
  }
  state_ = State::kBetween;
  ++passed_over_[label_];
  Consume(bytes().size());
  return Progress::kStep;
}

// Ends a record that takes a number.
WarcFramer::Progress WarcFramer::Finish(size_t size, std::string_view code,
                                        RawRecord* record) {
  state_ = State::kBetween;
  Emit(size, code, record);
  record->kind = RecordKind::kWarc;
  record->line = ordinal_;
  return Progress::kRecord;
}

// Drops bytes up to the next header.
WarcFramer::Progress WarcFramer::Skip(RawRecord* record) {
  const std::optional<size_t> next = FindHeader();
  const bool ends = next.has_value() || closing();
  const size_t size = next.value_or(closing() ? bytes().size() : searched_);
  if (ends && !skip_code_.empty()) {
    const bool cut = !next.has_value() && !cut_code().empty();
    return Finish(size, cut ? cut_code() : skip_code_, record);
  }
  if (skip_code_.empty()) {
    Consume(size);
  } else {
    Drop(size);
  }
  searched_ = 0;
  if (!ends) return Progress::kMore;
  ++passed_over_[label_];
  state_ = State::kBetween;
  return Progress::kStep;
}

std::optional<size_t> WarcFramer::FindHeader() {
  constexpr std::string_view kVersion = "WARC/";
  size_t at = searched_;
  while (true) {
    at = bytes().find(kVersion, at);
    if (at == std::string_view::npos) break;
    const bool line_start = at == 0 ? offset() == 0 : bytes()[at - 1] == '\n';
    if (line_start && StartsHeader(bytes().substr(at, kLookahead))) return at;
    ++at;
  }
  // One may be cut by the end of the bytes; the byte before it is needed, too.
  const size_t kept = std::min(bytes().size(), kLookahead + 1);
  searched_ = std::max(searched_, bytes().size() - kept);
  return std::nullopt;
}

}  // namespace nuskha::internal

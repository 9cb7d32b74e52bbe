// SPDX-License-Identifier: Apache-2.0

#include "serve/request_framer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace nuskha::serve {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";
// cpp-httplib reads no longer ones.
constexpr size_t kLongestLine = 8190;
// RFC 9112, 2.2: clients that end a body with one more than there should be.
constexpr size_t kMostEmptyLines = 4;
// Of a size with its extension.
constexpr size_t kLongestChunkLine = 256;

bool IsTokenByte(char c) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || kOthers.find(c) != kOthers.npos;
}

bool IsControl(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
}

// Of a host with its port. No '%': it would be read in two ways.
bool IsHostByte(char c) {
  constexpr std::string_view kOthers = "-._~!$&'()*+,;=:[]";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || kOthers.find(c) != kOthers.npos;
}

bool IsMethod(std::string_view word) {
  constexpr std::string_view kMethods[] = {"GET",     "HEAD",   "POST",
                                           "PUT",     "DELETE", "CONNECT",
                                           "OPTIONS", "TRACE",  "PATCH"};
  return std::ranges::find(kMethods, word) != std::end(kMethods);
}

// Whether somebody here asks for it, beside Host.
bool IsServed(std::string_view header) {
  constexpr std::string_view kHeaders[] = {
      "authorization", "content-encoding", "content-length",
      "content-type",  "origin",           "transfer-encoding"};
  return std::ranges::find(kHeaders, header) != std::end(kHeaders);
}

// cpp-httplib decodes what follows a '%' in any value, which no RFC asks for.
std::string Encoded(std::string_view value) {
  std::string encoded;
  for (const char c : value) encoded += c == '%' ? "%25" : std::string(1, c);
  return encoded;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
    text.remove_suffix(1);
  }
  return text;
}

// Whether `wanted` is one of the words of a list with commas.
bool HasWord(std::string_view list, std::string_view wanted) {
  while (!list.empty()) {
    const size_t end = std::min(list.find(','), list.size());
    if (Lower(Trim(list.substr(0, end))) == wanted) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

// The name of a header in small letters, empty if the line is none.
std::string HeaderName(std::string_view line) {
  const size_t colon = line.find(':');
  std::string name = Lower(line.substr(0, colon));
  const bool good =
      colon != line.npos && std::ranges::all_of(name, IsTokenByte);
  return good ? name : std::string();
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

RequestFramer::State RequestFramer::Refuse(int status, std::string_view code,
                                           const std::string& message) {
  refusal_ = ErrorReply(status, code, message);
  return State::kRefused;
}

RequestFramer::State RequestFramer::BodyTooLarge() {
  return Refuse(413, "body_too_large",
                fmt::format("the body has more than {} bytes (--max-body)",
                            limits_->body));
}

RequestFramer::State RequestFramer::Look(std::string_view bytes) {
  if (head_size_ == 0) {
    while (empty_ < 2 * kMostEmptyLines &&
           bytes.substr(empty_).starts_with("\r\n")) {
      empty_ += 2;
    }
    const std::string_view line = bytes.substr(empty_);
    if (line == "\r" && empty_ < 2 * kMostEmptyLines) return State::kMore;
    // What is no HTTP is not waited for.
    if (!line.empty() && (line[0] < 'A' || line[0] > 'Z')) {
      return Refuse(400, "http_malformed", "this is no HTTP request");
    }
    const size_t from = seen_ < kHeadEnd.size() ? 0 : seen_ - kHeadEnd.size();
    const size_t end = bytes.find(kHeadEnd, std::max(from, empty_));
    seen_ = bytes.size();
    const size_t size = end == bytes.npos ? seen_ : end + kHeadEnd.size();
    if (size - empty_ > limits_->head) {
      return Refuse(431, "head_too_large",
                    fmt::format("request line and headers have more than {} "
                                "bytes (--max-head)",
                                limits_->head));
    }
    if (end == bytes.npos) return State::kMore;
    head_size_ = seen_ = size;
    if (const State state = ReadHead(bytes.substr(empty_, end + 2 - empty_));
        state == State::kRefused) {
      return state;
    }
  }
  if (chunked_) return ReadChunks(bytes);
  size_ = head_size_ + static_cast<size_t>(length_.value_or(0));
  return bytes.size() < size_ ? State::kMore : State::kWhole;
}

// head: lines, each with its end.
RequestFramer::State RequestFramer::ReadHead(std::string_view head) {
  while (!head.empty()) {
    const size_t end = head.find("\r\n");
    const State state = ReadLine(head.substr(0, end));
    if (state == State::kRefused) return state;
    head.remove_prefix(end + 2);
  }
  if (ReadHost() == State::kRefused) return State::kRefused;
  head_ += "\r\n";
  return CheckHead();
}

RequestFramer::State RequestFramer::CheckHead() {
  if (chunked_ && length_.has_value()) {
    return Refuse(400, "http_malformed",
                  "both Content-Length and Transfer-Encoding");
  }
  // Of a client that sends a body all the same, the body would be taken for
  // the next request.
  if (is_post_ && !chunked_ && !length_.has_value()) {
    return Refuse(411, "length_required", "the request has no Content-Length");
  }
  return length_.value_or(0) > limits_->body ? BodyTooLarge() : State::kMore;
}

RequestFramer::State RequestFramer::ReadHost() {
  if (hosts_ > 1 || (hosts_ == 0 && !is_old_)) {
    return Refuse(400, "http_malformed", "there must be one Host header");
  }
  // RFC 9112, 3.2.2: it counts, not the header.
  const std::string& host = authority_.has_value() ? *authority_ : host_;
  if (hosts_ == 0 && !authority_.has_value()) return State::kMore;
  if (host.empty() || !std::ranges::all_of(host, IsHostByte)) {
    return Refuse(400, "http_malformed",
                  "the host is not a name or an address with or without port");
  }
  head_ += "Host: " + host + "\r\n";
  return State::kMore;
}

// "POST /v1/query HTTP/1.1". Not left to cpp-httplib, which takes a line
// without a path for what its first word says, and answers HEAD without a body.
RequestFramer::State RequestFramer::ReadRequestLine(std::string_view line) {
  const size_t method = std::min(line.find(' '), line.size());
  const size_t target = std::min(line.find(' ', method + 1), line.size());
  const std::string_view version =
      line.substr(std::min(target + 1, line.size()));
  if (!std::ranges::all_of(line.substr(0, method), IsTokenByte) ||
      target < method + 2 || (version != "HTTP/1.1" && version != "HTTP/1.0")) {
    return Refuse(400, "http_malformed",
                  "the first line is no HTTP/1.1 request line");
  }
  const std::string_view name = line.substr(0, method);
  if (!IsMethod(name)) {
    return Refuse(501, "method_unknown",
                  "no method of HTTP that is known here");
  }
  is_post_ = name == "POST";
  // An older client would not know that the connection stays.
  wants_close_ = is_old_ = version == "HTTP/1.0";
  head_ = std::string(name) + ' ';
  ReadTarget(line.substr(method + 1, target - method - 1));
  head_ += ' ' + std::string(version) + "\r\n";
  return State::kMore;
}

// "/v1/query", "http://localhost:8437/v1/query".
void RequestFramer::ReadTarget(std::string_view target) {
  constexpr std::string_view kScheme = "http://";
  if (Lower(target.substr(0, kScheme.size())) == kScheme) {
    target.remove_prefix(kScheme.size());
    const size_t end = std::min(target.find_first_of("/?"), target.size());
    authority_ = target.substr(0, end);
    target.remove_prefix(end);
    if (!target.starts_with('/')) head_ += '/';
  }
  head_ += target;
}

RequestFramer::State RequestFramer::LineTooLong() {
  return Refuse(431, "head_too_large",
                fmt::format("a line of the head has more than {} bytes; no "
                            "flag changes this",
                            kLongestLine));
}

RequestFramer::State RequestFramer::ReadLine(std::string_view line) {
  if (line.size() > kLongestLine) return LineTooLong();
  if (std::ranges::any_of(line, IsControl)) {
    return Refuse(400, "http_malformed", "a control character in the head");
  }
  if (lines_++ == 0) return ReadRequestLine(line);
  if (lines_ - 1 > limits_->headers) {
    return Refuse(
        431, "head_too_large",
        fmt::format("more than {} headers (--max-headers)", limits_->headers));
  }
  const std::string name = HeaderName(line);
  if (name.empty()) {
    return Refuse(400, "http_malformed", "a line of the head is no header");
  }
  const std::string_view value = Trim(line.substr(name.size() + 1));
  if (IsServed(name)) {
    const std::string kept = name + ": " + Encoded(value);
    if (kept.size() > kLongestLine) return LineTooLong();
    head_ += kept + "\r\n";
  }
  return ReadHeader(name, value);
}

RequestFramer::State RequestFramer::ReadHeader(const std::string& name,
                                               std::string_view value) {
  if (name == "content-length") return ReadLength(value);
  if (name == "host") {
    ++hosts_;
    host_ = value;
  } else if (name == "connection") {
    wants_close_ = wants_close_ || HasWord(value, "close");
  } else if (name == "transfer-encoding") {
    if (chunked_ || Lower(value) != "chunked") {
      return Refuse(501, "transfer_encoding",
                    "of the transfer encodings only chunked is served");
    }
    chunked_ = true;
  } else if (name == "expect") {
    if (Lower(value) != "100-continue") {
      return Refuse(417, "expectation", "only 100-continue can be expected");
    }
    wants_continue_ = true;
  }
  return State::kMore;
}

RequestFramer::State RequestFramer::ReadLength(std::string_view value) {
  if (length_.has_value() || value.empty() ||
      value.find_first_not_of("0123456789") != value.npos) {
    return Refuse(400, "http_malformed", "Content-Length is no number");
  }
  uint64_t length = 0;
  for (const char digit : value) {
    if (length > limits_->body) break;  // as large as it needs to be
    length = length * 10 + static_cast<uint64_t>(digit - '0');
  }
  length_ = length;
  return State::kMore;
}

RequestFramer::State RequestFramer::ChunkSizeEnds() {
  decoded_ += chunk_;
  if (decoded_ > limits_->body) return BodyTooLarge();
  line_ = 0;
  part_ = chunk_ == 0 ? ChunkPart::kTrailer : ChunkPart::kData;
  trailer_ = trailer_line_ = seen_;
  return State::kMore;
}

// Lines behind the last chunk, up to an empty one: there is nothing in them
// that is of use here.
RequestFramer::State RequestFramer::ReadTrailer(std::string_view bytes) {
  while (true) {
    const size_t end = bytes.find("\r\n", std::max(trailer_line_, seen_ - 1));
    seen_ = end == bytes.npos ? bytes.size() : end + 2;
    if (seen_ - trailer_ > limits_->head) {
      return Refuse(431, "head_too_large",
                    fmt::format("the trailer has more than {} bytes "
                                "(--max-head)",
                                limits_->head));
    }
    if (end == bytes.npos) return State::kMore;
    const std::string_view line =
        bytes.substr(trailer_line_, end - trailer_line_);
    trailer_line_ = seen_;
    if (line.empty()) {
      size_ = seen_;
      return State::kWhole;
    }
    if (HeaderName(line).empty() || std::ranges::any_of(line, IsControl)) {
      return Refuse(400, "http_malformed",
                    "a line of the trailer is no header");
    }
    if (++trailer_lines_ > limits_->headers) {
      return Refuse(431, "head_too_large",
                    fmt::format("the trailer has more than {} lines "
                                "(--max-headers)",
                                limits_->headers));
    }
  }
}

void RequestFramer::CutTrailer(std::string* body) const {
  if (!chunked_) return;
  body->resize(trailer_ - head_size_);
  *body += "\r\n";
}

RequestFramer::State RequestFramer::ReadChunks(std::string_view bytes) {
  const auto malformed = [this] {
    return Refuse(400, "http_malformed", "a chunk is not well formed");
  };
  // Chunks of a few bytes each weigh more than what they hold.
  constexpr size_t kSlack = size_t{64} << 10;
  if (bytes.size() - head_size_ > 2 * limits_->body + kSlack) {
    return BodyTooLarge();
  }
  while (seen_ < bytes.size()) {
    if (part_ == ChunkPart::kTrailer) return ReadTrailer(bytes);
    if (part_ == ChunkPart::kData && chunk_ > 0) {
      const size_t some =
          static_cast<size_t>(std::min<uint64_t>(chunk_, bytes.size() - seen_));
      chunk_ -= some;
      seen_ += some;
      if (chunk_ == 0) part_ = ChunkPart::kDataEnd;
      continue;
    }
    const char c = bytes[seen_++];
    const bool line_ends = carriage_return_ && c == '\n';
    if (carriage_return_ != (c == '\n')) return malformed();
    carriage_return_ = c == '\r';
    if (part_ == ChunkPart::kDataEnd) {
      if (line_ends) {
        part_ = ChunkPart::kSize;
        chunk_ = digits_ = 0;
      } else if (!carriage_return_) {
        return malformed();
      }
    } else if (line_ends) {
      if (digits_ == 0) return malformed();
      if (ChunkSizeEnds() == State::kRefused) return State::kRefused;
    } else if (!carriage_return_) {
      if (++line_ > kLongestChunkLine) return malformed();
      const int value = HexValue(c);
      if (part_ == ChunkPart::kSize && value >= 0) {
        if (++digits_ > 15) return malformed();
        chunk_ = chunk_ * 16 + static_cast<uint64_t>(value);
      } else if (part_ == ChunkPart::kSize && c != ';') {
        return malformed();
      } else {
        part_ = ChunkPart::kExtension;
      }
    }
  }
  return State::kMore;
}

}  // namespace nuskha::serve

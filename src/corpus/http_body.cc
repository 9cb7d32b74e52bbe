// SPDX-License-Identifier: Apache-2.0

#include "corpus/http_body.h"

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

#include "base/guarded.h"

namespace nuskha::internal {
namespace {

// Codings one upon the other that are undone.
constexpr size_t kMaxLayers = 3;

enum class Outcome { kDone, kNotCoded, kBroken, kTooLarge };

// The size of the chunk whose line starts `body`, and the bytes of that line;
// false if there is none.
bool ChunkSize(std::string_view body, uint64_t* size, size_t* line) {
  const size_t end = body.substr(0, 1024).find('\n');
  if (end == std::string_view::npos) return false;
  const char* const stop = body.data() + end;
  const auto [behind, error] = std::from_chars(body.data(), stop, *size, 16);
  if (error != std::errc()) return false;
  // Blanks, then an extension or nothing: "2024 was a good year" is a text.
  const std::string_view left(behind, static_cast<size_t>(stop - behind));
  const size_t next = left.find_first_not_of(" \t");
  if (next != left.npos && left[next] != '\r' && left[next] != ';')
    return false;
  *line = end + 1;
  return true;
}

Outcome JoinChunks(std::string_view body, std::string* out) {
  out->clear();
  bool first = true;
  while (true) {
    uint64_t size = 0;
    size_t line = 0;
    if (!ChunkSize(body, &size, &line)) {
      return first ? Outcome::kNotCoded : Outcome::kBroken;
    }
    first = false;
    body.remove_prefix(line);
    if (size == 0) return Outcome::kDone;
    out->append(body.substr(0, size));
    if (size > body.size()) return Outcome::kBroken;
    body.remove_prefix(static_cast<size_t>(size));
    if (body.starts_with('\r')) body.remove_prefix(1);
    if (body.starts_with('\n')) body.remove_prefix(1);
  }
}

// gzip and zlib by their heads; "deflate" is sent with and without one.
Outcome Inflate(std::string_view body, bool raw, uint64_t max_size,
                std::string* out) {
  out->clear();
  constexpr int kWindow = 15;
  z_stream stream = {};
  if (inflateInit2(&stream, raw ? -kWindow : kWindow + 32) != Z_OK) {
    EndOfMemory();
  }
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> owner(&stream,
                                                               inflateEnd);
  stream.next_in = reinterpret_cast<const Bytef*>(body.data());
  stream.avail_in = static_cast<uInt>(
      std::min<size_t>(body.size(), std::numeric_limits<uInt>::max()));
  std::vector<char> buffer(size_t{64} << 10);
  int result = Z_OK;
  while (result == Z_OK && out->size() <= max_size) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    result = inflate(&stream, Z_NO_FLUSH);
    if (result == Z_MEM_ERROR) EndOfMemory();
    out->append(buffer.data(), buffer.size() - stream.avail_out);
    // A body may have several members (RFC 1952); what is none is padding.
    const std::string_view rest(reinterpret_cast<const char*>(stream.next_in),
                                stream.avail_in);
    if (result == Z_STREAM_END && !raw && rest.starts_with("\x1f\x8b\x08")) {
      result = inflateReset(&stream);
    }
  }
  if (out->size() > max_size) return Outcome::kTooLarge;
  return result == Z_STREAM_END ? Outcome::kDone : Outcome::kBroken;
}

Outcome Decompress(std::string_view coding, std::string_view body,
                   uint64_t max_size, std::string* out) {
  if (body.empty()) return Outcome::kNotCoded;
  if (EqualIgnoringCase(coding, "deflate")) {
    const Outcome with_head = Inflate(body, /*raw=*/false, max_size, out);
    if (with_head != Outcome::kBroken || !out->empty()) return with_head;
    const Outcome raw = Inflate(body, /*raw=*/true, max_size, out);
    return raw == Outcome::kBroken && out->empty() ? Outcome::kNotCoded : raw;
  }
  if (!body.starts_with("\x1f\x8b")) return Outcome::kNotCoded;
  return Inflate(body, /*raw=*/false, max_size, out);
}

// The words of a comma list, last first: the order in which they are undone.
std::vector<std::string_view> Codings(std::string_view list) {
  std::vector<std::string_view> words;
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    std::string_view word = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (!word.empty() && !EqualIgnoringCase(word, "identity")) {
      words.insert(words.begin(), word);
    }
  }
  return words;
}

bool IsGzipOrDeflate(std::string_view coding) {
  return EqualIgnoringCase(coding, "gzip") ||
         EqualIgnoringCase(coding, "x-gzip") ||
         EqualIgnoringCase(coding, "deflate");
}

}  // namespace

HttpBody DecodeHttpBody(const HeaderBlock& header, std::string_view body,
                        bool cut, uint64_t max_size, std::string* joined,
                        std::string* inflated) {
  std::vector<std::string_view> codings =
      Codings(header.Find("Transfer-Encoding"));
  const std::vector<std::string_view> content =
      Codings(header.Find("Content-Encoding"));
  codings.insert(codings.end(), content.begin(), content.end());
  if (codings.size() > kMaxLayers) {
    return {{}, "http_encoding", "more than three codings (a fixed limit)"};
  }
  std::string layer;
  for (const std::string_view coding : codings) {
    const bool chunked = EqualIgnoringCase(coding, "chunked");
    std::string* const out = chunked ? joined : inflated;
    Outcome outcome = Outcome::kNotCoded;
    if (chunked) {
      outcome = JoinChunks(body, &layer);
    } else if (IsGzipOrDeflate(coding)) {
      outcome = Decompress(coding, body, max_size, &layer);
    } else if (body.empty() || body.find('<') < 256) {
      continue;  // undone by the crawler: it is a page
    } else {
      return {{}, "http_encoding", "coding " + std::string(coding)};
    }
    if (outcome == Outcome::kNotCoded) continue;
    if (outcome == Outcome::kTooLarge) {
      return {{},
              "expansion_limit",
              "a body of more than " + std::to_string(max_size) +
                  " bytes, the limit of --max-line"};
    }
    if (outcome == Outcome::kBroken && !cut) {
      return {{}, "http_body", "broken " + std::string(coding) + " data"};
    }
    out->swap(layer);
    body = *out;
  }
  return {body, {}, {}};
}

}  // namespace nuskha::internal

// SPDX-License-Identifier: Apache-2.0

#include "corpus/page_parser.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "base/status_util.h"
#include "corpus/http_body.h"
#include "corpus/utf8_repair.h"
#include "text/encoding.h"

namespace nuskha::internal {
namespace {

// "example.org" of "https://user@example.org:8080/a?b".
std::string_view HostOf(std::string_view uri) {
  const size_t scheme = uri.find("://");
  if (scheme == std::string_view::npos) return {};
  uri.remove_prefix(scheme + 3);
  uri = uri.substr(0, uri.find_first_of("/?#"));
  const size_t at = uri.rfind('@');
  if (at != std::string_view::npos) uri.remove_prefix(at + 1);
  if (uri.starts_with('[')) return uri.substr(0, uri.find(']') + 1);
  return uri.substr(0, uri.find(':'));
}

bool LooksLikeMarkup(std::string_view body) {
  const size_t first = body.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  return first != std::string_view::npos && body[first] == '<';
}

Refusal NoEnd(std::string_view code, std::string_view what) {
  return {code, "no end of " + std::string(what) +
                    " in 64 KiB and 256 fields (a fixed limit)"};
}

}  // namespace

PageParser::PageParser(const ReadOptions& options)
    : encoding_(CharsetName(options.encoding)), max_body_(options.max_line) {
  limits_.max_depth = options.html_max_depth;
}

std::optional<Refusal> PageParser::Parse(const RawRecord& record,
                                         Article* article,
                                         ParseCounts* counts) {
  if (record.kind == RecordKind::kWarc) {
    return ReadWarc(record.bytes, article, counts);
  }
  if (record.kind == RecordKind::kText) {
    return ReadText(record.bytes, article, counts);
  }
  // With a chosen encoding the file was decoded when it was read.
  HtmlHints hints;
  if (!encoding_.empty()) hints.encoding = "UTF-8";
  return ReadPage(record.bytes, hints, article, counts);
}

std::optional<Refusal> PageParser::ReadText(std::string_view bytes,
                                            Article* article,
                                            ParseCounts* counts) {
  article->text = bytes;
  article->first_line_may_be_title = true;
  if (simdjson::validate_utf8(bytes)) return std::nullopt;
  decoded_.clear();
  const Utf8Repair repair = AppendRepaired(bytes, &decoded_);
  if (TooIllFormed(repair.replaced_bytes, bytes.size())) {
    return NotUtf8(repair.replaced_bytes, bytes.size());
  }
  counts->utf8_repaired += repair.replaced_bytes > 0 ? 1 : 0;
  counts->windows_1256 += repair.windows_1256 ? 1 : 0;
  // Otherwise the bytes stay: ranges in them are ranges in the file.
  if (repair.windows_1256) article->text = decoded_;
  return std::nullopt;
}

std::optional<Refusal> PageParser::ReadPage(std::string_view bytes,
                                            const HtmlHints& hints,
                                            Article* article,
                                            ParseCounts* counts) {
  const absl::Status status = ExtractArticle(bytes, hints, limits_, &page_);
  if (!status.ok()) return Refusal{"html_too_big", StatusMessage(status)};
  article->title = page_.title;
  article->text = page_.text;
  article->url = page_.url;
  article->source = page_.source;
  article->date = page_.date;
  counts->charset_guessed += page_.charset_guessed ? 1 : 0;
  counts->html_deep += page_.too_deep ? 1 : 0;
  return std::nullopt;
}

std::optional<Refusal> PageParser::ReadWarc(std::string_view bytes,
                                            Article* article,
                                            ParseCounts* counts) {
  std::optional<HeaderBlock> header = ParseHeaderBlock(bytes);
  if (!header.has_value()) return NoEnd("warc_header", "its header");
  header_ = *std::move(header);
  uri_ = header_.Find("WARC-Target-URI");
  if (uri_.starts_with('<') && uri_.ends_with('>')) {
    uri_ = uri_.substr(1, uri_.size() - 2);
  }
  const std::string_view block = bytes.substr(header_.size);
  std::optional<Refusal> refusal;
  if (EqualIgnoringCase(header_.Find("WARC-Type"), "response")) {
    const std::optional<HeaderBlock> http = ParseHeaderBlock(block);
    if (!http.has_value()) {
      return NoEnd("http_header", "its HTTP header");
    }
    const bool cut = !header_.Find("WARC-Truncated").empty();
    const HttpBody body = DecodeHttpBody(*http, block.substr(http->size), cut,
                                         max_body_, &joined_, &inflated_);
    if (!body.code.empty()) return Refusal{body.code, body.detail};
    refusal = ReadBody(body.bytes, http->Find("Content-Type"), article, counts);
  } else {
    refusal = ReadBody(block, header_.Find("Content-Type"), article, counts);
  }
  article->id = uri_;
  article->url = uri_;
  article->source = HostOf(uri_);
  if (article->date.empty()) article->date = header_.Find("WARC-Date");
  return refusal;
}

std::optional<Refusal> PageParser::ReadBody(std::string_view body,
                                            std::string_view content_type,
                                            Article* article,
                                            ParseCounts* counts) {
  const std::string type = MediaType(content_type);
  const std::string_view charset = CharsetParameter(content_type);
  const bool page = type.empty() ? LooksLikeMarkup(body) : type != "text/plain";
  if (page) {
    const HtmlHints hints = {encoding_, charset, uri_};
    return ReadPage(body, hints, article, counts);
  }
  const CharsetDecision found = encoding_.empty()
                                    ? DetectCharset(body, charset)
                                    : CharsetDecision{encoding_, 0, false};
  body.remove_prefix(std::min(found.mark_bytes, body.size()));
  if (found.name == "UTF-8") return ReadText(body, article, counts);
  counts->charset_guessed += found.guessed ? 1 : 0;
  if (!DecodeToUtf8(body, found.name, &page_.text, nullptr)) {
    return ReadText(body, article, counts);
  }
  article->text = page_.text;
  article->first_line_may_be_title = true;
  return std::nullopt;
}

}  // namespace nuskha::internal

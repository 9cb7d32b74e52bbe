// SPDX-License-Identifier: Apache-2.0

#include "text/token_sink.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <limits>

namespace nuskha::internal {
namespace {

constexpr size_t kMaxBytes = std::numeric_limits<uint32_t>::max();

bool IsInvisible(char32_t c) {
  const CharClass char_class = LightClass(c);
  return char_class == CharClass::kBlank ||
         char_class == CharClass::kLineBreak ||
         char_class == CharClass::kIgnorable;
}

// Nearly every line begins and ends with one of these; the rest is decoded.
bool IsVisible(std::string_view character) {
  const auto a = static_cast<uint8_t>(character[0]);
  if (character.size() == 1) return a > 0x20 && a < 0x7f;
  const auto b = static_cast<uint8_t>(character[1]);
  return (a == 0xd8 && b >= 0xa0) || (a == 0xd9 && b >= 0x80);  // Arabic
}

bool IsTrail(char byte) { return (static_cast<uint8_t>(byte) & 0xc0) == 0x80; }

bool IsAsciiDigit(char32_t c) { return c >= U'0' && c <= U'9'; }

bool IsNumberSeparator(char32_t c) {
  return c == U'.' || c == U',' || c == 0x66b || c == 0x66c;
}

enum class TokenClass { kNone, kArabic, kOther, kMark };

TokenClass ClassOf(char32_t c) {
  if (c < 0x80) {
    const bool other = IsAsciiDigit(c) || (c >= U'a' && c <= U'z');
    return other ? TokenClass::kOther : TokenClass::kNone;
  }
  const uint32_t gc = U_GET_GC_MASK(static_cast<UChar32>(c));
  if ((gc & U_GC_L_MASK) != 0) {
    return IsArabicLetter(c) ? TokenClass::kArabic : TokenClass::kOther;
  }
  if ((gc & U_GC_N_MASK) != 0) return TokenClass::kOther;
  if ((gc & U_GC_M_MASK) != 0) return TokenClass::kMark;
  return TokenClass::kNone;
}

// What the number separator at `i`, if it is one, stands for: U'.' a decimal
// point, 0 nothing (it groups thousands), U' ' a separator of tokens.
char32_t ResolveNumberSeparator(const CodePoints& text, size_t i) {
  const auto digit = [&](size_t at) {
    return at < text.size() && IsAsciiDigit(text[at].value);
  };
  if (i == 0 || !digit(i - 1) || !digit(i + 1)) return U' ';
  if (text[i].value == 0x66c) return 0;
  const bool group = digit(i + 2) && digit(i + 3) && !digit(i + 4);
  return text[i].value == U',' && group ? 0 : U'.';
}

}  // namespace

ByteSpan TrimInvisible(std::string_view text, ByteSpan range) {
  size_t begin = range.begin;
  while (begin < range.end) {
    const size_t size = static_cast<uint8_t>(text[begin]) < 0x80 ? 1 : 2;
    if (range.end - begin >= size && IsVisible(text.substr(begin, size))) break;
    size_t next = begin;
    bool ill_formed = false;
    if (!IsInvisible(DecodeAt(text.substr(0, range.end), &next, &ill_formed))) {
      break;
    }
    begin = next;
  }
  size_t end = range.end;
  while (end > begin) {
    const size_t size = IsTrail(text[end - 1]) ? 2 : 1;
    if (end - begin >= size && IsVisible(text.substr(end - size, size))) break;
    size_t previous = end - 1;
    while (previous > begin && end - previous < 4 && IsTrail(text[previous])) {
      --previous;
    }
    size_t next = previous;
    bool ill_formed = false;
    const char32_t c = DecodeAt(text.substr(0, end), &next, &ill_formed);
    if (next != end || !IsInvisible(c)) break;
    end = previous;
  }
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

TokenSink::TokenSink(std::string_view text, bool spans, Tokens* tokens)
    : text_(text), spans_(spans), tokens_(tokens) {
  const RepairReport repair = tokens->repair;
  tokens->clear();
  tokens->repair = repair;
}

void TokenSink::CloseToken(ByteSpan span) {
  std::string& bytes = tokens_->bytes;
  if (bytes.size() > kMaxBytes) {
    bytes.resize(tokens_->ends.empty() ? 0 : tokens_->ends.back());
    return;
  }
  tokens_->ends.push_back(static_cast<uint32_t>(bytes.size()));
  if (spans_) tokens_->spans.push_back(span);
}

void TokenSink::AddFolded(const CodePoints& folded) {
  TokenClass current = TokenClass::kNone;
  ByteSpan span;
  const auto close = [&] {
    if (current != TokenClass::kNone) CloseToken(span);
    current = TokenClass::kNone;
  };
  for (size_t i = 0; i < folded.size(); ++i) {
    char32_t c = folded[i].value;
    if (IsNumberSeparator(c)) {
      c = ResolveNumberSeparator(folded, i);
      if (c == 0) continue;
    }
    TokenClass char_class = c == U'.' ? TokenClass::kOther : ClassOf(c);
    if (char_class == TokenClass::kMark) char_class = current;
    if (char_class != current) {
      close();
      current = char_class;
      span = folded[i].span;
    }
    if (c == U'\n') {
      EndLine(tokens_->size(), folded[i].span.begin, folded[i].span.end);
    }
    if (current == TokenClass::kNone) continue;
    AppendUtf8(c, &tokens_->bytes);
    span.end = std::max(span.end, folded[i].span.end);
  }
  close();
}

void TokenSink::Append(const ScanBuffer& scan, const ByteSpan* spans,
                       size_t begin) {
  const size_t base = tokens_->bytes.size();
  const size_t first = tokens_->ends.size();
  const size_t n = base + scan.byte_count > kMaxBytes ? 0 : scan.token_count;
  if (n > 0) {
    tokens_->bytes.append(reinterpret_cast<const char*>(scan.bytes),
                          scan.byte_count);
    const uint32_t* const ends = scan.borders + 1;
    tokens_->ends.insert(tokens_->ends.end(), ends, ends + n);
    for (size_t i = first; i < first + n; ++i) {
      tokens_->ends[i] += static_cast<uint32_t>(base);
    }
    if (spans_) tokens_->spans.insert(tokens_->spans.end(), spans, spans + n);
  }
  for (size_t i = 0; i < scan.line_count; ++i) {
    const size_t end = begin + scan.lines[i].end;
    EndLine(first + std::min<size_t>(scan.lines[i].tokens, n), end, end + 1);
  }
}

void TokenSink::EndLine(size_t token_count, size_t end, size_t next) {
  if (token_count > line_first_token_) {
    tokens_->paragraphs.push_back(
        {static_cast<uint32_t>(token_count),
         TrimInvisible(text_, {static_cast<uint32_t>(line_begin_),
                               static_cast<uint32_t>(end)})});
  }
  line_begin_ = next;
  line_first_token_ = static_cast<uint32_t>(token_count);
}

}  // namespace nuskha::internal

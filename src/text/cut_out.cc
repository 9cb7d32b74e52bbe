// SPDX-License-Identifier: Apache-2.0

#include "text/cut_out.h"

#include <algorithm>
#include <cstddef>

#include "text/code_points.h"

namespace nuskha::internal {
namespace {

constexpr char32_t kEnDash = 0x2013;
constexpr char32_t kEmDash = 0x2014;
constexpr char32_t kTatweel = 0x0640;

bool IsLineBreak(char32_t c) { return LightClass(c) == CharClass::kLineBreak; }

// Nothing to be seen. Ill-formed bytes are no blanks.
bool IsUnseen(char32_t c) {
  const CharClass kind = LightClass(c);
  return kind == CharClass::kBlank || kind == CharClass::kLineBreak ||
         kind == CharClass::kIgnorable;
}

bool IsDash(char32_t c) {
  return c == '-' || c == kEnDash || c == kEmDash || c == kTatweel;
}

// What separates text from a dateline, a credit or a label before it.
bool IsSeparator(char32_t c) {
  constexpr std::u32string_view kSigns =
      U":,;.|/\\)]}*\u061b\u060c\u00bb\u2022";
  return IsUnseen(c) || IsDash(c) || kSigns.find(c) != kSigns.npos;
}

// What is left over before something that was cut off.
bool IsOpening(char32_t c) {
  constexpr std::u32string_view kSigns = U"|/([{*\u00ab\u2022";
  return IsUnseen(c) || IsDash(c) || kSigns.find(c) != kSigns.npos;
}

// How many bytes at the head of `text` satisfy `is`.
template <typename Is>
size_t Leading(std::string_view text, const Is& is) {
  bool ill_formed = false;
  for (size_t at = 0; at < text.size();) {
    const size_t before = at;
    if (!is(DecodeAt(text, &at, &ill_formed))) return before;
  }
  return text.size();
}

// How many bytes are left of `text` without those at its end that satisfy `is`.
template <typename Is>
size_t WithoutTrailing(std::string_view text, const Is& is) {
  bool ill_formed = false;
  size_t end = text.size();
  while (end > 0) {
    size_t at = end - 1;
    while (at > 0 && end - at < 4 && (text[at] & 0xc0) == 0x80) --at;
    const size_t begin = at;
    if (!is(DecodeAt(text, &at, &ill_formed)) || at != end) return end;
    end = begin;
  }
  return 0;
}

bool AllBlank(std::string_view text) {
  return Leading(text, IsUnseen) == text.size();
}

// Of the last character only: blanks may be many, and cuts behind them, too.
bool EndsUnseen(std::string_view text) {
  text.remove_prefix(text.size() - std::min<size_t>(text.size(), 4));
  return WithoutTrailing(text, IsUnseen) < text.size();
}

// Appends what follows a cut to what stands before it on the line, which is
// empty or has something to see.
void Join(std::string_view piece, std::string* line) {
  if (line->empty()) {
    piece.remove_prefix(Leading(piece, IsSeparator));
  } else if (EndsUnseen(*line)) {
    piece.remove_prefix(Leading(piece, IsUnseen));
  } else if (!piece.empty() && Leading(piece, IsUnseen) == 0) {
    *line += ' ';
  }
  line->append(piece);
}

class Cutter {
 public:
  Cutter(std::string_view text, std::span<const ByteSpan> cuts,
         std::string* out)
      : text_(text), cuts_(cuts), out_(out) {
    out_->clear();
  }

  void Run() {
    size_t at = 0;
    while (at < text_.size()) {
      const size_t end = at + Leading(text_.substr(at), [](char32_t c) {
                           return !IsLineBreak(c);
                         });
      CopyLine(at, end);
      at = std::max(end + BreakSize(end), at + 1);
    }
    if (!dropped_) return;
    // The end of the text went: another line is its end now.
    out_->resize(WithoutTrailing(*out_, IsUnseen));
    out_->append(text_.substr(WithoutTrailing(text_, IsUnseen)));
  }

 private:
  size_t BreakSize(size_t at) const {
    const std::string_view rest = text_.substr(at);
    if (rest.starts_with("\r\n")) return 2;
    size_t breaks = 0;
    return Leading(rest,
                   [&](char32_t c) { return breaks++ == 0 && IsLineBreak(c); });
  }

  // The line [begin, end) and its break.
  void CopyLine(size_t begin, size_t end) {
    std::string_view line = text_.substr(begin, end - begin);
    while (next_ < cuts_.size() && cuts_[next_].end <= begin) ++next_;
    const bool cut = next_ < cuts_.size() && cuts_[next_].begin < end;
    if (cut) {
      CutLine(begin, end);
      line = line_;
    }
    const bool blank = AllBlank(line);
    if (blank && (cut || dropped_)) {
      dropped_ = true;
      return;
    }
    out_->append(line);
    out_->append(text_.substr(end, BreakSize(end)));
    if (!blank) dropped_ = false;
  }

  void CutLine(size_t begin, size_t end) {
    line_.clear();
    size_t at = begin;
    bool first = true;
    for (size_t i = next_; i < cuts_.size() && cuts_[i].begin < end; ++i) {
      const size_t stop = std::max<size_t>(cuts_[i].begin, at);
      const std::string_view piece = text_.substr(at, stop - at);
      if (first) {
        line_ = AllBlank(piece) ? std::string_view() : piece;
      } else {
        Join(piece, &line_);
      }
      first = false;
      at = std::clamp<size_t>(cuts_[i].end, at, end);
    }
    const std::string_view rest = text_.substr(at, end - at);
    if (AllBlank(rest)) {
      line_.resize(WithoutTrailing(line_, IsOpening));
    } else {
      Join(rest, &line_);
    }
  }

  const std::string_view text_;
  const std::span<const ByteSpan> cuts_;
  std::string* const out_;
  size_t next_ = 0;       // the first cut that may reach the line
  bool dropped_ = false;  // the line before, and blank ones behind it
  std::string line_;      // without its cuts
};

}  // namespace

void CutOut(std::string_view text, std::span<const ByteSpan> cuts,
            std::string* out) {
  Cutter(text, cuts, out).Run();
}

}  // namespace nuskha::internal

// SPDX-License-Identifier: Apache-2.0

#include "reference/normalize_reference.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>

#include "reference/letter_folds.h"

namespace nuskha::testing {
namespace {

// Stands for the full stop of a number; no text can have it.
constexpr char32_t kDecimalPoint = 0x110000;

enum class Form { kNfc, kNfd, kNfkc, kNfkcCasefold };

const icu::Normalizer2* Normalizer(Form form) {
  UErrorCode status = U_ZERO_ERROR;
  switch (form) {
    case Form::kNfc:
      return icu::Normalizer2::getNFCInstance(status);
    case Form::kNfd:
      return icu::Normalizer2::getNFDInstance(status);
    case Form::kNfkc:
      return icu::Normalizer2::getNFKCInstance(status);
    default:
      return icu::Normalizer2::getNFKCCasefoldInstance(status);
  }
}

std::u32string Normalize(Form form, const std::u32string& text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString out = Normalizer(form)->normalize(
      icu::UnicodeString::fromUTF32(
          reinterpret_cast<const UChar32*>(text.data()),
          static_cast<int32_t>(text.size())),
      status);
  std::u32string result;
  for (int32_t i = 0; i < out.length(); i = out.moveIndex32(i, 1)) {
    result += static_cast<char32_t>(out.char32At(i));
  }
  return result;
}

int Type(char32_t c) { return u_charType(static_cast<UChar32>(c)); }

bool Has(char32_t c, uint32_t mask) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & mask) != 0;
}

bool In(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}

bool IsLineBreak(char32_t c) {
  return In(c, 0xa, 0xd) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool IsSpace(char32_t c) {
  return Type(c) == U_SPACE_SEPARATOR ||
         (Type(c) == U_CONTROL_CHAR && !IsLineBreak(c));
}

bool IsIgnorable(char32_t c) {
  return In(c, 0xfff9, 0xfffb) ||
         u_hasBinaryProperty(static_cast<UChar32>(c),
                             UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool IsPresentationForm(char32_t c) {
  return In(c, 0xfb50, 0xfdff) || In(c, 0xfe70, 0xfefc);
}

bool IsArabicLetter(char32_t c) {
  return (Type(c) == U_OTHER_LETTER || Type(c) == U_MODIFIER_LETTER) &&
         c != 0x640 &&
         (In(c, 0x600, 0x6ff) || In(c, 0x750, 0x77f) || In(c, 0x870, 0x88e) ||
          In(c, 0x8a0, 0x8ff) || IsPresentationForm(c) ||
          In(c, 0x1ee00, 0x1eeff));
}

bool IsArabicMark(char32_t c) {
  return Type(c) == U_NON_SPACING_MARK &&
         (In(c, 0x610, 0x61a) || In(c, 0x64b, 0x65f) || c == 0x670 ||
          In(c, 0x6d6, 0x6ed) || In(c, 0x898, 0x89f) || In(c, 0x8ca, 0x8ff) ||
          In(c, 0x10efd, 0x10eff));
}

std::u32string ExpandPresentationForm(char32_t c) {
  const bool on_carrier =
      In(c, 0xfe70, 0xfe7f) || In(c, 0xfc5e, 0xfc63) || In(c, 0xfcf2, 0xfcf4);
  if (c == 0xfe73) return U"";
  if (c == 0xfdfc) return U"\u0631\u064a\u0627\u0644";
  if (c == 0xfdfd) {
    return U"\u0628\u0633\u0645 \u0627\u0644\u0644\u0647 "
           U"\u0627\u0644\u0631\u062d\u0645\u0646 "
           U"\u0627\u0644\u0631\u062d\u064a\u0645";
  }
  std::u32string form = Normalize(Form::kNfkc, std::u32string(1, c));
  if (on_carrier) {
    std::erase(form, U' ');
    std::erase(form, U'\u0640');
  }
  return form;
}

ReferenceText MapCharacters(const ReferenceText& in) {
  ReferenceText out;
  for (size_t i = 0; i < in.size(); ++i) {
    const ReferenceChar& x = in[i];
    if (x.c == U'\r' && i + 1 < in.size() && in[i + 1].c == U'\n') {
      out.push_back({U'\n', x.begin, in[i + 1].end});
      ++i;
    } else if (IsLineBreak(x.c)) {
      out.push_back({U'\n', x.begin, x.end});
    } else if (IsSpace(x.c)) {
      out.push_back({U' ', x.begin, x.end});
    } else if (IsPresentationForm(x.c)) {
      for (const char32_t c : ExpandPresentationForm(x.c)) {
        out.push_back({c, x.begin, x.end});
      }
    } else if (!IsIgnorable(x.c)) {
      out.push_back(x);
    }
  }
  return out;
}

ReferenceText ResolveTatweel(const ReferenceText& in) {
  ReferenceText out;
  const auto arabic = [&](size_t i) {
    return i < in.size() && (IsArabicLetter(in[i].c) || IsArabicMark(in[i].c));
  };
  for (size_t i = 0; i < in.size(); ++i) {
    if (in[i].c != 0x640) {
      out.push_back(in[i]);
      continue;
    }
    size_t last = i;
    while (last + 1 < in.size() && in[last + 1].c == 0x640) ++last;
    const bool after = i > 0 && arabic(i - 1);
    if (after) out.back().end = in[last].end;
    if (!after && !arabic(last + 1)) {
      out.push_back({0x2013, in[i].begin, in[last].end});
    }
    i = last;
  }
  return out;
}

// Cuts `in` where no normalization to `form` reaches across, and behind blanks.
std::vector<ReferenceText> Segments(Form form, const ReferenceText& in) {
  std::vector<ReferenceText> segments;
  for (const ReferenceChar& x : in) {
    const bool join =
        !segments.empty() && segments.back().back().c != U' ' &&
        segments.back().back().c != U'\n' &&
        !Normalizer(form)->hasBoundaryBefore(static_cast<UChar32>(x.c));
    if (!join) segments.emplace_back();
    segments.back().push_back(x);
  }
  return segments;
}

std::u32string Text(const ReferenceText& in) {
  std::u32string out;
  for (const ReferenceChar& x : in) out += x.c;
  return out;
}

ReferenceText Compose(const ReferenceText& in) {
  ReferenceText out;
  for (const ReferenceText& segment : Segments(Form::kNfc, in)) {
    const std::u32string text = Text(segment);
    const std::u32string composed = Normalize(Form::kNfc, text);
    if (composed == text) {
      out.insert(out.end(), segment.begin(), segment.end());
      continue;
    }
    for (const char32_t c : composed) {
      out.push_back({c, segment.front().begin, segment.back().end});
    }
  }
  return out;
}

bool IsDeletedLetter(char32_t c) {
  return c == 0x674 || c == 0x6e5 || c == 0x6e6;
}

// Is `mark` behind the last character that is no mark dropped?
bool IsDropped(char32_t mark, char32_t base) {
  if (IsArabicLetter(base)) return true;
  if (Type(mark) != U_NON_SPACING_MARK) return false;
  if (!Has(base, U_GC_L_MASK)) return true;
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script =
      uscript_getScript(static_cast<UChar32>(base), &status);
  return script == USCRIPT_LATIN || script == USCRIPT_GREEK ||
         script == USCRIPT_CYRILLIC || script == USCRIPT_HEBREW ||
         script == USCRIPT_SYRIAC;
}

// Letters of other scripts; `base` is the last character that is no mark.
// Dropped marks belong to the span of the character before them, unless that
// is a blank or was deleted.
void FoldOthers(const ReferenceText& run, char32_t* base, ReferenceText* out) {
  for (const ReferenceText& segment : Segments(Form::kNfkcCasefold, run)) {
    std::u32string kept;
    for (const char32_t c :
         Normalize(Form::kNfd, Normalize(Form::kNfkcCasefold, Text(segment)))) {
      if (Has(c, U_GC_M_MASK)) {
        if (IsDropped(c, *base)) continue;
      } else {
        *base = c;
      }
      kept += c;
    }
    const bool attaches = !out->empty() && !IsDeletedLetter(*base) &&
                          out->back().c != U' ' && out->back().c != U'\n';
    if (kept.empty() && attaches) out->back().end = segment.back().end;
    for (char32_t c : Normalize(Form::kNfc, kept)) {
      const int32_t digit = u_charDigitValue(static_cast<UChar32>(c));
      c = digit >= 0 ? U'0' + static_cast<char32_t>(digit)
                     : ReferenceFoldLetter(c);
      out->push_back({c, segment.front().begin, segment.back().end});
    }
  }
}

ReferenceText FoldCharacters(const ReferenceText& light) {
  ReferenceText out;
  ReferenceText run;
  char32_t base = U' ';
  const auto flush = [&] {
    FoldOthers(run, &base, &out);
    run.clear();
  };
  for (size_t i = 0; i < light.size(); ++i) {
    const ReferenceChar& x = light[i];
    if (IsArabicMark(x.c)) {
      const bool visible =
          !run.empty() && run.back().c != U' ' && run.back().c != U'\n';
      if (visible) run.back().end = x.end;
    } else if (!IsArabicLetter(x.c) || x.c >= 0x900) {
      run.push_back(x);
    } else {
      flush();
      bool hamza = false;
      while (i + 1 < light.size() && Has(light[i + 1].c, U_GC_M_MASK)) {
        ++i;
        hamza = hamza || light[i].c == 0x654;
      }
      const bool seat = x.c == 0x648 || x.c == 0x649 || x.c == 0x64a ||
                        x.c == 0x6cc || x.c == 0x6d2;
      base = x.c;
      if (IsDeletedLetter(x.c)) continue;
      out.push_back({hamza && seat ? 0x621 : ReferenceFoldLetter(x.c), x.begin,
                     light[i].end});
    }
  }
  flush();
  return out;
}

ReferenceText ResolveNumbers(const ReferenceText& in) {
  ReferenceText out;
  const auto digit = [&](size_t i) {
    return i < in.size() && In(in[i].c, U'0', U'9');
  };
  for (size_t i = 0; i < in.size(); ++i) {
    ReferenceChar x = in[i];
    const bool separator =
        x.c == U'.' || x.c == U',' || x.c == 0x66b || x.c == 0x66c;
    if (separator && i > 0 && digit(i - 1) && digit(i + 1)) {
      const bool group = digit(i + 2) && digit(i + 3) && !digit(i + 4);
      if (x.c == 0x66c || (x.c == U',' && group)) continue;
      x.c = kDecimalPoint;
    }
    out.push_back(x);
  }
  return out;
}

char TokenClass(char32_t c) {
  if (c == kDecimalPoint) return 'B';
  if (Has(c, U_GC_L_MASK)) return IsArabicLetter(c) ? 'A' : 'B';
  if (Has(c, U_GC_N_MASK)) return 'B';
  return Has(c, U_GC_M_MASK) ? 'M' : ' ';
}

void AppendUtf8(char32_t c, std::string* out) {
  icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(*out);
}

}  // namespace

ReferenceText ReferenceLightChars(const ReferenceText& text) {
  return Compose(ResolveTatweel(MapCharacters(text)));
}

std::string ReferenceLight(const ReferenceText& text) {
  std::u32string out;
  for (const ReferenceChar& x : ReferenceLightChars(text)) {
    if (x.c == U' ' &&
        (out.empty() || out.back() == U' ' || out.back() == U'\n')) {
      continue;
    }
    if (x.c == U'\n') {
      while (!out.empty() && out.back() == U' ') out.pop_back();
      if (out.empty() || out.back() == U'\n') continue;
    }
    out += x.c;
  }
  while (!out.empty() && (out.back() == U' ' || out.back() == U'\n')) {
    out.pop_back();
  }
  std::string utf8;
  for (const char32_t c : out) AppendUtf8(c, &utf8);
  return utf8;
}

ReferenceResult ReferenceStandard(const ReferenceText& text) {
  ReferenceResult result;
  std::vector<ReferenceParagraph> lines(1, {0, 0, 0});
  bool seen = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const ReferenceChar& x = text[i];
    if (IsLineBreak(x.c)) {
      if (x.c == U'\r' && i + 1 < text.size() && text[i + 1].c == U'\n') ++i;
      lines.push_back({0, 0, 0});
      seen = false;
    } else if (!IsSpace(x.c) && !IsIgnorable(x.c)) {
      if (!seen) lines.back().begin = x.begin;
      lines.back().end = x.end;
      seen = true;
    }
  }
  size_t line = 0;
  char open = ' ';
  for (const ReferenceChar& x :
       ResolveNumbers(FoldCharacters(ReferenceLightChars(text)))) {
    char kind = TokenClass(x.c);
    if (kind == 'M') kind = open;
    if (kind != ' ' && kind != open) {
      result.tokens.push_back({"", x.begin, x.end});
    }
    open = kind;
    if (x.c == U'\n') lines[line++].tokens = result.tokens.size();
    if (kind == ' ') continue;
    ReferenceToken& token = result.tokens.back();
    AppendUtf8(x.c == kDecimalPoint ? U'.' : x.c, &token.text);
    token.end = std::max(token.end, x.end);
  }
  lines[line].tokens = result.tokens.size();
  size_t tokens = 0;
  for (const ReferenceParagraph& paragraph : lines) {
    if (paragraph.tokens > tokens) result.paragraphs.push_back(paragraph);
    tokens = std::max(tokens, paragraph.tokens);
  }
  return result;
}

std::string ReferenceUtf8(const ReferenceText& text) {
  std::string out;
  for (const ReferenceChar& x : text) AppendUtf8(x.c, &out);
  return out;
}

}  // namespace nuskha::testing

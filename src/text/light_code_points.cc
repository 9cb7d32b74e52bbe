// SPDX-License-Identifier: Apache-2.0
//
// AppendLightCodePoints(): mapping, kashida, NFC, in this order.

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <algorithm>

#include "base/per_thread.h"
#include "text/code_points.h"
#include "text/icu_normalizers.h"

namespace nuskha::internal {
namespace {

// U+FDFD ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM has no mapping in
// Unicode, and that of U+FDFC RIAL SIGN has a Persian yeh.
constexpr char32_t kBismillah[] =
    U"\u0628\u0633\u0645 \u0627\u0644\u0644\u0647 "
    U"\u0627\u0644\u0631\u062d\u0645\u0646 "
    U"\u0627\u0644\u0631\u062d\u064a\u0645";
constexpr char32_t kRial[] = U"\u0631\u064a\u0627\u0644";

bool IsPresentationForm(char32_t c) {
  return (c >= 0xfb50 && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfefc);
}

// Marks with a space or a tatweel to stand on. NFKC keeps the carrier, which
// would cut the word in two.
bool IsMarkOnCarrier(char32_t c) {
  return (c >= 0xfe70 && c <= 0xfe7f) || (c >= 0xfc5e && c <= 0xfc63) ||
         (c >= 0xfcf2 && c <= 0xfcf4);
}

void AppendPresentationForm(char32_t c, ByteSpan span, CodePoints* out) {
  if (c == 0xfdfc || c == 0xfdfd) {
    for (const char32_t* p = c == 0xfdfc ? kRial : kBismillah; *p != 0; ++p) {
      out->push_back({*p, span});
    }
    return;
  }
  if (c == 0xfe73) return;  // TAIL FRAGMENT: a piece of a glyph
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString form = IcuNormalizers::Get().nfkc->normalize(
      icu::UnicodeString(static_cast<UChar32>(c)), status);
  CheckIcu(status, form);
  const bool on_carrier = IsMarkOnCarrier(c);
  for (int32_t i = 0; i < form.length(); i = form.moveIndex32(i, 1)) {
    const auto part = static_cast<char32_t>(form.char32At(i));
    if (on_carrier && (part == U' ' || part == U'\u0640')) continue;
    out->push_back({part, span});
  }
}

void AppendMapped(std::string_view text, ByteSpan range, RepairReport* report,
                  CodePoints* out) {
  size_t pos = range.begin;
  while (pos < range.end) {
    const size_t begin = pos;
    bool ill_formed = false;
    char32_t c = DecodeAt(text.substr(0, range.end), &pos, &ill_formed);
    if (ill_formed) CountIllFormed(begin, pos, report);
    if (c == U'\r' && pos < range.end && text[pos] == '\n') ++pos;
    const ByteSpan span = {static_cast<uint32_t>(begin),
                           static_cast<uint32_t>(pos)};
    switch (LightClass(c)) {
      case CharClass::kLineBreak:
        out->push_back({U'\n', span});
        break;
      case CharClass::kBlank:
        out->push_back({U' ', span});
        break;
      case CharClass::kIgnorable:
        break;
      default:
        if (IsPresentationForm(c)) {
          AppendPresentationForm(c, span, out);
        } else {
          out->push_back({c, span});
        }
    }
  }
}

bool IsArabic(char32_t c) { return IsArabicLetter(c) || IsArabicMark(c); }

// A run of U+0640 next to an Arabic letter or mark is kashida and goes; any
// other run is a dash. Works on out[first..].
void ResolveTatweel(size_t first, CodePoints* out) {
  CodePoints& text = *out;
  size_t to = first;
  for (size_t i = first; i < text.size();) {
    if (text[i].value != U'\u0640') {
      text[to++] = text[i++];
      continue;
    }
    size_t end = i;
    while (end < text.size() && text[end].value == U'\u0640') ++end;
    const bool after = to > first && IsArabic(text[to - 1].value);
    const bool before = end < text.size() && IsArabic(text[end].value);
    const uint32_t end_byte = text[end - 1].span.end;
    if (after) {
      text[to - 1].span.end = end_byte;
    } else if (!before) {
      text[to++] = {U'\u2013', {text[i].span.begin, end_byte}};
    }
    i = end;
  }
  text.resize(to);
}

// Puts long runs of marks into canonical order before ICU sees them: its
// insertion sort is quadratic in the length of a run.
void AppendDecomposed(const CodePoint* begin, const CodePoint* end,
                      icu::UnicodeString* out) {
  struct Ordered {
    UChar32 c;
    uint8_t combining_class;
  };
  std::vector<Ordered> marks;
  const auto flush = [&] {
    std::stable_sort(marks.begin(), marks.end(),
                     [](const Ordered& a, const Ordered& b) {
                       return a.combining_class < b.combining_class;
                     });
    for (const Ordered& mark : marks) out->append(mark.c);
    marks.clear();
  };
  icu::UnicodeString apart;
  for (const CodePoint* p = begin; p != end; ++p) {
    const auto c = static_cast<UChar32>(p->value);
    if (!IcuNormalizers::Get().nfd->getDecomposition(c, apart)) {
      apart.setTo(c);
    }
    CheckIcu(U_ZERO_ERROR, apart);
    for (int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
      const UChar32 part = apart.char32At(i);
      const uint8_t combining_class = u_getCombiningClass(part);
      if (combining_class == 0) {
        flush();
        out->append(part);
      } else {
        marks.push_back({part, combining_class});
      }
    }
  }
  flush();
}

// NFC of text[begin..end), which no normalization crosses, appended to *out.
void AppendComposed(const CodePoint* begin, const CodePoint* end,
                    CodePoints* out) {
  constexpr ptrdiff_t kLongSegment = 32;
  if (end - begin == 1 &&
      u_getIntPropertyValue(static_cast<UChar32>(begin->value),
                            UCHAR_NFC_QUICK_CHECK) == UNORM_YES) {
    out->push_back(*begin);
    return;
  }
  icu::UnicodeString source;
  for (const CodePoint* p = begin; p != end; ++p) {
    source.append(static_cast<UChar32>(p->value));
  }
  icu::UnicodeString ordered;
  if (end - begin > kLongSegment) AppendDecomposed(begin, end, &ordered);
  CheckIcu(U_ZERO_ERROR, source);
  CheckIcu(U_ZERO_ERROR, ordered);
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString composed = IcuNormalizers::Get().nfc->normalize(
      ordered.isEmpty() ? source : ordered, status);
  CheckIcu(status, composed);
  if (composed == source) {
    out->insert(out->end(), begin, end);
    return;
  }
  const ByteSpan span = {begin->span.begin, (end - 1)->span.end};
  for (int32_t i = 0; i < composed.length(); i = composed.moveIndex32(i, 1)) {
    out->push_back({static_cast<char32_t>(composed.char32At(i)), span});
  }
}

bool HasNfcBoundaryBefore(char32_t c) {
  return c < 0x300 ||
         IcuNormalizers::Get().nfc->hasBoundaryBefore(static_cast<UChar32>(c));
}

}  // namespace

void AppendLightCodePoints(std::string_view text, ByteSpan range,
                           RepairReport* report, CodePoints* out) {
  CodePoints& mapped = PerThread<CodePoints, struct MappedText>();
  mapped.clear();
  AppendMapped(text, range, report, &mapped);
  ResolveTatweel(0, &mapped);
  for (size_t i = 0; i < mapped.size();) {
    size_t end = i + 1;
    while (end < mapped.size() && !IsBlank(mapped[i].value) &&
           !HasNfcBoundaryBefore(mapped[end].value)) {
      ++end;
    }
    AppendComposed(mapped.data() + i, mapped.data() + end, out);
    i = end;
  }
}

}  // namespace nuskha::internal

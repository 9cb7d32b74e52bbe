// SPDX-License-Identifier: Apache-2.0
//
// FoldCodePoints(): the letter and mark rules of level standard.

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/per_thread.h"
#include "text/code_points.h"
#include "text/icu_normalizers.h"

namespace nuskha::internal {
namespace {

// What becomes of the marks behind a character.
enum class Base { kDropNonspacing, kKeepMarks, kDropMarks };

// Accents and pointing are dropped in the scripts where they are optional or
// merely distinguish; elsewhere (Indic, Thai) a nonspacing mark is a vowel.
Base BaseOf(char32_t c) {
  const auto point = static_cast<UChar32>(c);
  if ((U_GET_GC_MASK(point) & U_GC_L_MASK) == 0) return Base::kDropNonspacing;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(point, &status)) {
    case USCRIPT_ARABIC:
      return Base::kDropMarks;
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_HEBREW:
    case USCRIPT_SYRIAC:
      return Base::kDropNonspacing;
    default:
      return Base::kKeepMarks;
  }
}

// Letters that with a U+0654 HAMZA ABOVE behind them are a seat of hamza.
bool IsHamzaSeat(char32_t c) {
  return c == 0x648 || c == 0x649 || c == 0x64a || c == 0x6cc || c == 0x6d2;
}

char32_t FoldArabicLetter(char32_t c) {
  if (c >= kLowTableEnd) return c;
  const CharInfo info = LookUpChar(c);
  if (info.char_class != CharClass::kArabicLetter) return c;
  return static_cast<char32_t>((info.out[0] & 0x1f) << 6 |
                               (info.out[1] & 0x3f));
}

// True for Arabic letters that have a rule of their own; the mathematical ones
// (U+1EE00..) fold by compatibility, like letters of other scripts.
bool IsRuledArabicLetter(char32_t c) {
  return c < kLowTableEnd && IsArabicLetter(c);
}

bool IsDeletedLetter(char32_t c) {
  return IsInTable(c) && LookUpChar(c).char_class == CharClass::kArabicDeleted;
}

class Folder {
 public:
  explicit Folder(CodePoints* out) : out_(out) {}

  // Reads the letter light[i] and the marks behind it; returns the index
  // behind them.
  size_t AddArabic(const CodePoints& light, size_t i) {
    const char32_t letter = light[i].value;
    size_t end = i + 1;
    bool hamza = false;
    while (end < light.size() && IsMark(light[end].value)) {
      hamza = hamza || light[end].value == 0x654;
      ++end;
    }
    base_ = Base::kDropMarks;
    extends_ = !IsDeletedLetter(letter);
    if (extends_) {
      const char32_t fold =
          hamza && IsHamzaSeat(letter) ? U'\u0621' : FoldArabicLetter(letter);
      out_->push_back({fold, {light[i].span.begin, light[end - 1].span.end}});
    }
    return end;
  }

  // Folds a run without ruled Arabic letters and Arabic marks.
  void AddOthers(const CodePoints& run) {
    for (size_t i = 0; i < run.size();) {
      size_t end = i + 1;
      while (end < run.size() && !IsBlank(run[i].value) &&
             !HasBoundaryBefore(run[end].value)) {
        ++end;
      }
      if (end == i + 1 && run[i].value < 0x80) {
        AddAscii(run[i]);
      } else {
        AddSegment(run.data() + i, run.data() + end);
      }
      i = end;
    }
  }

 private:
  static bool HasBoundaryBefore(char32_t c) {
    return c < 0x300 || IcuNormalizers::Get().nfkc_casefold->hasBoundaryBefore(
                            static_cast<UChar32>(c));
  }

  void AddAscii(CodePoint c) {
    if (c.value >= U'A' && c.value <= U'Z') c.value += U'a' - U'A';
    base_ = Base::kDropNonspacing;
    extends_ = !IsBlank(c.value);
    out_->push_back(c);
  }

  bool Drops(UChar32 mark) const {
    return base_ == Base::kDropMarks ||
           (base_ == Base::kDropNonspacing &&
            u_charType(mark) == U_NON_SPACING_MARK);
  }

  void AddSegment(const CodePoint* begin, const CodePoint* end) {
    icu::UnicodeString source;
    for (const CodePoint* p = begin; p != end; ++p) {
      source.append(static_cast<UChar32>(p->value));
    }
    const IcuNormalizers& icu_normalizers = IcuNormalizers::Get();
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString apart = icu_normalizers.nfd->normalize(
        icu_normalizers.nfkc_casefold->normalize(source, status), status);
    CheckIcu(status, apart);
    icu::UnicodeString kept;
    for (int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
      const UChar32 c = apart.char32At(i);
      if (!IsMark(static_cast<char32_t>(c))) {
        base_ = BaseOf(static_cast<char32_t>(c));
      } else if (Drops(c)) {
        continue;
      }
      kept.append(c);
    }
    // A dropped mark may have kept two characters from composing.
    kept = icu_normalizers.nfc->normalize(kept, status);
    CheckIcu(status, kept);
    const ByteSpan span = {begin->span.begin, (end - 1)->span.end};
    if (kept.isEmpty()) {
      if (extends_) out_->back().span.end = span.end;
      return;
    }
    extends_ = true;
    for (int32_t i = 0; i < kept.length(); i = kept.moveIndex32(i, 1)) {
      AddFolded(kept.char32At(i), span);
    }
  }

  void AddFolded(UChar32 c, ByteSpan span) {
    const int32_t digit = u_charDigitValue(c);
    const char32_t fold = digit >= 0
                              ? U'0' + static_cast<char32_t>(digit)
                              : FoldArabicLetter(static_cast<char32_t>(c));
    out_->push_back({fold, span});
  }

  Base base_ = Base::kDropNonspacing;
  // The last character went to *out_ and takes dropped marks into its span.
  bool extends_ = false;
  CodePoints* out_;
};

}  // namespace

void FoldCodePoints(const CodePoints& light, CodePoints* out) {
  CodePoints& run = PerThread<CodePoints, struct FoldedRun>();
  out->clear();
  Folder folder(out);
  for (size_t i = 0; i < light.size();) {
    if (IsRuledArabicLetter(light[i].value)) {
      i = folder.AddArabic(light, i);
      continue;
    }
    run.clear();
    for (; i < light.size() && !IsRuledArabicLetter(light[i].value); ++i) {
      if (!IsArabicMark(light[i].value)) {
        run.push_back(light[i]);
      } else if (!run.empty() && !IsBlank(run.back().value)) {
        run.back().span.end = light[i].span.end;
      }
    }
    folder.AddOthers(run);
  }
}

}  // namespace nuskha::internal

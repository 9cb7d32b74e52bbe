// SPDX-License-Identifier: Apache-2.0

#include "text/encoding.h"

#include <simdjson.h>
#include <uchardet.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

#include "base/guarded.h"
#include "text/charset.h"
#include "text/code_points.h"
#include "text/transcoder.h"

namespace nuskha::internal {
namespace {

// simdjson chooses its code when it is first used, in functions that allocate
// and may not throw. So before anything can be used: later, memory that ends
// there would end the process.
[[maybe_unused]] const std::string kSimdjsonCode =
    simdjson::get_active_implementation()->name();

using namespace std::string_view_literals;

constexpr size_t kSample = size_t{64} << 10;

// Where browsers read another encoding than the label names, and the common
// ones, for which ICU need not be asked.
constexpr std::pair<std::string_view, std::string_view> kLabels[] = {
    {"utf-8", "UTF-8"},
    {"utf8", "UTF-8"},
    {"unicode-1-1-utf-8", "UTF-8"},
    {"windows-1256", "windows-1256"},
    {"cp1256", "windows-1256"},
    {"x-cp1256", "windows-1256"},
    {"arabic", "ISO-8859-6"},
    {"iso-8859-6", "ISO-8859-6"},
    {"iso-8859-6-e", "ISO-8859-6"},
    {"iso-8859-6-i", "ISO-8859-6"},
    {"iso8859-6", "ISO-8859-6"},
    {"asmo-708", "ISO-8859-6"},
    {"ascii", "windows-1252"},
    {"us-ascii", "windows-1252"},
    {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"x-user-defined", "windows-1252"},
    {"utf-16", "UTF-16LE"},
    {"unicode", "UTF-16LE"},
};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Null if ICU does not know the label. For a want of memory it may say the
// same, so it is asked again, and then for what it has built in.
const char* StandardName(const char* label, const char* standard) {
  const auto ask = [](const char* of, const char* by) {
    UErrorCode status = U_ZERO_ERROR;
    const char* const name = ucnv_getStandardName(of, by, &status);
    return U_FAILURE(status) ? nullptr : name;
  };
  for (int i = 0; i < 2; ++i) {
    if (const char* const name = ask(label, standard)) return name;
  }
  if (ask("windows-1256", "IANA") == nullptr) EndOfMemory();
  return nullptr;
}

bool IsUtf16(std::string_view name) { return name.starts_with("UTF-16"); }

// Whether markup keeps its meaning: not so in EBCDIC, UTF-7 and encodings that
// switch by escape sequences.
bool KeepsAscii(std::string_view name) {
  constexpr std::string_view kProbe = "<a b=\"+AGE-\">~{!!~}&\x1b(J\\x</a>";
  std::string text;
  uint64_t replaced = 0;
  return DecodeToUtf8(kProbe, name, &text, &replaced) && text == kProbe;
}

// How well `bytes` read as the Arabic of one encoding of one byte a letter.
struct Reading {
  uint64_t letters = 0;  // of any script, outside ASCII
  uint64_t arabic = 0;
  uint64_t frequent = 0;  // alef, lam, yeh, meem, waw, noon, reh, teh, heh, beh
  uint64_t strange = 0;   // controls and bytes without a meaning
  uint64_t touching = 0;  // beside an ASCII letter, as accented letters stand

  bool IsArabic() const {
    return arabic > 0 && arabic * 5 >= letters * 4 && frequent * 2 >= arabic &&
           strange * 20 <= letters && touching * 4 <= arabic;
  }
};

using ByteTable = std::array<char32_t, 128>;  // of bytes 0x80 and over

ByteTable MakeTable(std::string_view charset) {
  ByteTable table;
  for (size_t i = 0; i < table.size(); ++i) {
    const char byte = static_cast<char>(0x80 + i);
    std::string text;
    uint64_t replaced = 0;
    DecodeToUtf8({&byte, 1}, charset, &text, &replaced);
    size_t pos = 0;
    bool ill_formed = false;
    table[i] = text.empty() ? 0xfffd : DecodeAt(text, &pos, &ill_formed);
  }
  return table;
}

Reading Read(std::string_view bytes, const ByteTable& table) {
  static constexpr std::u32string_view kFrequent =
      U"\u0627\u0644\u064a\u0645\u0648\u0646\u0631\u062a\u0647\u0628";
  const auto is_latin = [&](size_t at) {
    return at < bytes.size() && (bytes[at] | 0x20) >= 'a' &&
           (bytes[at] | 0x20) <= 'z';
  };
  Reading reading;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const auto value = static_cast<uint8_t>(bytes[i]);
    if (value < 0x80) continue;
    reading.touching += is_latin(i - 1) || is_latin(i + 1);
    const char32_t c = table[value - 0x80];
    if (c < 0xa0 || c == 0xfffd) {
      ++reading.strange;
    } else if (IsArabicLetter(c)) {
      ++reading.letters;
      ++reading.arabic;
      reading.frequent += kFrequent.find(c) != std::u32string_view::npos;
    } else if (c >= 0xc0 && c < 0x250) {
      ++reading.letters;
    }
  }
  return reading;
}

// The better of the two Arabic readings, or empty.
std::string_view DetectArabic(std::string_view sample) {
  static const ByteTable windows = MakeTable("windows-1256");
  static const ByteTable iso = MakeTable("ISO-8859-6");
  const Reading as_windows = Read(sample, windows);
  const Reading as_iso = Read(sample, iso);
  const bool is_windows = as_windows.IsArabic();
  const bool is_iso = as_iso.IsArabic();
  if (is_iso && (!is_windows || as_iso.frequent > as_windows.frequent)) {
    return "ISO-8859-6";
  }
  return is_windows ? "windows-1256" : "";
}

// uchardet tells the two apart in texts of ten letters, where the frequent
// letters of DetectArabic() do not; it knows nothing of what is declared and
// sees Greek in some short texts, so all other answers of its own count less.
std::string_view DetectByLibrary(std::string_view sample) {
  const std::unique_ptr<std::remove_pointer_t<uchardet_t>,
                        decltype(&uchardet_delete)>
      detector(uchardet_new(), uchardet_delete);
  // Memory is all it can lack.
  if (detector == nullptr ||
      uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0) {
    EndOfMemory();
  }
  uchardet_data_end(detector.get());
  const std::string_view found = uchardet_get_charset(detector.get());
  if (found == "WINDOWS-1256") return "windows-1256";
  return found == "ISO-8859-6" ? "ISO-8859-6" : "";
}

// Whole characters of more than one byte against parts that are ill-formed.
bool IsDamagedUtf8(std::string_view sample) {
  uint64_t whole = 0;
  uint64_t broken = 0;
  bool ill_formed = false;
  for (size_t pos = 0; pos < sample.size();) {
    const size_t begin = pos;
    ill_formed = false;
    DecodeAt(sample, &pos, &ill_formed);
    broken += ill_formed;
    whole += !ill_formed && pos - begin > 1;
  }
  return whole >= 4 * broken;
}

// A table of one byte a letter has a meaning for next to all bytes of its text.
bool CanBe(std::string_view sample, const std::string& name) {
  std::string text;
  uint64_t replaced = 0;
  if (!DecodeToUtf8(sample, name, &text, &replaced)) return false;
  uint64_t high = 0;
  for (const char byte : sample) high += static_cast<uint8_t>(byte) >= 0x80;
  // C1 controls stand for bytes that an encoding leaves out.
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    replaced += text[i] == '\xc2' && static_cast<uint8_t>(text[i + 1]) < 0xa0;
  }
  return replaced * 50 <= high;
}

}  // namespace

std::string CharsetName(std::string_view label) {
  const size_t first = label.find_first_not_of(" \t\r\n\f\"'");
  if (first == std::string_view::npos) return {};
  const size_t last = label.find_last_not_of(" \t\r\n\f\"'");
  const std::string lower = Lower(label.substr(first, last - first + 1));
  if (lower.size() > 64 || lower.find('\0') != std::string::npos) return {};
  for (const auto& [known, name] : kLabels) {
    if (lower == known) return std::string(name);
  }
  for (const char* const standard : {"MIME", "IANA"}) {
    const char* const name = StandardName(lower.c_str(), standard);
    if (name == nullptr) continue;
    return IsUtf16(name) || KeepsAscii(name) ? name : std::string();
  }
  return {};
}

std::string_view DetectUtf16(std::string_view head, size_t* mark_bytes) {
  *mark_bytes = 0;
  if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) {
    *mark_bytes = 2;
    return head[0] == '\xff' ? "UTF-16LE" : "UTF-16BE";
  }
  head = head.substr(0, 4096);
  if (head.size() < 8) return {};
  // In one of the two byte positions nearly all bytes are those of Latin (00)
  // or Arabic (06), and there are zero bytes at all: of blanks and line ends.
  size_t high[2] = {0, 0};
  size_t zeros = 0;
  for (size_t i = 0; i < head.size(); ++i) {
    zeros += head[i] == '\0';
    high[i % 2] += head[i] == '\0' || head[i] == '\6';
  }
  const size_t half = head.size() / 2;
  if (zeros == 0 || std::max(high[0], high[1]) <= half * 7 / 10 ||
      std::min(high[0], high[1]) >= half / 10) {
    return {};
  }
  return high[1] > high[0] ? "UTF-16LE" : "UTF-16BE";
}

CharsetDecision DetectCharset(std::string_view bytes,
                              std::string_view declared_first,
                              std::string_view declared_second) {
  CharsetDecision decision;
  if (bytes.starts_with("\xef\xbb\xbf")) {
    decision.mark_bytes = 3;
    return decision;
  }
  const std::string_view utf16 = DetectUtf16(bytes, &decision.mark_bytes);
  if (!utf16.empty()) {
    decision.name = utf16;
    return decision;
  }
  if (simdjson::validate_utf8(bytes)) return decision;
  // From the first byte that is not ASCII: heads of pages are long.
  const auto high = std::find_if(bytes.begin(), bytes.end(),
                                 [](char c) { return (c & 0x80) != 0; });
  const std::string_view sample =
      bytes.substr(static_cast<size_t>(high - bytes.begin()), kSample);
  if (IsDamagedUtf8(sample)) return decision;
  bool latin = false;
  for (const std::string_view label : {declared_first, declared_second}) {
    std::string name = CharsetName(label);
    if (name.empty() || name == "UTF-8" || IsUtf16(name)) continue;
    // Latin-1 is what servers say that do not know.
    if (name == "windows-1252") {
      latin = true;
    } else if (CanBe(sample, name)) {
      decision.name = std::move(name);
      return decision;
    }
  }
  std::string_view arabic = DetectByLibrary(sample);
  if (arabic.empty()) arabic = DetectArabic(sample);
  decision.guessed = !latin || !arabic.empty();
  decision.name = arabic.empty() ? "windows-1252" : arabic;
  return decision;
}

CharsetDecision ChosenCharset(std::string_view bytes, std::string_view label) {
  CharsetDecision decision;
  decision.name = CharsetName(label);
  size_t mark = 0;
  const std::string_view utf16 = DetectUtf16(bytes, &mark);
  if (Lower(label) == "utf-16" && !utf16.empty()) {
    decision.name = utf16;
    decision.mark_bytes = mark;
  }
  return decision;
}

bool DecodeToUtf8(std::string_view bytes, std::string_view charset,
                  std::string* out, uint64_t* replaced) {
  out->clear();
  const std::unique_ptr<Transcoder> transcoder = Transcoder::Open(charset);
  if (transcoder == nullptr) return false;
  constexpr size_t kStep = size_t{64} << 10;
  for (size_t size = 0;;) {
    out->resize(size + kStep);
    const size_t written = transcoder->Convert(&bytes, /*last=*/true,
                                               std::span(*out).subspan(size));
    size += written;
    if (written < kStep) {
      out->resize(size);
      break;
    }
  }
  if (replaced != nullptr) *replaced = transcoder->replaced();
  return true;
}

}  // namespace nuskha::internal

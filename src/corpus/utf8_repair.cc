// SPDX-License-Identifier: Apache-2.0

#include "corpus/utf8_repair.h"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/uscript.h>

#include <array>
#include <cstddef>

namespace nuskha::internal {
namespace {

unsigned char ByteAt(std::string_view bytes, size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

// Range of the second byte and length of a sequence, by its first byte.
struct Lead {
  uint8_t size;  // 0: no sequence starts so
  unsigned char low;
  unsigned char high;
};

Lead LeadOf(unsigned char byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xc2) return {0, 0, 0};
  if (byte < 0xe0) return {2, 0x80, 0xbf};
  if (byte == 0xe0) return {3, 0xa0, 0xbf};
  if (byte == 0xed) return {3, 0x80, 0x9f};
  if (byte < 0xf0) return {3, 0x80, 0xbf};
  if (byte == 0xf0) return {4, 0x90, 0xbf};
  if (byte < 0xf4) return {4, 0x80, 0xbf};
  if (byte == 0xf4) return {4, 0x80, 0x8f};
  return {0, 0, 0};
}

void AppendCodePoint(char32_t c, std::string* out) {
  const auto put = [out](char32_t byte) {
    out->push_back(static_cast<char>(byte));
  };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6);
    put(0x80 | (c & 0x3f));
  } else {  // windows-1256 has nothing behind the basic plane
    put(0xe0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  }
}

// What the upper half of windows-1256 stands for.
struct Windows1256 {
  std::array<char32_t, 128> code_points = {};
  bool usable = false;
};

const Windows1256& GetWindows1256() {
  static const Windows1256 table = [] {
    Windows1256 made;
    UErrorCode error = U_ZERO_ERROR;
    UConverter* const converter = ucnv_open("windows-1256", &error);
    for (size_t i = 0; i < made.code_points.size() && U_SUCCESS(error); ++i) {
      const char byte = static_cast<char>(0x80 + i);
      const char* at = &byte;
      made.code_points[i] = static_cast<char32_t>(
          ucnv_getNextUChar(converter, &at, &byte + 1, &error));
    }
    made.usable = U_SUCCESS(error);
    if (converter != nullptr) ucnv_close(converter);
    return made;
  }();
  return table;
}

bool IsArabic(char32_t c) {
  UErrorCode error = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &error) == USCRIPT_ARABIC;
}

bool ReadsAsWindows1256(std::string_view bytes) {
  uint64_t ill_formed = 0;
  for (size_t i = 0; i < bytes.size();) {
    const Utf8Head head = FirstSequence(bytes.substr(i));
    if (!head.well_formed) ++ill_formed;
    i += head.size;
  }
  if (ill_formed * 100 <= bytes.size()) return false;
  const Windows1256& table = GetWindows1256();
  uint64_t letters = 0;
  uint64_t arabic = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const unsigned char byte = ByteAt(bytes, i);
    const char32_t c = byte < 0x80 ? byte : table.code_points[byte - 0x80];
    if (!u_isalpha(static_cast<UChar32>(c))) continue;
    ++letters;
    if (IsArabic(c)) ++arabic;
  }
  return table.usable && letters > 0 && arabic * 100 >= letters * 60;
}

}  // namespace

Utf8Head FirstSequence(std::string_view bytes) {
  const Lead lead = LeadOf(ByteAt(bytes, 0));
  if (lead.size == 1) return {true, 1};
  if (lead.size == 0 || bytes.size() < 2) return {false, 1};
  const unsigned char second = ByteAt(bytes, 1);
  if (second < lead.low || second > lead.high) return {false, 1};
  for (uint8_t size = 2; size < lead.size; ++size) {
    if (size >= bytes.size() || (ByteAt(bytes, size) & 0xc0) != 0x80) {
      return {false, size};
    }
  }
  return {true, lead.size};
}

Utf8Repair AppendRepaired(std::string_view bytes, std::string* out) {
  Utf8Repair repair;
  if (ReadsAsWindows1256(bytes)) {
    repair.windows_1256 = true;
    for (size_t i = 0; i < bytes.size(); ++i) {
      const unsigned char byte = ByteAt(bytes, i);
      AppendCodePoint(
          byte < 0x80 ? byte : GetWindows1256().code_points[byte - 0x80], out);
    }
    return repair;
  }
  for (size_t i = 0; i < bytes.size();) {
    const Utf8Head head = FirstSequence(bytes.substr(i));
    if (head.well_formed) {
      out->append(bytes, i, head.size);
    } else {
      out->append("\xef\xbf\xbd");
      repair.replaced_bytes += head.size;
    }
    i += head.size;
  }
  return repair;
}

}  // namespace nuskha::internal

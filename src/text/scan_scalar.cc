// SPDX-License-Identifier: Apache-2.0
//
// The scalar kernel: one table look-up per character and no branch that
// depends on where words end, which is what a branch predictor cannot learn.

#include <cstring>

#include "text/scan_kernels.h"
#include "text/scan_table.h"

namespace nuskha::internal {
namespace {

struct Input {
  const uint8_t* begin;
  const uint8_t* end;
  const ScanTable* table;
};

ScanEntry EntryAt(const ScanTable& table, const uint8_t* p) {
  return table.by_two_bytes[p[0] << 8 | p[1]];
}

bool IsLineBreak(uint8_t byte) { return byte >= '\n' && byte <= '\r'; }

size_t SizeOfCharacter(const uint8_t* p) { return 1 + (p[0] >> 7); }

// Behind a number separator: what is the next character that is not deleted?
enum class Follower { kDigit, kOther, kUnknown };

Follower FollowerAt(const Input& in, const uint8_t* p) {
  if (p == in.end) return Follower::kOther;
  if (p[0] < 0x80) {
    return p[0] >= '0' && p[0] <= '9' ? Follower::kDigit : Follower::kOther;
  }
  const ScanEntry entry = EntryAt(*in.table, p);
  if ((entry & kSpecialEntry) != 0 || (entry & kDeletedEntry) != 0) {
    return Follower::kUnknown;
  }
  const bool digit = (entry >> kStateShift & kAfterDigit) != 0;
  return digit ? Follower::kUnknown : Follower::kOther;
}

ScanStep NumberSeparator(const Input& in, const uint8_t* p) {
  const uint8_t* next = p + SizeOfCharacter(p);
  int digits = 0;
  Follower follower = FollowerAt(in, next);
  while (follower == Follower::kDigit && ++digits < 4) {
    follower = FollowerAt(in, next + digits);
  }
  if (follower == Follower::kUnknown) return {0, nullptr};
  if (digits == 0) return {kSeparatorEntry, next};
  const bool arabic_thousands = p[0] == 0xd9 && p[1] == 0xac;
  if (arabic_thousands || (*p == ',' && digits == 3)) {
    return {kDeletedEntry, next};
  }
  return {'.' | 1u << kSizeShift | kInOther << kStateShift, next};
}

// Kashida if it stands directly behind an Arabic letter or mark. A run of
// tatweel that may be a dash is left to the slow path.
ScanStep Tatweel(const Input& in, const uint8_t* p) {
  if (p - in.begin < 2 || (EntryAt(*in.table, p - 2) & kJoinsTatweel) == 0) {
    return {0, nullptr};
  }
  const uint8_t* next = p + 2;
  while (in.end - next >= 2 && next[0] == 0xd9 && next[1] == 0x80) next += 2;
  return {kDeletedEntry | kExtendsSpan, next};
}

ScanStep Punctuation(const Input& in, const uint8_t* p) {
  if (in.end - p < 3 || (p[2] & 0xc0) != 0x80) return {0, nullptr};
  const ScanEntry entry =
      in.table->punctuation[(p[1] & 0x3f) << 6 | (p[2] & 0x3f)];
  if ((entry & kSpecialEntry) != 0) return {0, nullptr};
  return {entry, p + 3};
}

ScanStep SpecialStep(const Input& in, const uint8_t* p, ScanEntry entry,
                     uint32_t state) {
  switch (static_cast<ScanSpecial>(entry & 0xff)) {
    case ScanSpecial::kNumberSeparator:
      if ((state & kAfterDigit) != 0) return NumberSeparator(in, p);
      return {kSeparatorEntry, p + SizeOfCharacter(p)};
    case ScanSpecial::kTatweel:
      return Tatweel(in, p);
    case ScanSpecial::kPunctuation:
      return Punctuation(in, p);
    case ScanSpecial::kReplacement:
      if (in.end - p < 3 || p[2] != 0xbd) break;
      return {kSeparatorEntry, p + 3};
    case ScanSpecial::kByteOrderMark:
      if (in.end - p < 3 || p[2] != 0xbf) break;
      return {kDeletedEntry, p + 3};
    case ScanSpecial::kStop:
      if (IsLineBreak(*p)) return {kSeparatorEntry, p + 1};
      break;
  }
  return {0, nullptr};
}

template <bool kSpans>
const uint8_t* Scan(const uint8_t* begin, const uint8_t* end, ScanBuffer* out,
                    ByteSpan* spans) noexcept {
  const Input in = {begin, end, &ScanTable::Get()};
  const ScanTable& table = *in.table;
  uint32_t bytes = 0;
  uint32_t tokens = 0;
  uint32_t state = 0;
  uint32_t span_end = 0;
  size_t lines = 0;
  out->borders[0] = 0;
  uint32_t* const ends = out->borders + 1;
  const uint8_t* p = begin;
  while (p < end) {
    ScanEntry entry = EntryAt(table, p);
    const uint8_t* next = p + SizeOfCharacter(p);
    if ((entry & kSpecialEntry) != 0) {
      const ScanStep step = SpecialStep(in, p, entry, state);
      if (step.next == nullptr) break;
      if (IsLineBreak(*p)) {
        out->lines[lines++] = {tokens + ((state & kScriptMask) != 0),
                               static_cast<uint32_t>(p - begin)};
      }
      entry = step.entry;
      next = step.next;
    }
    const uint32_t new_state =
        (state & entry >> kKeepShift) | (entry >> kStateShift & 7);
    ends[tokens] = bytes;
    if constexpr (kSpans) spans[tokens].end = span_end;
    tokens += (state & ~new_state & kScriptMask) != 0;
    if constexpr (kSpans) {
      const auto next_pos = static_cast<uint32_t>(next - begin);
      const uint32_t size = entry >> kSizeShift & 3;
      if (size > 0 && (state & new_state & kScriptMask) == 0) {
        spans[tokens].begin = static_cast<uint32_t>(p - begin);
      }
      if (size > 0 || ((entry & kExtendsSpan) != 0 && new_state != 0)) {
        span_end = next_pos;
      }
    }
    const auto pair = static_cast<uint16_t>(entry);
    std::memcpy(out->bytes + bytes, &pair, sizeof(pair));
    bytes += entry >> kSizeShift & 3;
    state = new_state;
    p = next;
  }
  ends[tokens] = bytes;
  if constexpr (kSpans) spans[tokens].end = span_end;
  tokens += (state & kScriptMask) != 0;
  out->byte_count = bytes;
  out->token_count = tokens;
  out->line_count = lines;
  return p;
}

}  // namespace

ScanStep ScanStepAt(const uint8_t* begin, const uint8_t* end, const uint8_t* p,
                    uint32_t state) noexcept {
  const Input in = {begin, end, &ScanTable::Get()};
  const ScanEntry entry = EntryAt(*in.table, p);
  if ((entry & kSpecialEntry) != 0) return SpecialStep(in, p, entry, state);
  return {entry, p + SizeOfCharacter(p)};
}

const uint8_t* ScanStandardScalar(const uint8_t* begin, const uint8_t* end,
                                  ScanBuffer* out) noexcept {
  return Scan<false>(begin, end, out, nullptr);
}

const uint8_t* ScanStandardSpans(const uint8_t* begin, const uint8_t* end,
                                 ScanBuffer* out, ByteSpan* spans) noexcept {
  return Scan<true>(begin, end, out, spans);
}

}  // namespace nuskha::internal

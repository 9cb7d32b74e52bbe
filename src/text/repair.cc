// SPDX-License-Identifier: Apache-2.0

#include "text/repair.h"

#include <algorithm>
#include <limits>

#include "text/charset.h"
#include "text/code_points.h"
#include "text/entities.h"
#include "text/mojibake.h"

namespace nuskha::internal {
namespace {

constexpr size_t kMaxBytes = std::numeric_limits<uint32_t>::max();
// Offsets have 32 bits; what a repair makes longer than that is cut.
constexpr size_t kLongestReplacement = 8;

RepairReport CountAllIllFormed(std::string_view text) {
  RepairReport report;
  bool ill_formed = false;
  for (size_t pos = 0; pos < text.size();) {
    const size_t begin = pos;
    DecodeAt(text, &pos, &ill_formed);
    if (ill_formed) CountIllFormed(begin, pos, &report);
  }
  return report;
}

}  // namespace

bool MayNeedRepair(std::string_view text) {
  return MayBeMojibake(text) || HasEntity(text);
}

bool IsSuspectedWindows1256(const RepairReport& report, size_t size) {
  return uint64_t{report.ill_formed_bytes} * 100 > size;
}

bool DecodeWindows1256(std::string_view text, std::string* out) {
  if (!IsSuspectedWindows1256(CountAllIllFormed(text), text.size())) {
    return false;
  }
  const Charset& charset = Charset::Windows1256();
  LetterCounts counts;
  for (const char byte : text) {
    counts.Add(charset.Decode(static_cast<uint8_t>(byte)));
  }
  // Damaged UTF-8 read as windows-1256 is Arabic letters too, but mojibake.
  if (counts.letters == 0 || counts.arabic * 5 < counts.letters * 3 ||
      counts.LooksLikeUtf8AsWindows1256()) {
    return false;
  }
  out->clear();
  for (const char byte : text) {
    if (out->size() > kMaxBytes - kLongestReplacement) break;
    AppendUtf8(charset.Decode(static_cast<uint8_t>(byte)), out);
  }
  return true;
}

OffsetMap* Repairer::NextMap() {
  if (map_count_ == maps_.size()) maps_.emplace_back();
  return &maps_[map_count_++];
}

std::string* Repairer::OtherBuffer(std::string_view text) {
  return &buffers_[text.data() == buffers_[0].data() ? 1 : 0];
}

std::string_view Repairer::RepairMojibake(std::string_view text) {
  if (!MayBeMojibake(text)) return text;
  std::string* out = OtherBuffer(text);
  if (!UndoMojibake(text, out, NextMap())) {
    --map_count_;
    return text;
  }
  report_.mojibake = true;
  return *out;
}

// What an entity leaves nothing of must not join the halves of a character that
// was never there.
std::string_view Repairer::ReplaceIllFormed(std::string_view text) {
  if (report_.ill_formed_bytes == 0 || !HasEntity(text)) return text;
  std::string* out = OtherBuffer(text);
  OffsetMap* map = NextMap();
  out->clear();
  map->Clear();
  bool ill_formed = false;
  for (size_t pos = 0; pos < text.size();) {
    const size_t begin = pos;
    if (out->size() > kMaxBytes - kLongestReplacement) break;
    DecodeAt(text, &pos, &ill_formed);
    if (ill_formed) {
      AppendUtf8(0xfffd, out);
      map->AddReplaced(pos - begin, 3);
    } else {
      out->append(text, begin, pos - begin);
      map->AddCopied(pos - begin);
    }
  }
  return *out;
}

std::string_view Repairer::DecodeEntities(std::string_view text) {
  if (!HasEntity(text)) return text;
  std::string* out = OtherBuffer(text);
  OffsetMap* map = NextMap();
  out->clear();
  map->Clear();
  size_t pos = 0;
  while (pos < text.size()) {
    const size_t size = out->size();
    if (size > kMaxBytes - kLongestReplacement) break;
    const size_t matched = MatchEntity(text.substr(pos), out);
    if (matched > 0) {
      ++report_.entities;
      map->AddReplaced(matched, out->size() - size);
      pos += matched;
      continue;
    }
    const size_t end = std::min(text.find('&', pos + 1), text.size());
    const size_t copied = std::min(end - pos, kMaxBytes - size);
    out->append(text, pos, copied);
    map->AddCopied(copied);
    pos += copied;
  }
  return *out;
}

std::string_view Repairer::Run(std::string_view text) {
  map_count_ = 0;
  report_ = CountAllIllFormed(text);
  if (IsSuspectedWindows1256(report_, text.size()) &&
      DecodeWindows1256(text, &buffers_[0])) {
    report_ = {};
    report_.windows_1256 = true;
    text = buffers_[0];
  }
  text = RepairMojibake(text);
  text = ReplaceIllFormed(text);
  // Feeds escape twice: &amp;quot;
  text = DecodeEntities(text);
  return DecodeEntities(text);
}

ByteSpan Repairer::ToOriginal(ByteSpan span) const {
  for (size_t i = map_count_; i-- > 0;) span = maps_[i].ToSource(span);
  return span;
}

}  // namespace nuskha::internal

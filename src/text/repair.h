// SPDX-License-Identifier: Apache-2.0
//
// Stages D and R: what was done to a text before it came here, undone.
//
//   D1  ill-formed UTF-8 is counted (it becomes U+FFFD where it is decoded)
//   D2  windows-1256 bytes are decoded
//   R1  mojibake is re-encoded
//   R2  HTML entities are decoded, in two passes

#ifndef NUSKHA_SRC_TEXT_REPAIR_H_
#define NUSKHA_SRC_TEXT_REPAIR_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nuskha/article.h"
#include "nuskha/normalize.h"
#include "text/offset_map.h"

namespace nuskha::internal {

// False if Repairer would find nothing but, at most, ill-formed UTF-8 in
// `text`. A second true for a text in order costs time only. Reads the text
// once, at memory speed.
bool MayNeedRepair(std::string_view text);

// True if a text of `size` bytes has so much ill-formed UTF-8 that D2 looks
// for windows-1256.
bool IsSuspectedWindows1256(const RepairReport& report, size_t size);

// D2: if the bytes of `text` are windows-1256 rather than UTF-8, replaces *out
// by the text in UTF-8 and returns true. O(n).
bool DecodeWindows1256(std::string_view text, std::string* out);

// Repairs one text after the other, keeping its buffers. Not thread-safe.
class Repairer {
 public:
  // Returns the repaired text, which is `text` itself or lives until the next
  // call. O(n).
  // REQUIRES: text.size() < 2^32
  std::string_view Run(std::string_view text);

  const RepairReport& report() const { return report_; }

  // From bytes of the repaired text to bytes of `text`; of the decoded text if
  // report().windows_1256. O(log n).
  ByteSpan ToOriginal(ByteSpan span) const;

 private:
  // A fresh map for the next rewriting.
  OffsetMap* NextMap();
  // A buffer that `text` does not live in.
  std::string* OtherBuffer(std::string_view text);

  std::string_view RepairMojibake(std::string_view text);
  std::string_view ReplaceIllFormed(std::string_view text);
  std::string_view DecodeEntities(std::string_view text);

  RepairReport report_;
  std::string buffers_[2];
  std::vector<OffsetMap> maps_;  // in order of rewriting; the first map_count_
  size_t map_count_ = 0;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_REPAIR_H_

// SPDX-License-Identifier: Apache-2.0
//
// Records of JSON that is not one value a line: the elements of an array, or
// values one after the other over any number of lines.
//
// A record that is broken is rejected, and reading goes on at the next place
// that looks like the start of one: a comma, the blanks and the first key that
// a record before had. Until a record was read, any object after a comma or
// bracket will do.

#ifndef NUSKHA_SRC_CORPUS_JSON_FRAMER_H_
#define NUSKHA_SRC_CORPUS_JSON_FRAMER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/json_scanner.h"
#include "corpus/record_framer.h"

namespace nuskha::internal {

class JsonFramer : public RecordFramer {
 public:
  explicit JsonFramer(uint64_t max_record) : RecordFramer(max_record) {}

 protected:
  bool Frame(RawRecord* record) override;
  void StartAnywhere() override;

 private:
  // Longest start of a record that is remembered, in bytes.
  static constexpr size_t kMaxStart = 256;
  static constexpr size_t kMaxStarts = 8;

  enum class State { kBetween, kInside, kSearching };

  bool SkipSeparators();
  bool ScanValue(RawRecord* record);
  bool Search(RawRecord* record);
  // Where in bytes() the next record may start, not before searched_.
  std::optional<size_t> FindStart() const;
  bool LooksLikeStart(size_t brace) const;
  void LearnStart(std::string_view value);

  State state_ = State::kBetween;
  JsonScanner scanner_;
  size_t scanned_ = 0;      // of bytes(), by the scanner
  size_t searched_ = 0;     // of bytes(), for the start of a record
  uint64_t broken_at_ = 0;  // the stream up to here was scanned already
  // What stands between the last separator and bytes(); and so the start of
  // every record that is told apart: blanks, brace, blanks, first key.
  std::string lead_;
  std::vector<std::string> starts_;
  std::string_view code_;  // why the record will be rejected
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_JSON_FRAMER_H_

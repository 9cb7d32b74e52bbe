// SPDX-License-Identifier: Apache-2.0
//
// Records of WARC 1.0 and 1.1 (ISO 28500) and WET files that may hold an
// article; the others are passed over.
//
// Content-Length is believed if a record header or the end of the file follows
// where it says. Otherwise the record reaches up to the next header, wherever
// that is, and the file is noted as flawed there.

#ifndef NUSKHA_SRC_CORPUS_WARC_FRAMER_H_
#define NUSKHA_SRC_CORPUS_WARC_FRAMER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "corpus/header_block.h"
#include "corpus/record_framer.h"

namespace nuskha::internal {

class WarcFramer : public RecordFramer {
 public:
  explicit WarcFramer(uint64_t max_record) : RecordFramer(max_record) {}

 protected:
  bool Frame(RawRecord* record) override;
  void StartAnywhere() override;

 private:
  enum class State { kBetween, kHeader, kBlock, kSkipping };
  enum class Progress { kStep, kRecord, kMore };

  Progress Between();
  Progress Header(RawRecord* record);
  Progress Block(RawRecord* record);
  Progress Skip(RawRecord* record);

  Progress EndRecord(size_t size, RawRecord* record);
  Progress EndCut(RawRecord* record);
  Progress Finish(size_t size, std::string_view code, RawRecord* record);
  void EndGarbage();
  // Whether a header or the end of the file follows `size` bytes on; none if
  // that cannot be known yet.
  std::optional<bool> Lands(size_t size) const;
  // Where in bytes() the next header starts, from searched_ on.
  std::optional<size_t> FindHeader();

  State state_ = State::kBetween;
  size_t searched_ = 0;      // of bytes(): no header starts before
  uint64_t ordinal_ = 0;     // of the record, from 1; all types count
  uint64_t garbage_ = 0;     // bytes before bytes() that are no record
  bool line_start_ = false;  // a line end stands before bytes()
  bool damaged_ = false;     // of which the stream has told already
  // Of the record.
  size_t header_size_ = 0;
  std::optional<uint64_t> length_;  // its Content-Length
  bool believed_ = false;
  std::string_view skip_code_;  // why it is rejected; empty: passed over
  std::string label_;           // as what
};

// What the record that starts with `bytes` is passed over as, for people; empty
// if it may hold an article. block: what there is of its block.
std::string PassedOverAs(const HeaderBlock& header, std::string_view block);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_WARC_FRAMER_H_

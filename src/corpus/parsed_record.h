// SPDX-License-Identifier: Apache-2.0
//
// What reading makes of a block of records, as bytes for a checkpoint, too.

#ifndef NUSKHA_SRC_CORPUS_PARSED_RECORD_H_
#define NUSKHA_SRC_CORPUS_PARSED_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nuskha/cluster.h"
#include "nuskha/document.h"
#include "nuskha/reader.h"

namespace nuskha::internal {

enum class Outcome : uint8_t { kDocument, kPassedThrough, kRejected };

// One record of a block, as the workers leave it for the consumer.
struct ParsedRecord {
  Outcome outcome = Outcome::kDocument;
  uint64_t number = 0;
  Document document;
  std::string id;
  std::string source;
  std::string rendered;  // not part of a checkpoint
  DocumentFacts facts;
  bool bad_date = false;
  Reject reject;
};

// What the parser found out in one block.
struct BlockFacts {
  ParseCounts counts;
  FieldNames fields;  // those used so far
  bool found_text_or_title = false;
  std::vector<std::string> new_fields;  // first seen in this block
};

// Of everything that the results for `block` depend on, settings left out.
// `before`: number of the first record of this pass.
uint64_t BlockKey(const RecordReader& reader, const RecordBlock& block,
                  uint64_t before);

void EncodeBlock(std::span<const ParsedRecord> records, const BlockFacts& facts,
                 std::string* out);

// False if `bytes` is not what EncodeBlock() makes of `count` records; then
// what *records and *facts hold is of no use. *records grows to `count`.
bool DecodeBlock(std::string_view bytes, size_t count,
                 std::vector<ParsedRecord>* records, BlockFacts* facts);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_PARSED_RECORD_H_

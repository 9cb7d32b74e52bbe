// SPDX-License-Identifier: Apache-2.0
//
// The second reading of dedup: records go to the output, to the removed ones,
// or nowhere, by what was decided about them.

#ifndef NUSKHA_TOOLS_DEDUP_WRITER_H_
#define NUSKHA_TOOLS_DEDUP_WRITER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "nuskha/collection.h"
#include "nuskha/match.h"
#include "nuskha/reader.h"
#include "nuskha/writer.h"

namespace nuskha::tools {

// What becomes of a document.
struct Fate {
  bool is_original = false;   // of a cluster
  bool has_original = false;  // the members below are set
  bool removed = false;
  Relation relation = Relation::kNothing;
  uint32_t of = 0;  // the original
  double jaccard = 0;
  double in = 0;
};

class DedupWriter {
 public:
  // read: as the reader of Write() has it.
  explicit DedupWriter(const ReadOptions& read) : parser_(read) {}

  // removed: empty for none. Errors: those of OutputFile.
  absl::Status Open(const std::string& path, const std::string& removed,
                    bool annotate, bool overwrite,
                    const std::vector<std::string>& inputs);

  // Rewinds *reader, which is at its end, writes its first `records` records
  // and commits: JSON Lines, or a table if all records are rows of tables with
  // one header. The input must not have changed. Errors: those of reader and
  // OutputFile.
  absl::Status Write(RecordReader* reader, const Collection& collection,
                     const std::vector<Fate>& fates, uint64_t records);

 private:
  absl::Status WriteRecord(const RawRecord& record, const RecordReader& reader,
                           const Collection& collection,
                           const std::vector<Fate>& fates);
  absl::Status WriteHeaders();
  // The record as it is written, with `note`, a JSON value, under "nuskha" if
  // it is not empty.
  std::string Written(const RawRecord& record, const RecordReader& reader,
                      std::string_view note);
  std::string AsObject(const RawRecord& record, const RecordReader& reader);
  absl::Status Commit();

  RecordParser parser_;  // for what is no JSON
  const TableHeader* table_ = nullptr;
  std::unique_ptr<OutputFile> kept_;
  std::unique_ptr<OutputFile> removed_;
  bool annotate_ = false;
  uint32_t next_document_ = 0;
  size_t next_rejected_ = 0;
};

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_DEDUP_WRITER_H_

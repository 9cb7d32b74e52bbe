// SPDX-License-Identifier: Apache-2.0
//
// The second reading of dedup: records go to the output, to the removed ones,
// or nowhere, by what was decided about them.

#ifndef NUSKHA_TOOLS_DEDUP_WRITER_H_
#define NUSKHA_TOOLS_DEDUP_WRITER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "fates.h"
#include "nuskha/collection.h"
#include "nuskha/document.h"
#include "nuskha/reader.h"
#include "nuskha/strip.h"
#include "nuskha/writer.h"
#include "record_stripper.h"

namespace nuskha::tools {

class DedupWriter {
 public:
  // read: as the reader of Write() has it; annotate: nothing is removed, each
  // record says what would become of it.
  DedupWriter(const ReadOptions& read, bool annotate)
      : read_(read), parser_(read), annotate_(annotate) {}

  // removed: empty for none. Without this, nothing is written. Errors: those of
  // OutputFile.
  absl::Status Open(const std::string& path, const std::string& removed,
                    bool overwrite, const std::vector<std::string>& inputs);

  // Kept texts are stripped; keep_original: what they were is noted. Before
  // Write().
  void Strip(const StripKinds& kinds, bool keep_original,
             std::shared_ptr<const BoilerplateRules> rules);
  // What Write() cut out of the texts.
  StripCounts stripped() const {
    return stripper_.has_value() ? stripper_->counts() : StripCounts();
  }

  // Rewinds *reader, which is at its end, and writes its first `records`
  // records: JSON Lines, or a table if all records are rows of tables with one
  // header. The input must not have changed. Errors: those of reader, then
  // input_failed(), and OutputFile.
  absl::Status Write(RecordReader* reader, const Collection& collection,
                     const std::vector<Fate>& fates, uint64_t records);
  bool input_failed() const { return input_failed_; }

  // What is to be published, the kept records last: where they are, the
  // removed ones are, too. Null: not asked for.
  std::vector<OutputFile*> outputs() { return {removed_.get(), kept_.get()}; }

 private:
  absl::Status WriteRecord(const RawRecord& record, const RecordReader& reader,
                           const Collection& collection,
                           const std::vector<Fate>& fates);
  absl::Status WriteKept(const RawRecord& record, const RecordReader& reader,
                         const Collection& collection, const Fate& fate);
  absl::Status WriteHeaders();
  // The record as it is written, with `note`, a JSON value, under "nuskha" if
  // it is not empty. text: of what is no JSON and no row, instead of its own;
  // null for that.
  std::string Written(const RawRecord& record, const RecordReader& reader,
                      std::string_view note, const std::string* text);
  std::string AsObject(const RawRecord& record, const RecordReader& reader,
                       const std::string* text);

  const ReadOptions read_;
  RecordParser parser_;  // for what is no JSON
  const TableHeader* table_ = nullptr;
  std::unique_ptr<OutputFile> kept_;
  std::unique_ptr<OutputFile> removed_;
  const bool annotate_;
  bool keep_original_ = false;
  bool noted_ = false;  // rows have a column for notes
  std::optional<RecordStripper> stripper_;
  bool input_failed_ = false;
  uint32_t next_document_ = 0;
  size_t next_rejected_ = 0;
};

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_DEDUP_WRITER_H_

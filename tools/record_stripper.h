// SPDX-License-Identifier: Apache-2.0
//
// Records whose text is stripped, every other byte as it was.

#ifndef NUSKHA_TOOLS_RECORD_STRIPPER_H_
#define NUSKHA_TOOLS_RECORD_STRIPPER_H_

#include <memory>
#include <string>
#include <string_view>

#include "nuskha/document.h"
#include "nuskha/reader.h"
#include "nuskha/strip.h"

namespace nuskha::tools {

class RecordStripper {
 public:
  // read: as the reader of the records has it.
  RecordStripper(const ReadOptions& read,
                 std::shared_ptr<const BoilerplateRules> rules,
                 const StripKinds& kinds)
      : parser_(read), stripper_(std::move(rules), kinds) {}

  // False: its text stays. True: the members below are about `record`.
  bool Strip(const RawRecord& record);

  const std::string& text() const { return text_; }
  const std::string& original() const { return original_; }
  // A JSON object or a row with the new text; other kinds: empty.
  const std::string& bytes() const { return bytes_; }

  // Of all records so far.
  const StripCounts& counts() const { return counts_; }

 private:
  void Rewrite(const RawRecord& record, const Article& article);

  RecordParser parser_;
  Stripper stripper_;
  std::string text_;
  std::string original_;
  std::string bytes_;
  StripCounts counts_;
};

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_RECORD_STRIPPER_H_

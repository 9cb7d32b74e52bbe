// SPDX-License-Identifier: Apache-2.0

#include "record_stripper.h"

#include <algorithm>

#include "checked.h"
#include "csv.h"
#include "json.h"

namespace nuskha::tools {
namespace {

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c & 0x80) == 0; });
}

}  // namespace

bool RecordStripper::Strip(const RawRecord& record) {
  Article article;
  Reject reject;
  if (!Checked(parser_.Parse(record, &article, &reject))) return false;
  // As the record is read that is written.
  article.first_line_may_be_title = false;
  StripCounts cuts;
  const bool stripped = Checked(stripper_.Strip(article, &text_, &cuts));
  counts_.Add(cuts);
  if (!stripped) return false;
  original_ = article.text;
  Rewrite(record, article);
  return true;
}

void RecordStripper::Rewrite(const RawRecord& record, const Article& article) {
  bytes_.clear();
  const bool row = record.kind == RecordKind::kTableRow;
  if (!row && record.kind != RecordKind::kJson) return;
  const std::string_view raw = parser_.RawText(record);
  if (row && raw.empty()) {  // ill-formed: nothing of it can stay
    for (const std::string_view field : parser_.row()) {
      if (!bytes_.empty()) bytes_ += record.table->delimiter;
      const bool is_text = field.data() == article.text.data() &&
                           field.size() == article.text.size();
      AppendCsvField(is_text ? text_ : field, &bytes_);
    }
    return;
  }
  const auto before = static_cast<size_t>(raw.data() - record.bytes.data());
  bytes_ = record.bytes.substr(0, before);
  if (row) {
    AppendCsvField(text_, &bytes_);
  } else if (IsAscii(raw)) {  // so is the dump, perhaps for a reason
    AppendAsciiJsonString(text_, &bytes_);
  } else {
    AppendJsonString(text_, &bytes_);
  }
  bytes_ += record.bytes.substr(before + raw.size());
}

}  // namespace nuskha::tools

// SPDX-License-Identifier: Apache-2.0

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "corpus/field_names.h"
#include "corpus/json_path.h"
#include "corpus/json_repair.h"
#include "corpus/line_splitter.h"
#include "corpus/long_strings.h"
#include "corpus/page_parser.h"
#include "corpus/raw_value.h"
#include "corpus/refusal.h"
#include "corpus/row_parser.h"
#include "nuskha/reader.h"

namespace nuskha {
namespace {

using internal::Field;
using internal::kDate;
using internal::kFieldCount;
using internal::kId;
using internal::kSource;
using internal::kText;
using internal::kTitle;
using internal::kUrl;
using internal::NotUtf8;
using internal::Refusal;
using internal::TooIllFormed;
using simdjson::dom::element;
using simdjson::dom::element_type;

// A parser that once held a giant record does not keep that memory.
constexpr size_t kKeptCapacity = size_t{8} << 20;

std::array<std::string_view*, kFieldCount> Targets(Article* article) {
  return {&article->text, &article->id,     &article->title,
          &article->url,  &article->source, &article->date};
}

// No repair helps.
bool IsFinal(simdjson::error_code error) {
  return error == simdjson::DEPTH_ERROR || error == simdjson::MEMALLOC;
}

// Of a record of `size` bytes; only a giant one is refused for want of memory.
Refusal RefusalOf(simdjson::error_code error, size_t size) {
  if (error == simdjson::DEPTH_ERROR) {
    return {"json_depth", "nested deeper than 1024 levels (a fixed limit)"};
  }
  if (error == simdjson::MEMALLOC) {
    if (size <= kKeptCapacity) internal::EndOfMemory();
    return {"out_of_memory", "takes more memory than there is"};
  }
  return {"json_syntax", simdjson::error_message(error)};
}

}  // namespace

class RecordParser::Impl : public internal::Spendable {
 public:
  explicit Impl(const ReadOptions& options)
      : names_(options.fields, options.extra_fields),
        layout_(&names_),
        rows_(&names_),
        pages_(options),
        max_line_(options.max_line),
        slots_(names_.names().size()),
        extra_(options.extra_fields.size()),
        extra_bytes_(extra_.size()) {}
  // layout_ and rows_ point to names_.
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  bool Parse(const RawRecord& record, Article* article, Reject* reject);

  const std::vector<std::string_view>& extra() const { return extra_; }
  bool found_text_or_title() const { return found_text_or_title_; }
  const FieldNames& used() const { return used_; }
  const std::vector<std::string>& seen() const { return layout_.seen(); }
  const ParseCounts& counts() const { return counts_; }
  const std::vector<std::string_view>& row() const { return rows_.values(); }
  std::string_view RawText(const RawRecord& record) const;

 private:
  // Where a value was found.
  struct Slot {
    element value;
    std::vector<uint32_t> positions;  // see RawValue()
    bool there = false;
  };

  std::optional<Refusal> ReadRow(const RawRecord& record, Article* article);
  std::optional<Refusal> ParseObject(const RawRecord& record);
  std::optional<Refusal> ParseRepaired();
  simdjson::error_code ParseBytes(std::string_view bytes, bool padded);
  void ReadKeys(simdjson::dom::object object);
  void FollowPaths();
  std::optional<Refusal> ReadFields(Article* article);
  bool IsValue(const Slot& slot) const;
  std::string_view Value(const Slot& slot, std::string* bytes) const;
  void ReadExtra();
  void Use(Field field, const std::string& name);

  const internal::NameTable names_;
  internal::KeyLayout layout_;
  internal::RowParser rows_;
  internal::PageParser pages_;
  const uint64_t max_line_;
  std::optional<simdjson::dom::parser> parser_;
  element root_;
  std::string_view json_;  // the record as it stands in the input
  std::string repaired_;
  std::string shortened_;
  std::string_view unshortened_;  // what shortened_ was made of; else empty
  std::vector<Slot> slots_;       // one for each of names_
  int text_name_ = -1;            // of the record; index into names_
  std::array<std::string, kFieldCount> value_bytes_;
  std::vector<std::string_view> extra_;
  std::vector<std::string> extra_bytes_;
  bool found_text_or_title_ = false;
  FieldNames used_;
  ParseCounts counts_;
};

bool RecordParser::Impl::Parse(const RawRecord& record, Article* article,
                               Reject* reject) {
  *article = {};
  for (std::string& bytes : value_bytes_) {
    if (bytes.capacity() > kKeptCapacity) std::string().swap(bytes);
  }
  text_name_ = -1;
  std::fill(extra_.begin(), extra_.end(), std::string_view());
  std::optional<Refusal> refusal;
  if (!record.reject_code.empty()) {
    refusal = {record.reject_code, internal::WhyNotRead(record, max_line_)};
  } else if (record.kind == RecordKind::kTableRow) {
    refusal = ReadRow(record, article);
  } else if (record.kind != RecordKind::kJson) {
    found_text_or_title_ = true;
    refusal = pages_.Parse(record, article, &counts_);
  } else {
    refusal = ParseObject(record);
    if (!refusal.has_value()) refusal = ReadFields(article);
    if (!refusal.has_value()) ReadExtra();
  }
  if (internal::IsBlank(article->text)) article->text = {};
  if (!refusal.has_value()) return true;
  *article = {};
  reject->file.clear();
  reject->line = record.line;
  reject->offset = record.offset;
  reject->length = std::max<uint64_t>(record.length, record.bytes.size());
  reject->code = refusal->code;
  reject->detail = std::move(refusal->detail);
  return false;
}

std::optional<Refusal> RecordParser::Impl::ReadRow(const RawRecord& record,
                                                   Article* article) {
  std::optional<Refusal> refusal = rows_.Parse(record, &counts_);
  if (rows_.new_header()) {
    for (const std::string& column : record.table->columns) layout_.See(column);
    found_text_or_title_ |= rows_.has_column(kText) || rows_.has_column(kTitle);
  }
  layout_.SeeSpelled([this](size_t name) { return rows_.has_name(name); });
  if (refusal.has_value()) return refusal;
  const auto targets = Targets(article);
  for (size_t f = 0; f < kFieldCount; ++f) {
    const auto field = static_cast<Field>(f);
    const int name = rows_.Find(field, targets[f]);
    if (name < 0) continue;
    if (field == kText) text_name_ = name;
    Use(field, names_.names()[static_cast<size_t>(name)].spelled);
  }
  for (size_t i = 0; i < extra_.size(); ++i) extra_[i] = rows_.Extra(i);
  return std::nullopt;
}

std::optional<Refusal> RecordParser::Impl::ParseObject(
    const RawRecord& record) {
  json_ = record.bytes;
  simdjson::error_code error = ParseBytes(json_, record.padded);
  if (IsFinal(error)) return RefusalOf(error, json_.size());
  if (error != simdjson::SUCCESS) {
    std::optional<Refusal> refusal = ParseRepaired();
    if (refusal.has_value()) return refusal;
  }
  simdjson::dom::object object;
  if (root_.get(object) != simdjson::SUCCESS) {
    return Refusal{"json_type", "not an object"};
  }
  ReadKeys(object);
  FollowPaths();
  layout_.SeeSpelled([this](size_t name) { return slots_[name].there; });
  return std::nullopt;
}

simdjson::error_code RecordParser::Impl::ParseBytes(std::string_view bytes,
                                                    bool padded) {
  if (parser_.has_value() && parser_->capacity() > kKeptCapacity &&
      bytes.size() <= kKeptCapacity / 2) {
    parser_.reset();
  }
  if (!parser_.has_value()) parser_.emplace();
  // Parsing takes more than ten times the bytes of a record: long strings, of
  // which giant records mostly consist, are left out and read from the input.
  unshortened_ = {};
  if (bytes.size() > kKeptCapacity) {
    if (!internal::ShortenStrings(bytes, &shortened_)) {
      return simdjson::STRING_ERROR;
    }
    unshortened_ = bytes;
    const size_t size = shortened_.size();
    shortened_.append(kRecordPadding, ' ');
    return parser_->parse(shortened_.data(), size, false).get(root_);
  }
  return parser_->parse(bytes.data(), bytes.size(), !padded).get(root_);
}

// The second and last try.
std::optional<Refusal> RecordParser::Impl::ParseRepaired() {
  const internal::JsonRepair repair = internal::RepairJson(json_, &repaired_);
  if (TooIllFormed(repair.replaced_bytes, json_.size())) {
    return NotUtf8(repair.replaced_bytes, json_.size());
  }
  const size_t size = repaired_.size();
  repaired_.append(kRecordPadding, ' ');
  const simdjson::error_code error =
      ParseBytes(std::string_view(repaired_).substr(0, size), true);
  // The document has its own copy of every string.
  if (repaired_.capacity() > kKeptCapacity && unshortened_.empty()) {
    std::string().swap(repaired_);
  }
  if (error != simdjson::SUCCESS) return RefusalOf(error, size);
  counts_.utf8_repaired += repair.replaced_bytes > 0 ? 1 : 0;
  counts_.windows_1256 += repair.windows_1256 ? 1 : 0;
  counts_.surrogates_repaired += repair.surrogates ? 1 : 0;
  counts_.controls_repaired += repair.controls ? 1 : 0;
  counts_.nan_repaired += repair.not_a_number ? 1 : 0;
  return std::nullopt;
}

void RecordParser::Impl::ReadKeys(simdjson::dom::object object) {
  for (Slot& slot : slots_) slot.there = false;
  layout_.StartRecord();
  uint32_t position = 0;
  for (const simdjson::dom::key_value_pair member : object) {
    const int name = layout_.Next(member.key);
    if (name >= 0) {
      Slot& slot = slots_[static_cast<size_t>(name)];
      slot.value = member.value;
      slot.positions.assign(1, position);
      slot.there = true;
    }
    ++position;
  }
  counts_.duplicate_keys += layout_.EndRecord();
}

void RecordParser::Impl::FollowPaths() {
  for (size_t i = 0; i < slots_.size(); ++i) {
    const std::vector<std::string>& path = names_.names()[i].path;
    Slot& slot = slots_[i];
    if (path.empty() || slot.there) continue;
    slot.value = root_;
    slot.positions.clear();
    slot.there = true;
    for (const std::string& step : path) {
      uint32_t position = 0;
      slot.there = internal::EnterJson(step, &slot.value, &position);
      if (!slot.there) break;
      slot.positions.push_back(position);
    }
  }
}

bool RecordParser::Impl::IsValue(const Slot& slot) const {
  return slot.there && !slot.value.is_null();
}

// A string without its quotes, other values as they stand in the input.
std::string_view RecordParser::Impl::Value(const Slot& slot,
                                           std::string* bytes) const {
  std::string_view text;
  if (slot.value.get(text) == simdjson::SUCCESS &&
      (!text.empty() || unshortened_.empty())) {
    return text;
  }
  if (slot.value.is_string()) {
    internal::UnquoteString(internal::RawValue(unshortened_, slot.positions),
                            bytes);
    return *bytes;
  }
  *bytes = internal::RawValue(json_, slot.positions);
  return *bytes;
}

std::optional<Refusal> RecordParser::Impl::ReadFields(Article* article) {
  const auto targets = Targets(article);
  for (size_t f = 0; f < kFieldCount; ++f) {
    const auto field = static_cast<Field>(f);
    for (const size_t name : names_.candidates(field)) {
      const Slot& slot = slots_[name];
      if (slot.there && (field == kText || field == kTitle)) {
        found_text_or_title_ = true;
      }
      if (!IsValue(slot)) continue;
      if (field == kText && !slot.value.is_string()) {
        return Refusal{"text_type", "the value of \"" +
                                        names_.names()[name].spelled +
                                        "\" is no string"};
      }
      if (!slot.value.is_string() && !slot.value.is_number()) continue;
      *targets[f] = Value(slot, &value_bytes_[f]);
      if (field == kText) text_name_ = static_cast<int>(name);
      Use(field, names_.names()[name].spelled);
      break;
    }
  }
  return std::nullopt;
}

std::string_view RecordParser::Impl::RawText(const RawRecord& record) const {
  if (text_name_ < 0) return {};
  if (record.kind == RecordKind::kTableRow) {
    return rows_.Raw(record, text_name_);
  }
  return internal::RawValue(record.bytes,
                            slots_[static_cast<size_t>(text_name_)].positions);
}

void RecordParser::Impl::Use(Field field, const std::string& name) {
  const std::array<std::string*, kFieldCount> used = {
      &used_.text, &used_.id,     &used_.title,
      &used_.url,  &used_.source, &used_.date};
  if (used[field]->empty()) *used[field] = name;
}

void RecordParser::Impl::ReadExtra() {
  for (size_t i = 0; i < extra_.size(); ++i) {
    const Slot& slot = slots_[names_.extra()[i]];
    if (IsValue(slot)) extra_[i] = Value(slot, &extra_bytes_[i]);
  }
}

RecordParser::RecordParser(const ReadOptions& options)
    : impl_(internal::MakeOrNull<Impl>(options)) {}
RecordParser::~RecordParser() = default;
RecordParser::RecordParser(RecordParser&&) noexcept = default;

absl::StatusOr<bool> RecordParser::Parse(const RawRecord& record,
                                         Article* article, Reject* reject) {
  return internal::GuardedCall(impl_, [&](Impl& impl) -> absl::StatusOr<bool> {
    return impl.Parse(record, article, reject);
  });
}

std::string_view RecordParser::RawText(const RawRecord& record) const {
  return impl_ == nullptr ? std::string_view() : impl_->RawText(record);
}

bool RecordParser::found_text_or_title() const {
  return impl_ != nullptr && impl_->found_text_or_title();
}

const std::vector<std::string_view>& RecordParser::extra_values() const {
  return internal::PartOf(impl_, &Impl::extra);
}
const std::vector<std::string_view>& RecordParser::row() const {
  return internal::PartOf(impl_, &Impl::row);
}
const FieldNames& RecordParser::fields_used() const {
  return internal::PartOf(impl_, &Impl::used);
}
const std::vector<std::string>& RecordParser::fields_seen() const {
  return internal::PartOf(impl_, &Impl::seen);
}
const ParseCounts& RecordParser::counts() const {
  return internal::PartOf(impl_, &Impl::counts);
}

}  // namespace nuskha

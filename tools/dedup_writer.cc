// SPDX-License-Identifier: Apache-2.0

#include "dedup_writer.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "checked.h"
#include "console.h"
#include "csv.h"
#include "json.h"

namespace nuskha::tools {
namespace {

// Puts "nuskha":VALUE at the end of a JSON object; what stands behind the
// object, blanks at most, goes.
std::string WithAnnotation(std::string_view object, std::string_view value) {
  const size_t brace = object.rfind('}');
  std::string out(object.substr(0, brace));
  const size_t last = out.find_last_not_of(" \t\r\n");
  if (last != std::string::npos && out[last] != '{') out += ',';
  return out + fmt::format("\"nuskha\":{}}}", value);
}

// A row with one quoted field more.
std::string WithField(std::string_view row, char delimiter,
                      std::string_view field) {
  std::string out(row);
  out += delimiter;
  AppendCsvField(field, &out);
  return out;
}

// original: null unless the text was changed and is kept.
std::string FateJson(const Fate& fate, const Collection& collection,
                     bool annotate, const std::string* original) {
  Json json;
  json.Object();
  if (annotate) {
    json.Key("role").String(fate.is_original    ? "original"
                            : fate.has_original ? RelationName(fate.relation)
                                                : "unique");
  }
  if (fate.has_original) {
    json.Key("of").String(fate.of_id.empty() ? collection.id(fate.of)
                                             : std::string_view(fate.of_id));
    json.Key("relation").String(RelationName(fate.relation));
    json.Key("jaccard").Real(fate.jaccard);
    json.Key("in").Real(fate.in);
  }
  if (original != nullptr) json.Key("original").String(*original);
  json.EndObject();
  return json.text();
}

std::string OriginalJson(const std::string& original) {
  Json json;
  return json.Object().Key("original").String(original).EndObject().text();
}

// Elements of an array may stand on several lines.
std::string OnOneLine(std::string_view json) {
  std::string line;
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    const bool is_break = c == '\n' || c == '\r';
    if (in_string) {
      line += is_break ? ' ' : c;  // as the repair of records reads it
      if (c == '\\' && i + 1 < json.size()) line += json[++i];
    } else if (!is_break && c != ' ' && c != '\t') {
      line += c;
    }
    if (c == '"') in_string = !in_string;
  }
  return line;
}

absl::Status Changed(const std::string& what) {
  return absl::DataLossError(what + ": nothing was written");
}

}  // namespace

absl::Status DedupWriter::Open(const std::string& path,
                               const std::string& removed, bool overwrite,
                               const std::vector<std::string>& inputs) {
  const OutputOptions options{
      .overwrite = overwrite, .inputs = inputs, .interrupted = [] {
        return CaughtSignal() != 0;
      }};
  absl::StatusOr<std::unique_ptr<OutputFile>> kept =
      OutputFile::Create(path, options);
  if (!kept.ok()) return kept.status();
  kept_ = *std::move(kept);
  if (removed.empty()) return absl::OkStatus();
  absl::StatusOr<std::unique_ptr<OutputFile>> other =
      OutputFile::Create(removed, options);
  if (!other.ok()) return other.status();
  removed_ = *std::move(other);
  return absl::OkStatus();
}

void DedupWriter::Strip(const StripKinds& kinds, bool keep_original,
                        std::shared_ptr<const BoilerplateRules> rules) {
  stripper_.emplace(read_, std::move(rules), kinds);
  keep_original_ = keep_original;
}

std::string DedupWriter::AsObject(const RawRecord& record,
                                  const RecordReader& reader,
                                  const std::string* text) {
  if (record.kind == RecordKind::kJson) {
    // A line stays as it is, whatever carriage returns it has.
    const bool lines = reader.info(record.file).format == "jsonl";
    return lines || record.bytes.find_first_of("\r\n") == record.bytes.npos
               ? std::string(record.bytes)
               : OnOneLine(record.bytes);
  }
  Article article;
  Reject reject;
  Checked(parser_.Parse(record, &article, &reject));
  Json json;
  json.Object();
  if (record.kind == RecordKind::kTableRow) {
    for (size_t i = 0; i < record.table->columns.size(); ++i) {
      json.Key(record.table->columns[i]).String(parser_.row()[i]);
    }
    return json.EndObject().text();
  }
  const std::string_view id =
      record.is_whole_file() ? std::string_view(reader.file_name(record.file))
                             : article.id;
  if (!id.empty()) json.Key("id").String(id);
  if (!article.title.empty()) json.Key("title").String(article.title);
  json.Key("text").String(text == nullptr ? article.text : *text);
  if (!article.url.empty()) json.Key("url").String(article.url);
  if (!article.source.empty()) json.Key("source").String(article.source);
  if (!article.date.empty()) json.Key("date").String(article.date);
  return json.EndObject().text();
}

std::string DedupWriter::Written(const RawRecord& record,
                                 const RecordReader& reader,
                                 std::string_view note,
                                 const std::string* text) {
  if (table_ != nullptr) {
    if (note.empty() && !noted_) return std::string(record.bytes) + "\n";
    return WithField(record.bytes, table_->delimiter, note) + "\n";
  }
  const std::string object = AsObject(record, reader, text);
  return (note.empty() ? object : WithAnnotation(object, note)) + "\n";
}

absl::Status DedupWriter::WriteKept(const RawRecord& record,
                                    const RecordReader& reader,
                                    const Collection& collection,
                                    const Fate& fate) {
  if (!stripper_.has_value() || !stripper_->Strip(record)) {
    if (kept_ == nullptr) return absl::OkStatus();
    return kept_->Write(Written(
        record, reader,
        annotate_ ? FateJson(fate, collection, true, nullptr) : "", nullptr));
  }
  if (kept_ == nullptr) return absl::OkStatus();
  const std::string* const original =
      keep_original_ ? &stripper_->original() : nullptr;
  std::string note;
  if (annotate_) {
    note = FateJson(fate, collection, true, original);
  } else if (original != nullptr) {
    note = OriginalJson(*original);
  }
  RawRecord stripped = record;
  stripped.padded = false;
  const bool in_place =
      record.kind == RecordKind::kJson || record.kind == RecordKind::kTableRow;
  if (in_place) stripped.bytes = stripper_->bytes();
  return kept_->Write(
      Written(stripped, reader, note, in_place ? nullptr : &stripper_->text()));
}

absl::Status DedupWriter::WriteRecord(const RawRecord& record,
                                      const RecordReader& reader,
                                      const Collection& collection,
                                      const std::vector<Fate>& fates) {
  const auto& rejected = collection.rejected();
  if (next_rejected_ < rejected.size() &&
      rejected[next_rejected_] == record.number) {
    ++next_rejected_;
    return absl::OkStatus();
  }
  const bool is_document = next_document_ < collection.documents() &&
                           collection.position(next_document_) == record.number;
  if (!is_document) {
    constexpr std::string_view kFate = R"({"role":"passed_through"})";
    if (kept_ == nullptr) return absl::OkStatus();
    return kept_->Write(
        Written(record, reader, annotate_ ? kFate : "", nullptr));
  }
  const Fate& fate = fates[next_document_++];
  if (annotate_ || !fate.removed) {
    return WriteKept(record, reader, collection, fate);
  }
  if (removed_ == nullptr) return absl::OkStatus();
  return removed_->Write(Written(
      record, reader, FateJson(fate, collection, false, nullptr), nullptr));
}

// The header stands once, whatever the number of files.
absl::Status DedupWriter::WriteHeaders() {
  if (table_ == nullptr || kept_ == nullptr) return absl::OkStatus();
  const std::string noted =
      WithField(table_->line, table_->delimiter, "nuskha") + "\n";
  absl::Status status = kept_->Write(noted_ ? noted : table_->line + "\n");
  if (status.ok() && removed_ != nullptr) status = removed_->Write(noted);
  return status;
}

absl::Status DedupWriter::Write(RecordReader* reader,
                                const Collection& collection,
                                const std::vector<Fate>& fates,
                                uint64_t records) {
  table_ = reader->common_table();
  noted_ = annotate_ || keep_original_;
  absl::Status status = WriteHeaders();
  if (!status.ok()) return status;
  status = reader->Rewind();
  input_failed_ = !status.ok();
  if (input_failed_) return status;
  const size_t notes = reader->notes().size();
  RecordBlock block;
  uint64_t written = 0;
  while (true) {
    const absl::StatusOr<bool> more = reader->Next(&block);
    input_failed_ = !more.ok();
    if (input_failed_) return more.status();
    if (!*more) break;
    if (CaughtSignal() != 0) return absl::CancelledError("interrupted");
    for (const RawRecord& record : block.records) {
      // It has grown: perhaps by what is written here.
      if (written == records) return Changed("an input grew while it was read");
      status = WriteRecord(record, *reader, collection, fates);
      if (!status.ok()) return status;
      ++written;
    }
  }
  if (written != records) return Changed("an input changed while it was read");
  // As many records, but perhaps others: what was decided is not about them.
  if (reader->notes().size() > notes) return Changed(reader->notes().back());
  return absl::OkStatus();
}

}  // namespace nuskha::tools

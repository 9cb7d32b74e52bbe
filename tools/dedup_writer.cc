// SPDX-License-Identifier: Apache-2.0

#include "dedup_writer.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "console.h"
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

std::string FateJson(const Fate& fate, const Collection& collection,
                     bool annotate) {
  Json json;
  json.Object();
  if (annotate) {
    json.Key("role").String(fate.is_original    ? "original"
                            : fate.has_original ? RelationName(fate.relation)
                                                : "unique");
  }
  if (fate.has_original) {
    json.Key("of").String(collection.id(fate.of));
    json.Key("relation").String(RelationName(fate.relation));
    json.Key("jaccard").Real(fate.jaccard);
    json.Key("in").Real(fate.in);
  }
  json.EndObject();
  return json.text();
}

}  // namespace

absl::Status DedupWriter::Open(const std::string& path,
                               const std::string& removed, bool annotate,
                               bool overwrite,
                               const std::vector<std::string>& inputs) {
  annotate_ = annotate;
  const OutputOptions options{.overwrite = overwrite, .inputs = inputs};
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

// The record as a JSON object: a line as it stands, a text file as its path
// and its text.
std::string DedupWriter::AsObject(const RawRecord& record,
                                  const RecordReader& reader) {
  if (!record.plain_text) return std::string(record.bytes);
  Article article;
  Reject reject;
  parser_.Parse(record, &article, &reject);  // decodes what is not UTF-8
  Json json;
  json.Object().Key("id").String(reader.file_name(record.file));
  json.Key("text").String(article.text).EndObject();
  return json.text();
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
    const std::string object = AsObject(record, reader);
    constexpr std::string_view kFate = R"({"role":"passed_through"})";
    return kept_->Write((annotate_ ? WithAnnotation(object, kFate) : object) +
                        "\n");
  }
  const Fate& fate = fates[next_document_++];
  if (annotate_) {
    return kept_->Write(WithAnnotation(AsObject(record, reader),
                                       FateJson(fate, collection, true)) +
                        "\n");
  }
  if (!fate.removed) return kept_->Write(AsObject(record, reader) + "\n");
  if (removed_ == nullptr) return absl::OkStatus();
  return removed_->Write(WithAnnotation(AsObject(record, reader),
                                        FateJson(fate, collection, false)) +
                         "\n");
}

absl::Status DedupWriter::Write(RecordReader* reader,
                                const Collection& collection,
                                const std::vector<Fate>& fates,
                                uint64_t records) {
  absl::Status status = reader->Rewind();
  if (!status.ok()) return status;
  RecordBlock block;
  uint64_t written = 0;
  while (true) {
    const absl::StatusOr<bool> more = reader->Next(&block);
    if (!more.ok()) return more.status();
    if (!*more) break;
    if (CaughtSignal() != 0) return absl::CancelledError("interrupted");
    for (const RawRecord& record : block.records) {
      status = WriteRecord(record, *reader, collection, fates);
      if (!status.ok()) return status;
      ++written;
    }
  }
  if (written != records) {
    return absl::DataLossError(
        "an input changed while it was read: nothing was written");
  }
  return Commit();
}

// Nothing is published before all of it is written.
absl::Status DedupWriter::Commit() {
  absl::Status status = kept_->Finish();
  if (status.ok() && removed_ != nullptr) status = removed_->Finish();
  if (status.ok() && removed_ != nullptr) status = removed_->Commit();
  return status.ok() ? kept_->Commit() : status;
}

}  // namespace nuskha::tools

// SPDX-License-Identifier: Apache-2.0

#include "nuskha/collection.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/guarded.h"
#include "base/hash.h"
#include "base/ordered_pipeline.h"
#include "base/parallel.h"
#include "base/status_util.h"
#include "corpus/check_fields.h"
#include "corpus/id_list.h"
#include "corpus/parsed_record.h"
#include "text/normalizer.h"

namespace nuskha {
namespace {

using internal::BlockFacts;
using internal::IdList;
using internal::Outcome;
using internal::ParsedRecord;

struct Block {
  RecordBlock raw;
  std::vector<ParsedRecord>
      parsed;           // reused: only the first raw.records.size()
  absl::Status status;  // of the parsing
  BlockFacts facts;
  bool first = false;
  // With a checkpoint: its entry for this block, and whether that was there.
  uint64_t key = 0;
  std::string entry;
  bool restored = false;
};

void SetId(const RecordReader& reader, const RawRecord& record,
           const Article& article, std::string* id) {
  if (!article.id.empty()) {
    *id = article.id;
  } else if (record.is_whole_file()) {
    *id = reader.file_name(record.file);
  } else {
    *id = fmt::format("{}:{}", reader.file_name(record.file), record.line);
  }
}

// What one thread needs to turn records into documents.
struct Worker {
  explicit Worker(const CollectionOptions& options)
      : parser(options.read), analyzer(options.rules) {
    analyzer.ListShortParagraphs(options.short_paragraphs);
    analyzer.ListLightStems(options.light_stems);
  }

  RecordParser parser;
  Analyzer analyzer;
  ParseCounts counted;     // in the blocks before
  size_t fields_told = 0;  // of parser.fields_seen()
};

}  // namespace

class Collection::Impl : public internal::Spendable {
 public:
  explicit Impl(const CollectionOptions& options)
      : options_(options), saving_(options.checkpoint != nullptr) {
    if (options_.rules == nullptr) {
      options_.rules = internal::Checked(BoilerplateRules::Default());
    }
    for (const std::string& source : options_.preferred_sources) {
      source_ranks_.try_emplace(source,
                                static_cast<uint32_t>(source_ranks_.size()));
    }
  }

  absl::Status Load(RecordReader& reader, Detector* detector);

  const std::vector<uint64_t>& rejected() const { return rejected_; }
  const Account& account() const { return account_; }
  uint32_t documents() const { return static_cast<uint32_t>(ids_.size()); }
  std::string_view id(uint32_t doc) const { return ids_[doc]; }
  uint64_t position(uint32_t doc) const { return positions_[doc]; }
  const std::vector<DocumentFacts>& facts() const { return facts_; }
  uint64_t repeated_ids() const;
  const FieldNames& fields() const { return fields_; }
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  absl::Status ParseBlock(const RecordReader& reader, Worker* worker,
                          Block* block) const;
  absl::Status ParseRecord(const RecordReader& reader, const RawRecord& record,
                           Worker* worker, ParsedRecord* parsed) const;
  bool ReadBlock(RecordReader& reader, Block* block);
  absl::Status WorkOn(const RecordReader& reader, Worker* worker,
                      Block* block) const;
  void Save(const Block& block);
  absl::Status Consume(const RecordReader& reader, Detector* detector,
                       Block* block);
  absl::StatusOr<bool> Keep(ParsedRecord* parsed, Detector* detector);
  absl::Status Finish(const RecordReader& reader);
  uint32_t SourceRank(std::string_view source) const;

  CollectionOptions options_;
  // Of options_.preferred_sources, without those named twice.
  std::map<std::string, uint32_t, std::less<>> source_ranks_;
  Account account_;
  IdList ids_;
  std::vector<uint64_t> positions_;
  std::vector<DocumentFacts> facts_;
  std::vector<uint64_t> rejected_;
  FieldNames fields_;
  std::vector<std::string> notes_;
  uint64_t first_number_ = 0;    // record number of the first record of a Load
  uint64_t objects_before_ = 0;  // records not rejected before this Load
  // Of this Load.
  bool first_ = true;
  bool found_text_or_title_ = false;
  std::set<std::string> fields_seen_;
  absl::Status read_status_;  // written by one ReadBlock() at a time
  absl::Status status_;
  bool saving_;  // blocks are added to the checkpoint
};

uint32_t Collection::Impl::SourceRank(std::string_view source) const {
  const auto found = source_ranks_.find(source);
  return found == source_ranks_.end()
             ? static_cast<uint32_t>(source_ranks_.size())
             : found->second;
}

absl::Status Collection::Impl::ParseRecord(const RecordReader& reader,
                                           const RawRecord& record,
                                           Worker* worker,
                                           ParsedRecord* parsed) const {
  parsed->number = record.number;
  Article article;
  const absl::StatusOr<bool> good =
      worker->parser.Parse(record, &article, &parsed->reject);
  if (!good.ok()) return good.status();
  if (!*good) {
    parsed->outcome = Outcome::kRejected;
    parsed->reject.file = reader.file_name(record.file);
    return absl::OkStatus();
  }
  SetId(reader, record, article, &parsed->id);
  if (options_.render) {
    absl::StatusOr<std::string> rendered = options_.render(
        parsed->id, article, &worker->analyzer, &parsed->document);
    if (!rendered.ok()) return rendered.status();
    parsed->rendered = *std::move(rendered);
  } else {
    NUSKHA_RETURN_IF_ERROR(
        worker->analyzer.Analyze(article, &parsed->document));
  }
  parsed->outcome =
      parsed->document.empty() ? Outcome::kPassedThrough : Outcome::kDocument;
  if (parsed->outcome == Outcome::kPassedThrough) return absl::OkStatus();
  parsed->source = article.source;
  parsed->facts.date = internal::ReadDate(article.date);
  parsed->bad_date = !article.date.empty() && !parsed->facts.date.has_value();
  parsed->facts.words = static_cast<uint32_t>(parsed->document.words.size());
  parsed->facts.source_rank = SourceRank(article.source);
  parsed->facts.fields.assign(worker->parser.extra_values().begin(),
                              worker->parser.extra_values().end());
  return absl::OkStatus();
}

absl::Status Collection::Impl::ParseBlock(const RecordReader& reader,
                                          Worker* worker, Block* block) const {
  if (block->parsed.size() < block->raw.records.size()) {
    block->parsed.resize(block->raw.records.size());
  }
  for (size_t i = 0; i < block->raw.records.size(); ++i) {
    NUSKHA_RETURN_IF_ERROR(
        ParseRecord(reader, block->raw.records[i], worker, &block->parsed[i]));
  }
  const RecordParser& parser = worker->parser;
  BlockFacts& facts = block->facts;
  facts.counts = parser.counts();
  facts.counts.Subtract(worker->counted);
  worker->counted = parser.counts();
  facts.found_text_or_title = parser.found_text_or_title();
  facts.fields = block->first ? parser.fields_used() : FieldNames();
  const std::vector<std::string>& seen = parser.fields_seen();
  facts.new_fields.assign(
      seen.begin() + static_cast<ptrdiff_t>(worker->fields_told), seen.end());
  worker->fields_told = seen.size();
  return absl::OkStatus();
}

bool Collection::Impl::ReadBlock(RecordReader& reader, Block* block) {
  absl::StatusOr<bool> more = reader.Next(&block->raw);
  if (!more.ok()) read_status_ = more.status();
  if (!more.ok() || !*more) return false;
  block->first = std::exchange(first_, false);
  if (options_.checkpoint == nullptr) return true;
  block->key = internal::BlockKey(reader, block->raw, first_number_);
  block->restored = options_.checkpoint->Next(block->key, &block->entry);
  return true;
}

absl::Status Collection::Impl::WorkOn(const RecordReader& reader,
                                      Worker* worker, Block* block) const {
  const size_t count = block->raw.records.size();
  if (block->restored && internal::DecodeBlock(block->entry, count,
                                               &block->parsed, &block->facts)) {
    return absl::OkStatus();
  }
  NUSKHA_RETURN_IF_ERROR(ParseBlock(reader, worker, block));
  if (options_.checkpoint == nullptr || block->restored) {
    return absl::OkStatus();
  }
  block->entry.clear();
  internal::EncodeBlock(std::span(block->parsed).first(count), block->facts,
                        &block->entry);
  return absl::OkStatus();
}

void Collection::Impl::Save(const Block& block) {
  if (!saving_ || block.restored) return;
  const absl::Status saved =
      options_.checkpoint->Append(block.key, block.entry);
  if (saved.ok()) return;
  // What the run is for still comes out.
  notes_.push_back(fmt::format("no checkpoint from here on: {}",
                               internal::StatusMessage(saved)));
  saving_ = false;
}

absl::StatusOr<bool> Collection::Impl::Keep(ParsedRecord* parsed,
                                            Detector* detector) {
  ++account_.documents;
  if (!parsed->facts.date.has_value()) ++account_.undated;
  if (parsed->bad_date) ++account_.unreadable_dates;
  if (detector != nullptr) {
    NUSKHA_RETURN_IF_ERROR(
        detector->Add(parsed->document, parsed->source, parsed->facts.date)
            .status());
  }
  if (options_.on_document) {
    options_.on_document(parsed->document, parsed->source);
  }
  ids_.Add(parsed->id);
  positions_.push_back(first_number_ + parsed->number);
  facts_.push_back(std::move(parsed->facts));
  return !options_.on_rendered || options_.on_rendered(parsed->rendered);
}

absl::Status Collection::Impl::Consume(const RecordReader& reader,
                                       Detector* detector, Block* block) {
  NUSKHA_RETURN_IF_ERROR(block->status);
  Save(*block);
  const BlockFacts& facts = block->facts;
  if (block->first) fields_ = facts.fields;
  account_.repairs.Add(facts.counts);
  found_text_or_title_ |= facts.found_text_or_title;
  fields_seen_.insert(facts.new_fields.begin(), facts.new_fields.end());
  bool go_on = true;
  for (size_t i = 0; i < block->raw.records.size(); ++i) {
    ParsedRecord& parsed = block->parsed[i];
    ++account_.read;
    switch (parsed.outcome) {
      case Outcome::kDocument: {
        const absl::StatusOr<bool> kept = Keep(&parsed, detector);
        if (!kept.ok()) return kept.status();
        go_on = *kept && go_on;
        break;
      }
      case Outcome::kPassedThrough:
        ++account_.passed_through;
        break;
      case Outcome::kRejected:
        ++account_.rejected;
        rejected_.push_back(first_number_ + parsed.number);
        ++account_.rejected_by_code[parsed.reject.code];
        if (options_.on_reject) options_.on_reject(parsed.reject);
        break;
    }
  }
  if (options_.progress) {
    go_on = options_.progress(block->raw.compressed_bytes,
                              reader.total_compressed_bytes()) &&
            go_on;
  }
  if (go_on) return absl::OkStatus();
  return internal::MakeStatus(absl::StatusCode::kCancelled, "interrupted");
}

absl::Status Collection::Impl::Finish(const RecordReader& reader) {
  account_.damaged_streams += reader.damaged_streams();
  account_.damaged_bytes += reader.damaged_bytes();
  for (const auto& [what, count] : reader.passed_over()) {
    account_.passed_over[what] += count;
  }
  for (const Reject& damage : reader.damage()) {
    if (options_.on_reject) options_.on_reject(damage);
  }
  notes_.insert(notes_.end(), reader.notes().begin(), reader.notes().end());
  // Of records that were all rejected nothing is known.
  const uint64_t objects = account_.read - account_.rejected;
  if (objects == objects_before_) return absl::OkStatus();
  return internal::CheckFields(options_.read, found_text_or_title_,
                               fields_seen_, objects_before_ > 0);
}

absl::Status Collection::Impl::Load(RecordReader& reader, Detector* detector) {
  NUSKHA_RETURN_IF_ERROR(internal::CheckThreads(options_.threads));
  std::vector<Worker> workers;
  workers.reserve(options_.threads);
  for (uint32_t i = 0; i < options_.threads; ++i) {
    workers.emplace_back(options_);
  }
  status_ = absl::OkStatus();
  read_status_ = absl::OkStatus();
  first_number_ = account_.read;
  objects_before_ = account_.read - account_.rejected;
  first_ = true;
  found_text_or_title_ = false;
  fields_seen_.clear();
  internal::RunOrdered<Block>(
      options_.threads, [&](Block* block) { return ReadBlock(reader, block); },
      [&](size_t worker, Block* block) {
        block->status = WorkOn(reader, &workers[worker], block);
      },
      [&](Block* block) {
        status_ = Consume(reader, detector, block);
        return status_.ok();
      });
  NUSKHA_RETURN_IF_ERROR(read_status_);
  NUSKHA_RETURN_IF_ERROR(status_);
  return Finish(reader);
}

uint64_t Collection::Impl::repeated_ids() const {
  std::vector<uint64_t> hashes(ids_.size());
  for (size_t i = 0; i < ids_.size(); ++i) {
    hashes[i] = internal::Hash64(ids_[i]);
  }
  std::sort(hashes.begin(), hashes.end());
  uint64_t repeated = 0;
  for (size_t i = 1; i < hashes.size(); ++i) {
    // Counted at the second holder.
    repeated +=
        hashes[i] == hashes[i - 1] && (i < 2 || hashes[i - 2] != hashes[i]);
  }
  return repeated;
}

Collection::Collection(const CollectionOptions& options)
    : impl_(internal::MakeOrNull<Impl>(options)) {}
Collection::~Collection() = default;
Collection::Collection(Collection&&) noexcept = default;

absl::Status Collection::Load(RecordReader* reader, Detector* detector) {
  return internal::GuardedCall(impl_, [&](Impl& impl) {
    absl::Status status = impl.Load(*reader, detector);
    impl.spent = absl::IsResourceExhausted(status);
    return status;
  });
}
const std::vector<uint64_t>& Collection::rejected() const {
  return internal::PartOf(impl_, &Impl::rejected);
}
const Account& Collection::account() const {
  return internal::PartOf(impl_, &Impl::account);
}
uint32_t Collection::documents() const {
  return impl_ == nullptr ? 0 : impl_->documents();
}
std::string_view Collection::id(uint32_t doc) const { return impl_->id(doc); }
uint64_t Collection::position(uint32_t doc) const {
  return impl_->position(doc);
}
const std::vector<DocumentFacts>& Collection::facts() const {
  return internal::PartOf(impl_, &Impl::facts);
}
absl::StatusOr<uint64_t> Collection::repeated_ids() const {
  if (impl_ == nullptr) return internal::OutOfMemory();
  return internal::Guarded(
      [&]() -> absl::StatusOr<uint64_t> { return impl_->repeated_ids(); });
}
const FieldNames& Collection::fields() const {
  return internal::PartOf(impl_, &Impl::fields);
}
const std::vector<std::string>& Collection::notes() const {
  return internal::PartOf(impl_, &Impl::notes);
}

}  // namespace nuskha

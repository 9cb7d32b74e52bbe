// SPDX-License-Identifier: Apache-2.0

#include "corpus/record_reader.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "base/guarded.h"
#include "base/status_util.h"
#include "corpus/csv_framer.h"
#include "corpus/damage_log.h"
#include "corpus/input_file.h"
#include "corpus/input_list.h"
#include "corpus/input_queue.h"
#include "corpus/line_splitter.h"
#include "corpus/make_framer.h"
#include "corpus/record_framer.h"
#include "text/encoding.h"

namespace nuskha::internal {
namespace {

// What simdjson takes in one call, with the padding of the last record.
constexpr uint64_t kLongestLine =
    std::numeric_limits<uint32_t>::max() - 2 * kRecordPadding;

class RecordReaderImpl : public RecordReader {
 public:
  RecordReaderImpl(InputList list, const ReadOptions& options,
                   const ReaderSizes& sizes);

  // Refuses what can be refused before anything is read.
  absl::Status CheckFormats();

  absl::StatusOr<bool> Next(RecordBlock* block) override;
  absl::Status Rewind() override;

  const std::string& file_name(uint32_t file) const override {
    return entries_[file].name;
  }
  uint64_t total_compressed_bytes() const override;
  uint64_t damaged_streams() const override { return damage_.streams(); }
  uint64_t damaged_bytes() const override { return damage_.bytes(); }
  const std::vector<Reject>& damage() const override {
    return damage_.places();
  }
  const std::vector<std::string>& notes() const override { return notes_; }
  const std::map<std::string, uint64_t>& passed_over() const override {
    return passed_over_;
  }
  const InputInfo& info(uint32_t file) const override { return infos_[file]; }
  const TableHeader* common_table() const override {
    return with_rows_.known() ? with_rows_.header() : read_.header();
  }
  uint32_t files() const override {
    return static_cast<uint32_t>(entries_.size());
  }

 private:
  absl::StatusOr<bool> ReadBlock(RecordBlock* block);
  absl::Status StartOver();
  absl::Status FillBlock();
  absl::Status OpenNext();
  absl::Status ReadMore();
  absl::Status EndRead(StreamRead::Event event);
  absl::Status StartDamage();
  void StartFile(uint32_t index, const Format& format);
  absl::Status AppendFramed();
  void CloseCurrent();
  absl::Status CheckSomethingRead() const;
  Reject CurrentDamage() const;
  void AddNote(std::string note);

  const std::vector<InputEntry> entries_;
  std::vector<std::string> notes_;
  const ReadOptions options_;
  InputQueue queue_;
  LineSplitter splitter_;

  TableHeaders headers_;
  std::unique_ptr<RecordFramer> framer_;  // of current_; null: splitter_ cuts
  std::vector<InputInfo> infos_;          // one for each entry

  size_t next_entry_ = 0;
  std::unique_ptr<InputFile> current_;  // entries_[next_entry_ - 1]
  std::vector<std::optional<FileStamp>> stamps_;

  absl::Status failure_;  // once set, every call returns it
  uint64_t closed_bytes_ = 0;
  size_t files_read_ = 0;
  absl::Status unread_format_;  // the first that was skipped
  uint64_t whole_before_ = 0;   // records before the current file
  bool damage_pending_ = false;
  bool current_damaged_ = false;
  DamageLog damage_;
  std::map<std::string, uint64_t> passed_over_;
  CommonTable with_rows_;  // of the records so far
  CommonTable read_;       // of the tables so far, also those without a row
};

RecordReaderImpl::RecordReaderImpl(InputList list, const ReadOptions& options,
                                   const ReaderSizes& sizes)
    : entries_(std::move(list.entries)),
      notes_(std::move(list.notes)),
      options_(options),
      queue_(entries_,
             {options.max_expansion, sizes.expansion_free,
              options.zstd_window_log},
             options_, sizes.queue),
      splitter_(sizes.block_size, std::min(options.max_line, kLongestLine)),
      infos_(entries_.size()),
      stamps_(entries_.size()) {}

absl::Status RecordReaderImpl::CheckFormats() {
  for (size_t i = 0; i < entries_.size(); ++i) {
    // Files in folders may be many, and pipes can be read only once: these
    // show what they are when their turn comes.
    if (entries_[i].from_folder || !entries_[i].regular) continue;
    absl::StatusOr<std::unique_ptr<InputFile>> file = queue_.Open(i);
    if (!file.ok()) return file.status();
    if ((*file)->format().kind == Format::kUnread) {
      return UnreadFormat(entries_[i].name, (*file)->format());
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> RecordReaderImpl::Next(RecordBlock* block) {
  if (!failure_.ok()) return failure_;
  absl::StatusOr<bool> more = Guarded([&] { return ReadBlock(block); });
  failure_ = more.status();
  return more;
}

absl::StatusOr<bool> RecordReaderImpl::ReadBlock(RecordBlock* block) {
  splitter_.StartBlock(block);
  const absl::Status status = FillBlock();
  splitter_.FinishBlock();
  if (!status.ok()) block->records.clear();
  NUSKHA_RETURN_IF_ERROR(status);
  block->compressed_bytes =
      closed_bytes_ +
      (current_ == nullptr ? 0 : current_->stream().source_bytes());
  if (!block->records.empty()) return true;
  NUSKHA_RETURN_IF_ERROR(CheckSomethingRead());
  return false;
}

absl::Status RecordReaderImpl::FillBlock() {
  while (!splitter_.BlockFull()) {
    if (current_ == nullptr && next_entry_ == entries_.size()) break;
    NUSKHA_RETURN_IF_ERROR(current_ == nullptr ? OpenNext() : ReadMore());
  }
  return absl::OkStatus();
}

absl::Status RecordReaderImpl::OpenNext() {
  const size_t index = next_entry_++;
  const InputEntry& entry = entries_[index];
  absl::StatusOr<std::unique_ptr<InputFile>> file = queue_.Take(index);
  if (!file.ok()) return file.status();
  if ((*file)->format().kind == Format::kUnread) {
    const absl::Status unread = UnreadFormat(entry.name, (*file)->format());
    if (!entry.from_folder) return unread;
    if (unread_format_.ok()) unread_format_ = unread;
    AddNote(StatusMessage(unread) + " (skipped)");
    return absl::OkStatus();
  }
  current_ = *std::move(file);
  if (!stamps_[index].has_value()) stamps_[index] = current_->stamp();
  ++files_read_;
  current_damaged_ = false;
  infos_[index] = current_->info();
  StartFile(static_cast<uint32_t>(index), current_->format());
  return absl::OkStatus();
}

void RecordReaderImpl::StartFile(uint32_t index, const Format& format) {
  framer_ =
      MakeFramer(format, std::min(options_.max_line, kLongestLine), &headers_);
  whole_before_ = splitter_.whole_records();
  const bool text = format.kind == Format::kPlainText;
  const bool page = format.kind == Format::kHtml;
  splitter_.StartFile(index, text   ? RecordKind::kText
                             : page ? RecordKind::kHtml
                                    : RecordKind::kJson);
}

// Moves what the framer can cut into the block.
absl::Status RecordReaderImpl::AppendFramed() {
  RawRecord record;
  while (framer_->Next(&record)) {
    // Rejected ones are not written, in whatever form.
    if (record.reject_code.empty()) with_rows_.Note(record.table);
    splitter_.Append(record);
  }
  for (const RecordFramer::Flaw& flaw : framer_->TakeFlaws()) {
    current_damaged_ = true;
    damage_.Add({entries_[next_entry_ - 1].name, 0, flaw.offset, flaw.length,
                 std::string(flaw.code), flaw.detail});
    if (options_.fail_on_damage) return damage_.Failure();
  }
  return absl::OkStatus();
}

absl::Status RecordReaderImpl::ReadMore() {
  const std::span<char> space =
      framer_ != nullptr ? framer_->Space() : splitter_.Space();
  size_t size = 0;
  StreamRead read{StreamRead::kData};
  // Full, so that where blocks end does not depend on the pieces that a stream
  // gives.
  while (read.event == StreamRead::kData && size < space.size()) {
    absl::StatusOr<StreamRead> next = current_->Read(space.subspan(size));
    if (!next.ok()) return next.status();
    read = *next;
    size += read.bytes;
    // The event after damage tells that its extent is known.
    if (std::exchange(damage_pending_, false)) damage_.Add(CurrentDamage());
  }
  if (framer_ == nullptr) {
    if (size > 0) splitter_.Advance(size);
  } else if (size > 0) {
    framer_->Advance(size);
    NUSKHA_RETURN_IF_ERROR(AppendFramed());
  }
  return EndRead(read.event);
}

absl::Status RecordReaderImpl::EndRead(StreamRead::Event event) {
  switch (event) {
    case StreamRead::kData:
      return absl::OkStatus();
    case StreamRead::kDamage:
      NUSKHA_RETURN_IF_ERROR(StartDamage());
      break;
    case StreamRead::kEnd:
      if (framer_ == nullptr) {
        splitter_.EndFile();
      } else {
        framer_->EndFile();
      }
      break;
  }
  if (framer_ != nullptr) NUSKHA_RETURN_IF_ERROR(AppendFramed());
  if (event == StreamRead::kEnd) CloseCurrent();
  return absl::OkStatus();
}

absl::Status RecordReaderImpl::StartDamage() {
  const StreamDamage& damage = current_->stream().damage();
  damage_pending_ = true;
  current_damaged_ = true;
  if (framer_ == nullptr) {
    splitter_.Damage(damage.code);
  } else {
    framer_->Damage(damage.code);
  }
  return options_.fail_on_damage ? DamageLog::Failure(CurrentDamage())
                                 : absl::OkStatus();
}

Reject RecordReaderImpl::CurrentDamage() const {
  const InputEntry& entry = entries_[next_entry_ - 1];
  const StreamDamage& damage = current_->stream().damage();
  Reject place;
  place.file = entry.name;
  place.offset = damage.offset;
  place.length = damage.bytes;
  if (damage.code == "expansion_limit" && entry.size > damage.offset) {
    place.length = entry.size - damage.offset;
  }
  place.code = damage.code;
  place.detail = damage.detail;
  return place;
}

void RecordReaderImpl::CloseCurrent() {
  const size_t index = next_entry_ - 1;
  damage_.EndStream(current_damaged_);
  if (framer_ == nullptr && splitter_.whole_records() > whole_before_) {
    with_rows_.Note(nullptr);
  }
  if (framer_ != nullptr) {
    if (framer_->table() != nullptr) read_.Note(framer_->table());
    for (const auto& [what, count] : framer_->passed_over()) {
      passed_over_[what] += count;
    }
    framer_.reset();
  }
  closed_bytes_ += current_->stream().source_bytes();
  if (entries_[index].regular &&
      !current_->StampNow().SameAs(*stamps_[index])) {
    AddNote(entries_[index].name + " changed while being read");
  }
  current_.reset();
}

absl::Status RecordReaderImpl::CheckSomethingRead() const {
  if (files_read_ == 0) return unread_format_;
  if (damage_.streams() < files_read_ || splitter_.whole_records() > 0) {
    return absl::OkStatus();
  }
  const Reject& first = damage_.places().front();
  return MakeStatus(absl::StatusCode::kUnavailable,
                    first.file + ": nothing can be read: " + first.detail);
}

void RecordReaderImpl::AddNote(std::string note) {
  // A second pass would say everything again.
  if (std::find(notes_.begin(), notes_.end(), note) == notes_.end()) {
    notes_.push_back(std::move(note));
  }
}

absl::Status RecordReaderImpl::Rewind() {
  if (absl::IsResourceExhausted(failure_)) return failure_;
  const absl::Status status = Guarded([&] { return StartOver(); });
  if (absl::IsResourceExhausted(status)) failure_ = status;
  return status;
}

absl::Status RecordReaderImpl::StartOver() {
  NUSKHA_RETURN_IF_ERROR(queue_.Rewind());
  current_.reset();
  framer_.reset();
  next_entry_ = 0;
  splitter_.Reset();
  failure_ = absl::OkStatus();
  closed_bytes_ = 0;
  files_read_ = 0;
  unread_format_ = absl::OkStatus();
  damage_pending_ = false;
  damage_.Clear();
  passed_over_.clear();
  with_rows_ = {};
  read_ = {};
  return absl::OkStatus();
}

uint64_t RecordReaderImpl::total_compressed_bytes() const {
  uint64_t total = 0;
  for (const InputEntry& entry : entries_) {
    if (!entry.regular) return 0;
    total += entry.size;
  }
  return total;
}

}  // namespace

absl::StatusOr<std::unique_ptr<RecordReader>> OpenRecordReader(
    const std::vector<std::string>& inputs, const ReadOptions& options,
    const ReaderSizes& sizes) {
  if (!options.encoding.empty() && CharsetName(options.encoding).empty()) {
    return MakeStatus(absl::StatusCode::kInvalidArgument,
                      "encoding '" + options.encoding + "' is not known");
  }
  absl::StatusOr<InputList> list = ListInputs(inputs);
  if (!list.ok()) return list.status();
  auto reader =
      std::make_unique<RecordReaderImpl>(*std::move(list), options, sizes);
  NUSKHA_RETURN_IF_ERROR(reader->CheckFormats());
  return std::unique_ptr<RecordReader>(std::move(reader));
}

}  // namespace nuskha::internal

namespace nuskha {

absl::StatusOr<std::unique_ptr<RecordReader>> RecordReader::Open(
    const std::vector<std::string>& inputs, const ReadOptions& options) {
  return internal::Guarded(
      [&] { return internal::OpenRecordReader(inputs, options, {}); });
}

}  // namespace nuskha

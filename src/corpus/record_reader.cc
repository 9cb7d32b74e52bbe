// SPDX-License-Identifier: Apache-2.0

#include "corpus/record_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "base/status_util.h"
#include "corpus/input_file.h"
#include "corpus/input_list.h"
#include "corpus/line_splitter.h"

namespace nuskha::internal {
namespace {

constexpr size_t kMaxListedDamage = 1000;

// What simdjson takes in one call, with the padding of the last record.
constexpr uint64_t kLongestLine =
    std::numeric_limits<uint32_t>::max() - 2 * kRecordPadding;

std::string SpoolFolder(const ReadOptions& options) {
  if (!options.spool_standard_input) return {};
  if (!options.temporary_folder.empty()) return options.temporary_folder;
  const char* const folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

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
  uint64_t damaged_streams() const override { return damaged_streams_; }
  uint64_t damaged_bytes() const override { return damaged_bytes_; }
  const std::vector<Reject>& damage() const override { return damage_; }
  const std::vector<std::string>& notes() const override { return notes_; }

 private:
  absl::Status FillBlock();
  absl::Status OpenNext();
  absl::StatusOr<std::unique_ptr<InputFile>> OpenEntry(size_t index);
  absl::Status ReadMore();
  void CloseCurrent();
  absl::Status CheckSomethingRead() const;
  absl::Status UnreadFormat(const InputEntry& entry,
                            const Format& format) const;
  void AddDamage();
  void AddNote(std::string note);

  const std::vector<InputEntry> entries_;
  std::vector<std::string> notes_;
  const ReadOptions options_;
  StreamLimits limits_;
  LineSplitter splitter_;

  size_t next_entry_ = 0;
  std::unique_ptr<InputFile> current_;  // entries_[next_entry_ - 1]
  std::map<size_t, std::unique_ptr<PipeSource>> pipes_;
  std::vector<std::optional<FileStamp>> stamps_;
  off_t standard_input_begin_ = 0;

  absl::Status failure_;  // once set, every call returns it
  uint64_t closed_bytes_ = 0;
  size_t files_read_ = 0;
  absl::Status unread_format_;  // the first that was skipped
  bool damage_pending_ = false;
  bool current_damaged_ = false;
  uint64_t damaged_streams_ = 0;
  uint64_t damaged_bytes_ = 0;
  std::vector<Reject> damage_;
};

RecordReaderImpl::RecordReaderImpl(InputList list, const ReadOptions& options,
                                   const ReaderSizes& sizes)
    : entries_(std::move(list.entries)),
      notes_(std::move(list.notes)),
      options_(options),
      limits_{options.max_expansion, sizes.expansion_free,
              options.zstd_window_log},
      splitter_(sizes.block_size, std::min(options.max_line, kLongestLine)),
      stamps_(entries_.size()),
      standard_input_begin_(
          std::max<off_t>(lseek(STDIN_FILENO, 0, SEEK_CUR), 0)) {}

absl::Status RecordReaderImpl::UnreadFormat(const InputEntry& entry,
                                            const Format& format) const {
  return MakeStatus(absl::StatusCode::kUnimplemented,
                    entry.name + " is " + std::string(format.name) +
                        ", which is not read: " + std::string(format.advice));
}

absl::Status RecordReaderImpl::CheckFormats() {
  for (size_t i = 0; i < entries_.size(); ++i) {
    // Files in folders may be many, and pipes can be read only once: these
    // show what they are when their turn comes.
    if (entries_[i].from_folder || !entries_[i].regular) continue;
    absl::StatusOr<std::unique_ptr<InputFile>> file = OpenEntry(i);
    if (!file.ok()) return file.status();
    if ((*file)->format().kind == Format::kUnread) {
      return UnreadFormat(entries_[i], (*file)->format());
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<InputFile>> RecordReaderImpl::OpenEntry(
    size_t index) {
  const InputEntry& entry = entries_[index];
  PipeSource* pipe = nullptr;
  if (!entry.regular) {
    std::unique_ptr<PipeSource>& source = pipes_[index];
    if (source == nullptr) {
      absl::StatusOr<std::unique_ptr<PipeSource>> opened = PipeSource::Open(
          entry.name, SpoolFolder(options_), options_.interrupted);
      if (!opened.ok()) return opened.status();
      source = *std::move(opened);
    }
    pipe = source.get();
  }
  return InputFile::Open(entry.name, pipe, standard_input_begin_, limits_);
}

absl::StatusOr<bool> RecordReaderImpl::Next(RecordBlock* block) {
  if (!failure_.ok()) return failure_;
  splitter_.StartBlock(block);
  failure_ = FillBlock();
  splitter_.FinishBlock();
  if (!failure_.ok()) {
    block->records.clear();
    return failure_;
  }
  block->compressed_bytes =
      closed_bytes_ +
      (current_ == nullptr ? 0 : current_->stream().source_bytes());
  if (!block->records.empty()) return true;
  failure_ = CheckSomethingRead();
  if (!failure_.ok()) return failure_;
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
  absl::StatusOr<std::unique_ptr<InputFile>> file = OpenEntry(index);
  if (!file.ok()) return file.status();
  if ((*file)->format().kind == Format::kUnread) {
    const absl::Status unread = UnreadFormat(entry, (*file)->format());
    if (!entry.from_folder) return unread;
    if (unread_format_.ok()) unread_format_ = unread;
    AddNote(StatusMessage(unread) + " (skipped)");
    return absl::OkStatus();
  }
  current_ = *std::move(file);
  if (!stamps_[index].has_value()) stamps_[index] = current_->stamp();
  ++files_read_;
  current_damaged_ = false;
  splitter_.StartFile(static_cast<uint32_t>(index),
                      current_->format().kind == Format::kPlainText);
  return absl::OkStatus();
}

absl::Status RecordReaderImpl::ReadMore() {
  absl::StatusOr<StreamRead> read = current_->Read(splitter_.Space());
  if (!read.ok()) return read.status();
  // The event after damage tells that its extent is known.
  if (std::exchange(damage_pending_, false)) AddDamage();
  switch (read->event) {
    case StreamRead::kData:
      splitter_.Advance(read->bytes);
      break;
    case StreamRead::kDamage: {
      const StreamDamage& damage = current_->stream().damage();
      damage_pending_ = true;
      current_damaged_ = true;
      splitter_.Damage(damage.code);
      if (options_.fail_on_damage) {
        return MakeStatus(absl::StatusCode::kDataLoss,
                          entries_[next_entry_ - 1].name + ": " +
                              damage.detail + " (at byte " +
                              std::to_string(damage.offset) + ")");
      }
      break;
    }
    case StreamRead::kEnd:
      splitter_.EndFile();
      CloseCurrent();
      break;
  }
  return absl::OkStatus();
}

void RecordReaderImpl::AddDamage() {
  const InputEntry& entry = entries_[next_entry_ - 1];
  const StreamDamage& damage = current_->stream().damage();
  Reject reject;
  reject.file = entry.name;
  reject.offset = damage.offset;
  reject.length = damage.bytes;
  if (damage.code == "expansion_limit" && entry.size > damage.offset) {
    reject.length = entry.size - damage.offset;
  }
  reject.code = damage.code;
  reject.detail = damage.detail;
  damaged_bytes_ += reject.length;
  if (damage_.size() < kMaxListedDamage) damage_.push_back(std::move(reject));
}

void RecordReaderImpl::CloseCurrent() {
  const size_t index = next_entry_ - 1;
  if (current_damaged_) ++damaged_streams_;
  closed_bytes_ += current_->stream().source_bytes();
  if (entries_[index].regular &&
      !current_->StampNow().SameAs(*stamps_[index])) {
    AddNote(entries_[index].name + " changed while being read");
  }
  current_.reset();
}

absl::Status RecordReaderImpl::CheckSomethingRead() const {
  if (files_read_ == 0) return unread_format_;
  if (damaged_streams_ < files_read_ || splitter_.whole_records() > 0) {
    return absl::OkStatus();
  }
  const Reject& first = damage_.front();
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
  for (const auto& [index, pipe] : pipes_) {
    if (!pipe->Rewind()) {
      return MakeStatus(
          absl::StatusCode::kFailedPrecondition,
          entries_[index].name + " is a pipe and cannot be read again");
    }
  }
  current_.reset();
  next_entry_ = 0;
  splitter_.Reset();
  failure_ = absl::OkStatus();
  closed_bytes_ = 0;
  files_read_ = 0;
  unread_format_ = absl::OkStatus();
  damage_pending_ = false;
  damaged_streams_ = 0;
  damaged_bytes_ = 0;
  damage_.clear();
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
  return internal::OpenRecordReader(inputs, options, {});
}

}  // namespace nuskha

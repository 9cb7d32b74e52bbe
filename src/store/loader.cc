// SPDX-License-Identifier: Apache-2.0

#include "store/loader.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "base/status_util.h"
#include "store/segment_folder.h"

namespace nuskha::internal {
namespace {

absl::Status Damaged(std::string_view what) {
  return MakeStatus(absl::StatusCode::kDataLoss,
                    fmt::format("nuskha.db is damaged: {}", what));
}

absl::Status NotRebuilt(std::string_view what) {
  return MakeStatus(
      absl::StatusCode::kDataLoss,
      fmt::format("{}: derived files are rebuilt when the index is opened for "
                  "writing",
                  what));
}

// Documents as they come, each number once.
class Filler {
 public:
  Filler(const LoadOptions& options, uint32_t end, Known* known)
      : options_(options), known_(known), end_(end), maker_(options.seed) {}

  absl::Status ReadRemoved(Database* database) {
    return database->ForEachRemoved(
        known_->next(), end_, [&](const Database::Removed& removed) {
          Gone& gone =
              gone_.emplace_back(Gone{removed.number, removed.row, {}});
          return DecodeStems(removed.stems, &gone.stems)
                     ? absl::OkStatus()
                     : Damaged("a removed document");
        });
  }

  absl::Status Row(uint32_t number, const RowFields& fields,
                   uint64_t checksum) {
    NUSKHA_RETURN_IF_ERROR(SkipTo(number));
    if (!DecodeBody(fields.body, &body_)) {
      return Damaged(fmt::format("document {}", number));
    }
    known_->stems.Add(body_.document.new_stems);
    maker_.Make(body_, fields.id, OriginOf(fields.source, body_.day),
                known_->stems, /*sorted=*/false, &keys_);
    known_->delta.LinkSpecials();
    if (known_->Counts(keys_.info, number)) {
      keys_.info.flags |= DocumentInfo::kCounts;
    }
    known_->delta.Add(keys_, checksum, body_.document.new_stems);
    return Flush();
  }

  // Up to `number`, all are removed ones.
  absl::Status SkipTo(uint32_t number) {
    while (known_->next() < number) {
      if (next_gone_ == gone_.size() ||
          gone_[next_gone_].number != known_->next()) {
        return Damaged(fmt::format("document {} is missing", known_->next()));
      }
      const Gone& gone = gone_[next_gone_++];
      known_->stems.Add(gone.stems);
      known_->delta.AddRemoved(gone.row, gone.stems);
      NUSKHA_RETURN_IF_ERROR(Flush());
    }
    return known_->next() == number
               ? absl::OkStatus()
               : Damaged(fmt::format("document {} is there twice", number));
  }

 private:
  struct Gone {
    uint32_t number;
    uint64_t row;
    std::vector<WordWithStem> stems;
  };

  absl::Status Flush() {
    if (!known_->delta.full()) return absl::OkStatus();
    absl::Status status = NotRebuilt("segments are missing");
    if (options_.may_write) status = WriteDelta(options_, known_);
    if (status.ok()) return status;
    // Without room on the disk, too.
    const size_t most = options_.most_in_memory;
    if (known_->delta.postings() < most * Delta::kFullPostings &&
        known_->delta.size() < std::min<size_t>(most * Delta::kFullDocuments,
                                                Delta::kMostDocuments)) {
      return absl::OkStatus();
    }
    return status;
  }

  const LoadOptions& options_;
  Known* known_;
  uint32_t end_;
  KeyMaker maker_;
  Body body_;
  DocumentKeys keys_;
  std::vector<Gone> gone_;
  size_t next_gone_ = 0;
};

// Swaps two tables, and again at the end of the scope.
class Lent {
 public:
  Lent(StemTable* owner, StemTable* user) : owner_(owner), user_(user) {
    std::swap(*owner_, *user_);
  }
  ~Lent() { std::swap(*owner_, *user_); }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

 private:
  StemTable* owner_;
  StemTable* user_;
};

void RemoveFiles(const std::vector<std::string>& names) {
  for (const std::string& name : names) RemoveFile(name);
}

// Puts the segments into *known, and what is between them.
absl::Status JoinSegments(const LoadOptions& options,
                          std::vector<std::shared_ptr<const Segment>> segments,
                          const IndexState& state, Database* database,
                          Known* known) {
  for (size_t i = 0; i < segments.size(); ++i) {
    std::shared_ptr<const Segment>& segment = segments[i];
    if (segment->first() > known->next()) {
      if (!options.may_write) return NotRebuilt("a segment is missing");
      if (known->removed.size() > 0) {
        // Whose followers those were that count in the segments behind, which
        // were removed later, is not known any more.
        for (; i < segments.size(); ++i) RemoveFile(segments[i]->path());
        break;
      }
      NUSKHA_RETURN_IF_ERROR(
          AddRows(options, segment->first(), database, known));
      NUSKHA_RETURN_IF_ERROR(WriteDelta(options, known));
    }
    for (uint64_t k = 0; k < segment->PartCount(kStemsPart); ++k) {
      const WordWithStem stem = segment->Stem(k);
      known->stems.Add({&stem, 1});
    }
    known->delta = Delta(segment->end());
    known->segments.push_back(std::move(segment));
    if (known->damaged() != nullptr) return absl::OkStatus();
  }
  known->Recount();
  if (known->damaged() != nullptr) return absl::OkStatus();
  return AddRows(options, static_cast<uint32_t>(state.next), database, known);
}

absl::Status LoadAnew(const LoadOptions& options, const IndexState& state,
                      Database* database, Known* known) {
  bool trust_segments = true;
  // Each round goes without one more damaged file, unless it cannot be removed.
  constexpr int kRounds = 1000;
  for (int round = 0; round < kRounds; ++round) {
    Known empty;
    std::swap(empty.stems, known->stems);
    *known = std::move(empty);
    NUSKHA_RETURN_IF_ERROR(LoadRemoved(state.next, database, known));
    absl::StatusOr<SegmentChoice> choice =
        ChooseSegments(options.folder, options.family, state.next);
    if (!choice.ok()) return choice.status();
    known->beyond = choice->beyond;
    if (!options.may_write && !choice->damage.empty()) {
      return NotRebuilt(choice->damage);
    }
    if (!trust_segments) {
      for (const auto& segment : choice->segments) {
        choice->others.push_back(segment->path());
      }
      choice->segments.clear();
    }
    if (options.may_write) RemoveFiles(choice->others);
    NUSKHA_RETURN_IF_ERROR(JoinSegments(options, std::move(choice->segments),
                                        state, database, known));
    if (const Segment* const damaged = known->damaged(); damaged != nullptr) {
      if (!options.may_write)
        return NotRebuilt(damaged->path() + " is damaged");
      RemoveFiles({damaged->path()});
      continue;
    }
    const bool whole = known->sum() == state.sum &&
                       state.documents + known->removed.size() == state.next;
    if (whole) return absl::OkStatus();
    if (!trust_segments || known->segments.empty()) {
      return Damaged("its documents are not those that were added");
    }
    if (!options.may_write) return NotRebuilt("segments of other documents");
    trust_segments = false;
  }
  return Damaged("its segments cannot be removed");
}

}  // namespace

void RemoveFile(const std::string& name) { unlink(name.c_str()); }

absl::Status LoadRemoved(uint64_t next, Database* database, Known* known) {
  std::vector<uint32_t> numbers;
  NUSKHA_RETURN_IF_ERROR(database->ForEachRemoved(
      0, static_cast<uint32_t>(next), [&](const Database::Removed& removed) {
        if (!known->removed.Contains(removed.number)) {
          numbers.push_back(removed.number);
        }
        return absl::OkStatus();
      }));
  known->Remove(numbers);
  return absl::OkStatus();
}

absl::Status AddRows(const LoadOptions& options, uint32_t end,
                     Database* database, Known* known) {
  if (known->next() == end) return absl::OkStatus();
  Filler filler(options, end, known);
  NUSKHA_RETURN_IF_ERROR(filler.ReadRemoved(database));
  NUSKHA_RETURN_IF_ERROR(database->ForEach(
      known->next(), end,
      [&](uint32_t number, const RowFields& fields, uint64_t checksum) {
        return filler.Row(number, fields, checksum);
      }));
  return filler.SkipTo(end);
}

absl::Status WriteDelta(const LoadOptions& options, Known* known) {
  if (known->delta.size() == 0) return absl::OkStatus();
  absl::StatusOr<std::shared_ptr<const Segment>> segment =
      known->delta.Write(options.folder, options.family);
  if (!segment.ok()) return segment.status();
  known->delta.Restart((*segment)->end());
  known->segments.push_back(*std::move(segment));
  return absl::OkStatus();
}

absl::Status LoadKnown(const LoadOptions& options, const IndexState& state,
                       Database* database, Known* known) {
  Known loaded;
  {
    // Stems say the same for ever: those of words that no document has stay.
    const Lent lent(&known->stems, &loaded.stems);
    NUSKHA_RETURN_IF_ERROR(LoadAnew(options, state, database, &loaded));
    loaded.delta.Link();
  }
  std::swap(known->stems, loaded.stems);
  *known = std::move(loaded);
  return absl::OkStatus();
}

}  // namespace nuskha::internal

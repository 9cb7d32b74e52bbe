// SPDX-License-Identifier: Apache-2.0

#include "nuskha/passage_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/guarded.h"
#include "base/ordered_pipeline.h"
#include "base/parallel.h"
#include "base/status_util.h"

namespace nuskha {
namespace {

// Where the words of a document stand, in about 2 bytes a word: the way from
// one beginning to the next and the length, 7 bits a byte.
class PackedPlaces {
 public:
  void Pack(const PlacedDocument& placed) {
    breaks_ = placed.breaks;
    bytes_.clear();
    uint32_t begin = 0;
    for (const ByteSpan place : placed.places) {
      Put(place.begin - begin);
      Put(place.size());
      begin = place.begin;
    }
    bytes_.shrink_to_fit();
  }

  void Unpack(std::vector<ByteSpan>* places) const {
    places->clear();
    uint32_t begin = 0;
    for (size_t at = 0; at < bytes_.size();) {
      begin += Take(&at);
      places->push_back({begin, begin + Take(&at)});
    }
  }

  std::span<const uint32_t> breaks() const { return breaks_; }

 private:
  void Put(uint32_t value) {
    for (; value >= 0x80; value >>= 7) {
      bytes_ += static_cast<char>(value | 0x80);
    }
    bytes_ += static_cast<char>(value);
  }

  uint32_t Take(size_t* at) const {
    uint32_t value = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<uint8_t>(bytes_[(*at)++]);
      value |= static_cast<uint32_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  std::string bytes_;
  std::vector<uint32_t> breaks_;
};

struct Block {
  RecordBlock raw;
  std::vector<uint32_t> documents;     // those wanted, ascending
  std::vector<PlacedDocument> placed;  // reused: the first documents.size()
  std::string changed;                 // where a record is not what it was
  absl::Status status;                 // of the analysis
};

struct Worker {
  Worker(const ReadOptions& read, std::shared_ptr<const BoilerplateRules> rules)
      : parser(read), analyzer(std::move(rules)) {}

  RecordParser parser;
  Analyzer analyzer;
};

using OnPassages = std::function<void(size_t, const std::vector<Passage>&)>;

class PassageReader {
 public:
  PassageReader(const Collection& collection, const Detector& detector,
                std::span<const Match> matches, const OnPassages& on_passages)
      : collection_(collection),
        detector_(detector),
        matches_(matches),
        on_passages_(on_passages) {
    by_later_.resize(matches.size());
    std::iota(by_later_.begin(), by_later_.end(), size_t{0});
    std::ranges::stable_sort(by_later_, {},
                             [&](size_t i) { return matches_[i].b; });
    for (const Match& match : matches) {
      ++uses_[match.a];
      wanted_.push_back(match.a);
      wanted_.push_back(match.b);
    }
    std::ranges::sort(wanted_);
    wanted_.erase(std::unique(wanted_.begin(), wanted_.end()), wanted_.end());
  }

  // Analyzes the records of the block that stand in a match.
  absl::Status Analyze(const RecordReader& reader, Worker* worker,
                       Block* block) const;
  // Takes the documents of a block, in order. False if one is missing.
  bool Take(const Block& block);

  bool done() const { return next_ == by_later_.size(); }

 private:
  bool FindPassages(const Match& match, const PlacedWords& later);

  const Collection& collection_;
  const Detector& detector_;
  const std::span<const Match> matches_;
  const OnPassages& on_passages_;
  std::vector<uint32_t> wanted_;  // documents that stand in a match, ascending
  std::vector<size_t> by_later_;  // matches, ascending by b, then by a
  size_t next_ = 0;               // into by_later_
  // Matches to come in which the document is the earlier one.
  std::unordered_map<uint32_t, uint32_t> uses_;
  std::unordered_map<uint32_t, PackedPlaces> kept_;

  PassageFinder finder_;
  std::vector<ByteSpan> places_;  // of unpacked_
  std::optional<uint32_t> unpacked_;
  std::vector<Passage> passages_;
};

absl::Status PassageReader::Analyze(const RecordReader& reader, Worker* worker,
                                    Block* block) const {
  block->documents.clear();
  block->changed.clear();
  if (block->raw.records.empty()) return absl::OkStatus();
  const auto position = [&](uint32_t doc) { return collection_.position(doc); };
  auto next = std::ranges::lower_bound(
      wanted_, block->raw.records.front().number, {}, position);
  for (const RawRecord& record : block->raw.records) {
    if (next == wanted_.end()) break;
    if (position(*next) != record.number) continue;
    const size_t n = block->documents.size();
    if (block->placed.size() == n) block->placed.emplace_back();
    PlacedDocument& placed = block->placed[n];
    Article article;
    Reject reject;
    const absl::StatusOr<bool> parsed =
        worker->parser.Parse(record, &article, &reject);
    if (!parsed.ok()) return parsed.status();
    if (*parsed) {
      NUSKHA_RETURN_IF_ERROR(worker->analyzer.Locate(article, &placed));
    }
    if (!*parsed ||
        !std::ranges::equal(placed.view().words, detector_.words(*next))) {
      block->changed =
          fmt::format("{}:{}", reader.file_name(record.file), record.line);
      break;
    }
    block->documents.push_back(*next);
    ++next;
  }
  return absl::OkStatus();
}

bool PassageReader::FindPassages(const Match& match, const PlacedWords& later) {
  const auto kept = kept_.find(match.a);
  if (kept == kept_.end()) return false;
  if (unpacked_ != match.a) kept->second.Unpack(&places_);
  unpacked_ = match.a;
  internal::Check(
      finder_.Find({detector_.words(match.a), places_, kept->second.breaks()},
                   later, &passages_));
  if (--uses_[match.a] == 0) kept_.erase(kept);
  return true;
}

bool PassageReader::Take(const Block& block) {
  for (size_t i = 0; i < block.documents.size(); ++i) {
    const uint32_t doc = block.documents[i];
    const PlacedDocument& placed = block.placed[i];
    for (; !done() && matches_[by_later_[next_]].b == doc; ++next_) {
      if (!FindPassages(matches_[by_later_[next_]], placed.view()))
        return false;
      on_passages_(by_later_[next_], passages_);
    }
    if (uses_.contains(doc)) kept_[doc].Pack(placed);
  }
  return true;
}

// place: of the record that is no longer the same; empty: some are missing.
absl::Status Changed(const std::string& place) {
  return internal::MakeStatus(
      absl::StatusCode::kDataLoss,
      (place.empty() ? std::string("an input") : place) +
          " changed after it was read: passages cannot be found");
}

absl::Status Read(RecordReader* reader, const Collection& collection,
                  const Detector& detector, std::span<const Match> matches,
                  const CollectionOptions& options,
                  const OnPassages& on_passages) {
  NUSKHA_RETURN_IF_ERROR(internal::CheckThreads(options.threads));
  if (matches.empty()) return absl::OkStatus();
  NUSKHA_RETURN_IF_ERROR(reader->Rewind());
  std::vector<Worker> workers;
  workers.reserve(options.threads);
  const auto rules = options.rules == nullptr
                         ? internal::Checked(BoilerplateRules::Default())
                         : options.rules;
  for (uint32_t i = 0; i < options.threads; ++i) {
    workers.emplace_back(options.read, rules);
  }
  PassageReader passages(collection, detector, matches, on_passages);
  absl::Status read_status;  // written by one read() at a time
  absl::Status status;
  internal::RunOrdered<Block>(
      options.threads,
      [&](Block* block) {
        absl::StatusOr<bool> more = reader->Next(&block->raw);
        if (!more.ok()) read_status = more.status();
        return more.ok() && *more;
      },
      [&](size_t worker, Block* block) {
        block->status = passages.Analyze(*reader, &workers[worker], block);
      },
      [&](Block* block) {
        status = block->status;
        if (!status.ok()) return false;
        if (!block->changed.empty() || !passages.Take(*block)) {
          status = Changed(block->changed);
          return false;
        }
        if (options.progress &&
            !options.progress(block->raw.compressed_bytes,
                              reader->total_compressed_bytes())) {
          status =
              internal::MakeStatus(absl::StatusCode::kCancelled, "interrupted");
        }
        return status.ok() && !passages.done();
      });
  NUSKHA_RETURN_IF_ERROR(status);
  if (passages.done()) return absl::OkStatus();
  NUSKHA_RETURN_IF_ERROR(read_status);
  return Changed("");
}

}  // namespace

absl::Status ReadPassages(
    RecordReader* reader, const Collection& collection,
    const Detector& detector, std::span<const Match> matches,
    const CollectionOptions& options,
    const std::function<void(
        size_t match, const std::vector<Passage>& passages)>& on_passages) {
  return internal::Guarded([&] {
    return Read(reader, collection, detector, matches, options, on_passages);
  });
}

}  // namespace nuskha

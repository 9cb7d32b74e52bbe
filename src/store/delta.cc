// SPDX-License-Identifier: Apache-2.0

#include "store/delta.h"

#include <algorithm>
#include <utility>

namespace nuskha::internal {
namespace {

// Sorts what is near its place already; otherwise the usual way.
void SortNear(uint64_t* begin, uint64_t* end) {
  constexpr ptrdiff_t kMostMoves = 8;  // of a value, on average
  ptrdiff_t moves = kMostMoves * (end - begin);
  for (uint64_t* i = begin + 1; i < end && moves > 0; ++i) {
    const uint64_t value = *i;
    uint64_t* place = i;
    for (; place > begin && place[-1] > value; --place) *place = place[-1];
    *place = value;
    moves -= i - place;
  }
  if (moves <= 0) std::sort(begin, end);
}

// Distributes `from` to `to` by `bits` bits, of which the last is bit `shift`;
// returns the ends of the parts. Stable.
std::vector<uint32_t> Distribute(std::span<const uint64_t> from, uint32_t shift,
                                 uint32_t bits, uint64_t* to) {
  const uint64_t mask = (uint64_t{1} << bits) - 1;
  std::vector<uint32_t> ends(size_t{1} << bits);
  for (const uint64_t value : from) ++ends[value >> shift & mask];
  uint32_t sum = 0;
  for (uint32_t& end : ends) sum += std::exchange(end, sum);
  for (const uint64_t value : from) to[ends[value >> shift & mask]++] = value;
  return ends;
}

struct SortedEntries {
  std::unique_ptr<uint64_t[]> values;
  size_t size = 0;
};

// Ascending, each once. Keys are hashes: two passes, the second within the near
// cache, put each near its place.
SortedEntries Sorted(const std::vector<uint64_t>& entries) {
  constexpr uint32_t kFirstBits = 8, kSecondBits = 12;
  SortedEntries sorted{
      std::make_unique_for_overwrite<uint64_t[]>(entries.size())};
  const std::vector<uint32_t> ends =
      Distribute(entries, 64 - kFirstBits, kFirstBits, sorted.values.get());
  std::vector<uint64_t> part;
  uint32_t begin = 0;
  for (const uint32_t end : ends) {
    part.resize(end - begin);
    Distribute(std::span(sorted.values.get() + begin, end - begin),
               64 - kFirstBits - kSecondBits, kSecondBits, part.data());
    SortNear(part.data(), part.data() + part.size());
    const uint64_t* const to = std::unique_copy(
        part.begin(), part.end(), sorted.values.get() + sorted.size);
    sorted.size = static_cast<size_t>(to - sorted.values.get());
    begin = end;
  }
  return sorted;
}

constexpr size_t kFirstSlots = size_t{1} << 12;

}  // namespace

void Delta::Restart(uint32_t first) {
  Delta empty(first);
  infos_.clear();
  empty.infos_.swap(infos_);
  for (size_t kind = 0; kind < kPostingKinds; ++kind) {
    lists_[kind].entries.clear();
    empty.lists_[kind].entries.swap(lists_[kind].entries);
  }
  *this = std::move(empty);
}

void Delta::AddRemoved(uint64_t checksum, std::span<const WordWithStem> stems) {
  sum_ += checksum;
  topics_begin_.push_back(static_cast<uint32_t>(topics_.size()));
  infos_.emplace_back();
  stems_.insert(stems_.end(), stems.begin(), stems.end());
}

void Delta::Add(const DocumentKeys& keys, uint64_t checksum,
                std::span<const WordWithStem> stems) {
  const uint32_t document = size();
  const DocumentInfo& info = keys.info;
  AddRemoved(checksum, stems);
  infos_.back() = info;
  topics_.insert(topics_.end(), keys.topics.begin(), keys.topics.end());
  std::vector<uint64_t>& grams = list(PostingKind::kGrams).entries;
  for (const uint64_t key : keys.grams) grams.push_back(Pack(key, document));
  if (info.is(DocumentInfo::kShort)) {
    std::vector<uint64_t>& shorts = list(PostingKind::kShorts).entries;
    for (const uint64_t key : keys.grams) shorts.push_back(Pack(key, document));
  }
  std::vector<uint64_t>& specials = list(PostingKind::kSpecials).entries;
  specials.push_back(Pack(keys.id, document));
  specials.push_back(Pack(keys.text, document));
  if (info.source == DocumentStore::kNoSource) return;
  const bool counts = info.is(DocumentInfo::kCounts);
  for (const uint64_t key : WordingKeys(info, counts)) {
    specials.push_back(Pack(key, document));
  }
  if (counts) CountArticle(document, 1);
}

void Delta::CountArticle(uint32_t document, uint32_t one) {
  const uint32_t source = infos_[document].source;
  sources_[source] += one;
  for (const uint32_t stem : Topics(document)) {
    source_stems_[uint64_t{source} << 32 | stem] += one;
  }
}

// In the lists that it leaves it stays: flags tell who counts.
void Delta::Flip(uint32_t document) {
  DocumentInfo& info = infos_[document];
  info.flags ^= DocumentInfo::kCounts;
  const bool counts = info.is(DocumentInfo::kCounts);
  LinkSpecials();
  for (const uint64_t key : WordingKeys(info, counts)) {
    list(PostingKind::kSpecials).Insert(key, document);
  }
  CountArticle(document, counts ? 1 : UINT32_MAX);
}

std::span<const uint32_t> Delta::Topics(uint32_t document) const {
  const uint32_t begin = topics_begin_[document];
  const size_t end =
      document + 1 < size() ? topics_begin_[document + 1] : topics_.size();
  return std::span(topics_).subspan(begin, end - begin);
}

size_t Delta::Lists::Place(uint64_t key) const {
  const size_t mask = slots.size() - 1;
  // Keys are leading bits of hashes: all of them are well mixed.
  size_t i = key & mask;
  while (slots[i].last != 0 && slots[i].key != key) i = (i + 1) & mask;
  return i;
}

void Delta::Lists::Grow() {
  std::vector<Slot> old(std::max(kFirstSlots, slots.size() * 2));
  old.swap(slots);
  for (const Slot& slot : old) {
    if (slot.last != 0) slots[Place(slot.key)] = slot;
  }
}

void Delta::Lists::Link() {
  while (previous.size() < entries.size()) {
    if (used * 2 >= slots.size()) Grow();
    const uint64_t key = Unpack(entries[previous.size()]).key;
    Slot& slot = slots[Place(key)];
    used += slot.last == 0 ? 1 : 0;
    slot.key = key;
    previous.push_back(slot.last);
    slot.last = static_cast<uint32_t>(previous.size());
  }
}

void Delta::Lists::Insert(uint64_t key, uint32_t document) {
  if (used * 2 >= slots.size()) Grow();
  Slot& slot = slots[Place(key)];
  used += slot.last == 0 ? 1 : 0;
  slot.key = key;
  const auto document_at = [&](uint32_t link) {
    return Unpack(entries[link - 1]).document;
  };
  uint32_t after = 0, before = slot.last;
  while (before != 0 && document_at(before) > document) {
    after = std::exchange(before, previous[before - 1]);
  }
  if (before != 0 && document_at(before) == document) return;
  entries.push_back(Pack(key, document));
  previous.push_back(before);
  (after == 0 ? slot.last : previous[after - 1]) =
      static_cast<uint32_t>(entries.size());
}

bool Delta::Linked() const {
  return std::ranges::all_of(lists_, [](const Lists& one) {
    return one.previous.size() == one.entries.size();
  });
}

void Delta::Link() {
  for (Lists& one : lists_) one.Link();
}

void Delta::Find(PostingKind kind, uint64_t key,
                 std::vector<uint32_t>* documents) const {
  const Lists& lists = list(kind);
  if (lists.slots.empty()) return;
  const size_t begin = documents->size();
  uint32_t entry = lists.slots[lists.Place(key)].last;
  for (; entry != 0; entry = lists.previous[entry - 1]) {
    const uint32_t document = Unpack(lists.entries[entry - 1]).document;
    // A key that a document has twice.
    if (documents->size() > begin && documents->back() == document) continue;
    documents->push_back(document);
  }
  std::reverse(documents->begin() + static_cast<ptrdiff_t>(begin),
               documents->end());
}

uint32_t Delta::ArticlesOf(uint32_t source) const {
  const auto found = sources_.find(source);
  return found == sources_.end() ? 0 : found->second;
}

uint32_t Delta::Headlines(uint32_t source, uint32_t stem) const {
  const auto found = source_stems_.find(uint64_t{source} << 32 | stem);
  return found == source_stems_.end() ? 0 : found->second;
}

absl::StatusOr<std::shared_ptr<const Segment>> Delta::Write(
    const std::string& folder, uint64_t family) const {
  SegmentTables tables;
  tables.stems = stems_;
  for (const auto& [source, articles] : sources_) {
    if (articles > 0) tables.sources.push_back({source, articles});
  }
  for (const auto& [key, headlines] : source_stems_) {
    if (headlines == 0) continue;
    tables.source_stems.push_back({static_cast<uint32_t>(key >> 32),
                                   static_cast<uint32_t>(key), headlines});
  }
  tables.Settle();
  SegmentShape shape{.family = family,
                     .first = first_,
                     .end = end(),
                     .sum = sum_,
                     .topics = topics_.size()};
  for (const DocumentInfo& info : infos_) {
    shape.present += info.is(DocumentInfo::kPresent) ? 1 : 0;
  }
  std::array<SortedEntries, kPostingKinds> sorted;
  for (size_t kind = 0; kind < kPostingKinds; ++kind) {
    sorted[kind] = Sorted(lists_[kind].entries);
    shape.postings[kind] = sorted[kind].size;
  }
  absl::StatusOr<std::unique_ptr<SegmentWriter>> writer =
      SegmentWriter::Create(folder, shape, tables);
  if (!writer.ok()) return writer.status();
  for (uint32_t document = 0; document < size(); ++document) {
    (*writer)->Document(infos_[document], Topics(document));
  }
  for (size_t kind = 0; kind < kPostingKinds; ++kind) {
    (*writer)->Add(
        static_cast<PostingKind>(kind),
        {0, kDocumentBits, {sorted[kind].values.get(), sorted[kind].size}});
  }
  return (*writer)->Finish(/*sync=*/false);
}

}  // namespace nuskha::internal

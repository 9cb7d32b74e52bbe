// SPDX-License-Identifier: Apache-2.0

#include "nuskha/passage.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <utility>

#include "base/guarded.h"
#include "base/status_util.h"
#include "shingle/all_shingles.h"
#include "verify/alignment.h"
#include "verify/placed_shingles.h"

namespace nuskha {
namespace {

using internal::Aligner;
using internal::Tile;

constexpr uint64_t kSeed = 0;  // hashes of one pair never leave it

// Whether a break stands before one of the words [begin, end].
bool HasBreak(const PlacedWords& text, uint32_t begin, uint32_t end) {
  const auto found = std::ranges::lower_bound(text.breaks, begin);
  return found != text.breaks.end() && *found <= end;
}

// Words from `word` on, at least one, up to the next break.
uint32_t ToBreak(const PlacedWords& text, uint32_t word) {
  const auto found = std::ranges::upper_bound(text.breaks, word);
  return found == text.breaks.end() ? std::numeric_limits<uint32_t>::max()
                                    : *found - word;
}

// Whether `word` shares bytes with the word before.
bool IsGlued(const PlacedWords& text, uint32_t word) {
  return word > 0 && word < text.places.size() &&
         text.places[word].begin < text.places[word - 1].end;
}

ByteSpan BytesOf(const PlacedWords& text, WordSpan words) {
  const uint32_t end = words.end == 0 ? 0 : text.places[words.end - 1].end;
  return {words.size() == 0 ? end : text.places[words.begin].begin, end};
}

// The longest common subsequence of two gaps: which words stand in both.
class Gap {
 public:
  Gap(std::span<const uint32_t> a, std::span<const uint32_t> b) : a_(a), b_(b) {
    for (size_t i = a.size(); i-- > 0;) {
      for (size_t j = b.size(); j-- > 0;) {
        common_[i][j] = a[i] == b[j]
                            ? static_cast<uint8_t>(common_[i + 1][j + 1] + 1)
                            : std::max(common_[i + 1][j], common_[i][j + 1]);
      }
    }
  }

  // Calls edit(a begin, a end, b begin, b end) for each maximal stretch of
  // other words.
  template <typename Function>
  void ForEachEdit(const Function& edit) const {
    const size_t n = a_.size(), m = b_.size();
    size_t i = 0, j = 0, begin_i = 0, begin_j = 0;
    const auto close = [&] {
      if (i > begin_i || j > begin_j) edit(begin_i, i, begin_j, j);
    };
    while (i < n || j < m) {
      if (i < n && j < m && a_[i] == b_[j]) {
        close();
        begin_i = ++i;
        begin_j = ++j;
      } else if (j == m || (i < n && common_[i + 1][j] >= common_[i][j + 1])) {
        ++i;
      } else {
        ++j;
      }
    }
    close();
  }

 private:
  std::span<const uint32_t> a_, b_;
  // [i][j]: of what begins at i and j; the last row and column stay 0.
  std::array<std::array<uint8_t, internal::kPassageGap + 1>,
             internal::kPassageGap + 1>
      common_ = {};
};

}  // namespace

std::string_view EditKindName(EditKind kind) {
  switch (kind) {
    case EditKind::kInsertion:
      return "insertion";
    case EditKind::kDeletion:
      return "deletion";
    case EditKind::kSubstitution:
      break;
  }
  return "substitution";
}

class PassageFinder::Impl : public internal::Spendable {
 public:
  void Find(const PlacedWords& a, const PlacedWords& b,
            std::vector<Passage>* passages);

 private:
  void Align();
  void CutTile(const Tile& tile);
  void EndPassage();
  void TrimGlued();
  void AddEdits(const Tile& before, const Tile& after, Passage* passage) const;
  PlacedWords Shorter() const { return a_is_shorter_ ? a_ : b_; }
  PlacedWords Longer() const { return a_is_shorter_ ? b_ : a_; }

  internal::PlacedShingles shingles_;  // of longer_
  std::vector<uint32_t> longer_;       // of the pair before, most often of this
  Aligner aligner_;
  std::vector<uint64_t> hashes_;
  std::vector<uint32_t> links_;
  std::vector<Tile> tiles_;

  PlacedWords a_, b_;
  bool a_is_shorter_ = true;
  std::vector<Tile> parts_;  // of tiles, of the passage that grows
  std::vector<Passage>* passages_ = nullptr;
};

// The alignment that a match of the two rests on.
void PassageFinder::Impl::Align() {
  if (!std::ranges::equal(longer_, Longer().words)) {
    internal::AllShingles(Longer().words, kScoreWidth, kSeed, &hashes_);
    shingles_.Assign(hashes_);
    longer_.assign(Longer().words.begin(), Longer().words.end());
  }
  internal::AllShingles(Shorter().words, kScoreWidth, kSeed, &hashes_);
  shingles_.Probe(hashes_, std::numeric_limits<uint32_t>::max(), &links_);
  aligner_.Align(Shorter().words, Longer().words,
                 {.links = links_, .next = shingles_.next()}, &tiles_);
}

// A passage may have to begin or end later or earlier than its tiles: see
// passage.h.
void PassageFinder::Impl::TrimGlued() {
  const PlacedWords shorter = Shorter(), longer = Longer();
  size_t first = 0;
  while (first < parts_.size()) {
    Tile& part = parts_[first];
    if (!IsGlued(shorter, part.a) && !IsGlued(longer, part.b)) break;
    ++part.a;
    ++part.b;
    if (--part.length == 0) ++first;
  }
  parts_.erase(parts_.begin(), parts_.begin() + static_cast<ptrdiff_t>(first));
  while (!parts_.empty()) {
    Tile& part = parts_.back();
    if (!IsGlued(shorter, part.a + part.length) &&
        !IsGlued(longer, part.b + part.length)) {
      break;
    }
    if (--part.length == 0) parts_.pop_back();
  }
}

void PassageFinder::Impl::AddEdits(const Tile& before, const Tile& after,
                                   Passage* passage) const {
  const PlacedWords shorter = Shorter(), longer = Longer();
  const uint32_t x = before.a + before.length, y = before.b + before.length;
  const Gap gap(shorter.words.subspan(x, after.a - x),
                longer.words.subspan(y, after.b - y));
  gap.ForEachEdit([&](size_t x0, size_t x1, size_t y0, size_t y1) {
    Edit edit;
    edit.words_a = {x + static_cast<uint32_t>(x0),
                    x + static_cast<uint32_t>(x1)};
    edit.words_b = {y + static_cast<uint32_t>(y0),
                    y + static_cast<uint32_t>(y1)};
    if (!a_is_shorter_) std::swap(edit.words_a, edit.words_b);
    edit.a = BytesOf(a_, edit.words_a);
    edit.b = BytesOf(b_, edit.words_b);
    passage->edits.push_back(edit);
  });
}

void PassageFinder::Impl::EndPassage() {
  TrimGlued();
  if (parts_.empty()) return;
  const Tile& first = parts_.front();
  const Tile& last = parts_.back();
  Passage passage;
  passage.words_a = {first.a, last.a + last.length};
  passage.words_b = {first.b, last.b + last.length};
  passage.words = passage.words_a.size();
  if (!a_is_shorter_) std::swap(passage.words_a, passage.words_b);
  passage.a = BytesOf(a_, passage.words_a);
  passage.b = BytesOf(b_, passage.words_b);
  for (size_t i = 1; i < parts_.size(); ++i) {
    AddEdits(parts_[i - 1], parts_[i], &passage);
  }
  passages_->push_back(std::move(passage));
  parts_.clear();
}

// Adds a tile to the growing passage; ends it at every break inside.
void PassageFinder::Impl::CutTile(const Tile& tile) {
  for (uint32_t from = 0; from < tile.length;) {
    const uint32_t size =
        std::min({tile.length - from, ToBreak(Shorter(), tile.a + from),
                  ToBreak(Longer(), tile.b + from)});
    parts_.push_back({tile.a + from, tile.b + from, size});
    from += size;
    if (from < tile.length) EndPassage();
  }
}

void PassageFinder::Impl::Find(const PlacedWords& a, const PlacedWords& b,
                               std::vector<Passage>* passages) {
  a_ = a;
  b_ = b;
  a_is_shorter_ = internal::IsShorter(a.words, b.words);
  passages_ = passages;
  passages->clear();
  parts_.clear();
  Align();
  const PlacedWords shorter = Shorter(), longer = Longer();
  for (size_t i = 0; i < tiles_.size(); ++i) {
    const Tile& tile = tiles_[i];
    if (i > 0) {
      const Tile& before = tiles_[i - 1];
      if (!internal::InOnePassage(before, tile) ||
          HasBreak(shorter, before.a + before.length, tile.a) ||
          HasBreak(longer, before.b + before.length, tile.b)) {
        EndPassage();
      }
    }
    CutTile(tile);
  }
  EndPassage();
  std::ranges::sort(*passages, [](const Passage& x, const Passage& y) {
    if (x.words != y.words) return x.words > y.words;
    return x.words_a.begin < y.words_a.begin;
  });
}

PassageFinder::PassageFinder() : impl_(internal::MakeOrNull<Impl>()) {}
PassageFinder::~PassageFinder() = default;
PassageFinder::PassageFinder(PassageFinder&&) noexcept = default;
PassageFinder& PassageFinder::operator=(PassageFinder&&) noexcept = default;

absl::Status PassageFinder::Find(const PlacedWords& a, const PlacedWords& b,
                                 std::vector<Passage>* passages) {
  return internal::GuardedCall(impl_, [&](Impl& impl) {
    impl.Find(a, b, passages);
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<Passage>> FindPassages(const Article& a,
                                                  const Article& b,
                                                  Analyzer* analyzer) {
  return internal::Guarded([&]() -> absl::StatusOr<std::vector<Passage>> {
    PlacedDocument placed_a, placed_b;
    NUSKHA_RETURN_IF_ERROR(analyzer->Locate(a, &placed_a));
    NUSKHA_RETURN_IF_ERROR(analyzer->Locate(b, &placed_b));
    std::vector<Passage> passages;
    NUSKHA_RETURN_IF_ERROR(
        PassageFinder().Find(placed_a.view(), placed_b.view(), &passages));
    return passages;
  });
}

}  // namespace nuskha

// SPDX-License-Identifier: Apache-2.0

#include "verify/side.h"

#include <algorithm>
#include <bit>

namespace nuskha::internal {
namespace {

constexpr size_t kLead = 25;

template <typename T>
void SortDistinct(std::vector<T>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
}

}  // namespace

void WordStems::Assign(std::span<const uint32_t> words,
                       const StemTable& table) {
  table.Read(words, &stems_);
  const size_t capacity = std::bit_ceil(stems_.size() * 2 + 2);
  if (slots_.size() < capacity) slots_.assign(capacity, {});
  mask_ = capacity - 1;
  if (++epoch_ == 0) {  // wrapped: forget the slots of old texts
    slots_.assign(slots_.size(), {});
    epoch_ = 1;
  }
  for (const uint32_t stem : stems_) {
    size_t i = Place(stem);
    while (slots_[i].epoch == epoch_ && slots_[i].stem != stem) {
      i = (i + 1) & mask_;
    }
    slots_[i] = {stem, epoch_};
  }
}

void Side::Set(const DocumentView& view) {
  const bool same =
      view.number != DocumentView::kNoNumber && view.number == view_.number;
  view_ = view;
  if (!same) has_values_ = has_marks_ = has_heads_ = false;
}

const std::vector<double>& Side::values() {
  if (!has_values_) {
    has_values_ = true;
    values_.clear();
    for (const Number& number : view_.numbers) values_.push_back(number.value);
    SortDistinct(&values_);
  }
  return values_;
}

void Side::ReadMarks(const WordMarker& marker, std::vector<uint64_t>* hashes) {
  if (has_marks_) return;
  has_marks_ = true;
  marks_.clear();
  furniture_words_ = marker ? marker(view_, hashes, &marks_) : 0;
}

void Side::ReadHeads(const StemTable& table) {
  if (has_heads_) return;
  has_heads_ = true;
  table.Read(view_.title, &title_stems_);
  title_set_ = title_stems_;
  SortDistinct(&title_set_);
  table.Read(view_.words.first(std::min(kLead, size())), &lead_set_);
  SortDistinct(&lead_set_);
}

Side* Sides::For(const DocumentView& view, const Side* stays) {
  const size_t length =
      view.words.size() + view.title.size() + view.numbers.size();
  if (view.number != DocumentView::kNoNumber && length <= kLongest) {
    if (kept_.empty()) kept_.resize(kKept);
    std::unique_ptr<Side>& place = kept_[view.number % kKept];
    if (place == nullptr) place = std::make_unique<Side>();
    if (place.get() != stays) {
      place->Set(view);
      return place.get();
    }
  }
  Side* const side = &others_[stays == &others_[0] ? 1 : 0];
  side->Set(view);
  return side;
}

}  // namespace nuskha::internal

// SPDX-License-Identifier: Apache-2.0

#include "verify/side.h"

#include <algorithm>
#include <bit>

#include "verify/furniture.h"

namespace nuskha::internal {
namespace {

constexpr size_t kLead = 25;

template <typename T>
void SortDistinct(std::vector<T>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
}

}  // namespace

void StemSet::Assign(std::span<const uint32_t> stems) {
  const size_t capacity = std::bit_ceil(stems.size() * 2 + 2);
  if (slots_.size() < capacity) slots_.assign(capacity, {});
  mask_ = capacity - 1;
  if (++epoch_ == 0) {  // wrapped: forget the slots of old texts
    slots_.assign(slots_.size(), {});
    epoch_ = 1;
  }
  for (const uint32_t stem : stems) {
    size_t i = Place(stem);
    while (slots_[i].epoch == epoch_ && slots_[i].stem != stem) {
      i = (i + 1) & mask_;
    }
    slots_[i] = {stem, epoch_};
  }
}

void Side::Set(const DocumentView& view) {
  view_ = view;
  has_furniture_count_ = has_values_ = has_stems_ = false;
}

bool Side::furniture(size_t i) const {
  return !view_.marks.empty() && (view_.marks[i] & kFurniture) != 0;
}

uint32_t Side::furniture_count() {
  if (!has_furniture_count_) {
    has_furniture_count_ = true;
    furniture_count_ = static_cast<uint32_t>(std::ranges::count_if(
        view_.marks, [](uint8_t mark) { return (mark & kFurniture) != 0; }));
  }
  return furniture_count_;
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

void Side::ReadStems(const StemTable& table) {
  if (has_stems_) return;
  has_stems_ = true;
  stems_.resize(size());
  for (size_t i = 0; i < size(); ++i) stems_[i] = table[view_.words[i]];
  set_.Assign(stems_);
  title_stems_.clear();
  for (const uint32_t word : view_.title) title_stems_.push_back(table[word]);
  title_set_ = title_stems_;
  SortDistinct(&title_set_);
  lead_set_.assign(
      stems_.begin(),
      stems_.begin() + static_cast<ptrdiff_t>(std::min(kLead, size())));
  SortDistinct(&lead_set_);
}

}  // namespace nuskha::internal

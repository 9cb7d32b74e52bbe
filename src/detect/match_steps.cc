// SPDX-License-Identifier: Apache-2.0

#include "detect/match_steps.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>

#include "base/byte_codec.h"
#include "base/hash.h"

namespace nuskha::internal {
namespace {

template <typename T>
uint64_t HashOf(std::span<const T> values, uint64_t seed) {
  return Hash64(std::string_view(reinterpret_cast<const char*>(values.data()),
                                 values.size_bytes()),
                seed);
}

// Of everything that matches depend on, settings left out.
uint64_t KeyOf(const DocumentStore& documents) {
  uint64_t key = documents.size();
  for (uint32_t doc = 0; doc < documents.size(); ++doc) {
    key = HashOf(documents.words(doc), key);
    key = HashOf(documents.title(doc), key);
    key = HashOf(documents.numbers(doc), key);
    key = Mix64(key ^ documents.text_hash(doc));
    key = Mix64(key ^ documents.source(doc));
    key = Mix64(key ^ static_cast<uint32_t>(documents.day(doc)));
  }
  return key;
}

}  // namespace

void SortMatches(std::vector<Match>* matches) {
  // A match is too large to be moved about by a sort: places are sorted, and
  // each match goes straight to its own.
  std::vector<size_t> from(matches->size());
  std::iota(from.begin(), from.end(), size_t{0});
  std::ranges::sort(from, {}, [&](size_t i) {
    return std::pair((*matches)[i].a, (*matches)[i].b);
  });
  for (size_t begin = 0; begin < from.size(); ++begin) {
    if (from[begin] == begin) continue;
    const Match first = (*matches)[begin];
    size_t place = begin;
    for (size_t next = from[place]; next != begin; next = from[place]) {
      (*matches)[place] = (*matches)[next];
      from[place] = place;
      place = next;
    }
    (*matches)[place] = first;
    from[place] = place;
  }
}

SavedSteps::SavedSteps(Checkpoint* checkpoint, const DocumentStore& documents)
    : checkpoint_(checkpoint) {
  if (checkpoint != nullptr) documents_key_ = KeyOf(documents);
}

uint64_t SavedSteps::Key(size_t begin) const {
  return Mix64(documents_key_ + begin);
}

bool SavedSteps::Load(size_t begin, StepResult* step) {
  if (checkpoint_ == nullptr || !checkpoint_->Next(Key(begin), &entry_)) {
    return false;
  }
  ByteReader reader(entry_);
  reader.Value(&step->candidates);
  reader.Value(&step->verified);
  reader.List(&step->matches);
  return reader.AtEnd();
}

void SavedSteps::Save(size_t begin, const StepResult& step) {
  if (checkpoint_ == nullptr) return;
  entry_.clear();
  ByteWriter writer(&entry_);
  writer.Value(step.candidates);
  writer.Value(step.verified);
  writer.List(step.matches);
  // Without it a later run takes longer, and nothing else.
  checkpoint_->Append(Key(begin), entry_).IgnoreError();
}

}  // namespace nuskha::internal

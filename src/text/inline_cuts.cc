// SPDX-License-Identifier: Apache-2.0

#include "text/inline_cuts.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "nuskha/document.h"
#include "text/embedded.h"
#include "text/tsv.h"

namespace nuskha::internal {
namespace {

using Place = InlineCut::Place;

// An article keeps at least this many words before a cut at its tail, and
// behind one at its head: in a text of a few lines the same words are content.
constexpr size_t kKeep = 20;

Place ParsePlace(std::string_view name) {
  if (name == "tail") return Place::kTail;
  return name == "head" ? Place::kHead : Place::kDateline;
}

bool AnyOf(std::span<const uint32_t> words, const HashBitmap<12>& set) {
  return std::ranges::any_of(
      words, [&](uint32_t hash) { return set.MayContain(hash); });
}

// One application: the words and what becomes of them.
struct Cutter {
  Content* content;
  std::vector<uint32_t>* words;
  std::vector<TokenRange>* erased;
  std::vector<const InlineCut*>* cuts;

  void Take(const InlineCut& cut, size_t from, size_t to) {
    content->Erase(static_cast<uint32_t>(from), static_cast<uint32_t>(to),
                   erased);
    cuts->resize(erased->size(), &cut);
    words->erase(words->begin() + static_cast<ptrdiff_t>(from),
                 words->begin() + static_cast<ptrdiff_t>(to));
  }

  void Head(const InlineCut& cut) {
    for (size_t i = 0; i < cut.window; ++i) {
      if (!StandsAt(*words, i, cut.words)) continue;
      Take(cut, i, i + cut.words.size());
      return;
    }
  }

  void Tail(const InlineCut& cut) {
    const size_t n = words->size();
    for (size_t i = std::max(kKeep, n - std::min<size_t>(n, cut.window)); i < n;
         ++i) {
      if (!StandsAt(*words, i, cut.words)) continue;
      Take(cut, i, n);
      return;
    }
  }

  // True if the cut was made at word i.
  bool Dateline(const InlineCut& cut, size_t i) {
    if (i >= cut.window || !StandsAt(*words, i, cut.words)) return false;
    Take(cut, 0, i + cut.words.size());
    return true;
  }
};

}  // namespace

bool StandsAt(std::span<const uint32_t> words, size_t at,
              std::span<const uint32_t> sequence) {
  return at + sequence.size() <= words.size() &&
         std::ranges::equal(words.subspan(at, sequence.size()), sequence);
}

InlineCuts::InlineCuts() {
  TsvReader reader(InlineCutsTable());
  reader.Next();  // the header
  while (reader.Next()) {
    const std::vector<std::string_view>& fields = reader.fields();
    InlineCut cut{.id = std::string(fields[0]), .place = ParsePlace(fields[1])};
    cut.trailer = cut.id == kTrailerCut;
    std::from_chars(fields[2].data(), fields[2].data() + fields[2].size(),
                    cut.window);
    std::vector<std::string_view> words;
    Split(fields[3], ' ', &words);
    for (const std::string_view word : words) {
      cut.words.push_back(WordHash(word));
    }
    HashBitmap<12>& set = cut.place == Place::kHead   ? head_
                          : cut.place == Place::kTail ? tail_
                                                      : dateline_;
    set.Insert(cut.words.front());
    cuts_.push_back(std::move(cut));
  }
}

const InlineCuts& InlineCuts::Get() {
  static const InlineCuts& cuts = *new InlineCuts();
  return cuts;
}

void InlineCuts::Apply(Content* content, std::vector<uint32_t>* words,
                       std::vector<TokenRange>* erased,
                       std::vector<const InlineCut*>* cuts) const {
  Cutter cutter = {content, words, erased, cuts};
  const auto each = [&](Place place, auto&& apply) {
    for (const InlineCut& cut : cuts_) {
      if (cut.place == place) apply(cut);
    }
  };
  uint32_t longest = 0;
  for (const InlineCut& cut : cuts_) longest = std::max(longest, cut.window);
  const auto first = [&](size_t n) {
    return std::span(*words).first(std::min(n, words->size()));
  };
  const auto last = [&](size_t n) {
    return std::span(*words).last(std::min(n, words->size()));
  };
  if (AnyOf(first(longest), head_)) {
    each(Place::kHead, [&](const InlineCut& cut) { cutter.Head(cut); });
  }
  if (AnyOf(last(longest), tail_)) {
    each(Place::kTail, [&](const InlineCut& cut) { cutter.Tail(cut); });
  }
  for (size_t i = 0; i + kKeep < words->size() && i < longest; ++i) {
    if (!dateline_.MayContain((*words)[i])) continue;
    for (const InlineCut& cut : cuts_) {
      if (cut.place == Place::kDateline && cutter.Dateline(cut, i)) return;
    }
  }
}

}  // namespace nuskha::internal

// SPDX-License-Identifier: Apache-2.0

#include "reference/translation_reference.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace nuskha::reference {
namespace {

using Frequencies = std::map<uint32_t, size_t>;

size_t MostDocuments(size_t documents) {
  if (documents < 20) return 0;
  size_t most = documents / 100;
  if (documents < 400) most = std::min<size_t>(4, documents / 10);
  return std::min<size_t>(most, 400);
}

// Place of each stem that stands once.
std::map<uint32_t, size_t> Once(const StemmedText& text) {
  std::map<uint32_t, size_t> places;
  for (size_t i = 0; i < text.stems.size(); ++i) {
    if (std::ranges::count(text.stems, text.stems[i]) == 1) {
      places[text.stems[i]] = i;
    }
  }
  return places;
}

uint32_t LongestAscent(const std::vector<size_t>& values) {
  std::vector<uint32_t> longest(values.size(), 1);
  uint32_t most = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    for (size_t k = 0; k < i; ++k) {
      if (values[k] < values[i]) {
        longest[i] = std::max(longest[i], longest[k] + 1);
      }
    }
    most = std::max(most, longest[i]);
  }
  return most;
}

double Overlap(const StemmedText& a, const StemmedText& b,
               const Frequencies& frequencies, size_t documents) {
  const std::set<uint32_t> in_a(a.stems.begin(), a.stems.end());
  const std::set<uint32_t> in_b(b.stems.begin(), b.stems.end());
  std::set<uint32_t> in_either = in_a;
  in_either.insert(in_b.begin(), in_b.end());
  double all = 0, common = 0;
  for (const uint32_t stem : in_either) {
    const double weight = std::log(static_cast<double>(documents) /
                                   static_cast<double>(frequencies.at(stem)));
    all += weight;
    if (in_a.contains(stem) && in_b.contains(stem)) common += weight;
  }
  return all > 0 ? common / all : 0;
}

}  // namespace

std::map<std::pair<uint32_t, uint32_t>, Translation> TranslationFigures(
    const std::vector<StemmedText>& texts) {
  Frequencies frequencies;
  std::vector<std::map<uint32_t, size_t>> once;
  for (const StemmedText& text : texts) {
    for (const uint32_t stem :
         std::set<uint32_t>(text.stems.begin(), text.stems.end())) {
      ++frequencies[stem];
    }
    once.push_back(Once(text));
  }
  std::map<std::pair<uint32_t, uint32_t>, Translation> all;
  for (uint32_t b = 0; b < texts.size(); ++b) {
    for (uint32_t a = 0; a < b; ++a) {
      std::vector<std::pair<size_t, size_t>> places;
      for (const auto& [stem, place] : once[a]) {
        if (once[b].contains(stem) &&
            frequencies[stem] <= MostDocuments(texts.size())) {
          places.emplace_back(place, once[b][stem]);
        }
      }
      if (places.size() < 10) continue;
      std::ranges::sort(places);
      Translation figures;
      figures.anchors = static_cast<uint32_t>(places.size());
      std::vector<size_t> in_b;
      for (const auto& [at_a, at_b] : places) {
        in_b.push_back(at_b);
        figures.displacement +=
            std::abs(static_cast<double>(at_a) /
                         static_cast<double>(texts[a].stems.size()) -
                     static_cast<double>(at_b) /
                         static_cast<double>(texts[b].stems.size())) /
            static_cast<double>(places.size());
      }
      figures.in_order = LongestAscent(in_b);
      figures.overlap = Overlap(texts[a], texts[b], frequencies, texts.size());
      const std::set<double> numbers_a(texts[a].numbers.begin(),
                                       texts[a].numbers.end());
      const std::set<double> numbers_b(texts[b].numbers.begin(),
                                       texts[b].numbers.end());
      figures.numbers =
          static_cast<uint32_t>(std::min(numbers_a.size(), numbers_b.size()));
      for (const double value : numbers_a) {
        figures.numbers_shared += numbers_b.contains(value) ? 1 : 0;
      }
      all[{a, b}] = figures;
    }
  }
  return all;
}

}  // namespace nuskha::reference

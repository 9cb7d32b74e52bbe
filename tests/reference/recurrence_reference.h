// SPDX-License-Identifier: Apache-2.0
//
// Recurrence as its definition reads, with maps.

#ifndef NUSKHA_TESTS_REFERENCE_RECURRENCE_REFERENCE_H_
#define NUSKHA_TESTS_REFERENCE_RECURRENCE_REFERENCE_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nuskha::reference {

struct Item {
  std::string source;
  std::vector<std::string> title;
  std::vector<std::string> words;
  std::optional<int32_t> day = std::nullopt;
};

// Five words -> whether the headlines of the articles that hold them are about
// different things, for the recurrent ones. ASCII words are their own stems.
// Correct where at most 40 articles of a source hold the same five words, and
// no two sources hold them equally often.
std::map<std::array<std::string, 5>, bool> RecurrentGrams(
    const std::vector<Item>& items);

// Five words of at least 3 different texts with a day -> the day by which one
// of these texts was out for the last time, the earliest such day; and the
// latest day on which one came out. Each text with its copies is out from its
// first day to its last.
std::map<std::array<std::string, 5>, std::pair<int32_t, int32_t>> GramDays(
    const std::vector<Item>& items);

}  // namespace nuskha::reference

#endif  // NUSKHA_TESTS_REFERENCE_RECURRENCE_REFERENCE_H_

// SPDX-License-Identifier: Apache-2.0
//
// Recurrence as its definition reads, with maps.

#ifndef NUSKHA_TESTS_REFERENCE_RECURRENCE_REFERENCE_H_
#define NUSKHA_TESTS_REFERENCE_RECURRENCE_REFERENCE_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace nuskha::reference {

struct Item {
  std::string source;
  std::vector<std::string> title;
  std::vector<std::string> words;
};

// Five words -> whether the headlines of the articles that hold them are about
// different things, for the recurrent ones. ASCII words are their own stems.
// Correct where at most 40 articles of a source hold the same five words, and
// no two sources hold them equally often.
std::map<std::array<std::string, 5>, bool> RecurrentGrams(
    const std::vector<Item>& items);

}  // namespace nuskha::reference

#endif  // NUSKHA_TESTS_REFERENCE_RECURRENCE_REFERENCE_H_

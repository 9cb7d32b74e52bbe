// SPDX-License-Identifier: Apache-2.0

#include "reference/recurrence_reference.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <set>
#include <utility>

namespace nuskha::reference {
namespace {

using Words = std::vector<std::string>;

Words First(const Words& words, size_t n) {
  return {words.begin(),
          words.begin() + static_cast<ptrdiff_t>(std::min(n, words.size()))};
}

std::set<std::string> Topics(const Item& item) {
  std::set<std::string> topics;
  for (const std::string& word :
       item.title.empty() ? First(item.words, 12) : item.title) {
    if (word.size() > 2 && !std::isdigit(static_cast<unsigned char>(word[0]))) {
      topics.insert(word);
    }
  }
  return topics;
}

}  // namespace

std::map<std::array<std::string, 5>, bool> RecurrentGrams(
    const std::vector<Item>& items) {
  std::set<std::pair<std::string, std::pair<Words, Words>>> heads;
  std::set<std::pair<std::string, Words>> wholes;
  std::map<std::string, std::map<std::string, double>> headlines;
  std::map<std::string, double> articles;
  std::map<std::array<std::string, 5>, std::map<std::string, std::set<size_t>>>
      holders;
  for (size_t i = 0; i < items.size(); ++i) {
    const Item& item = items[i];
    const std::pair head(item.source,
                         std::pair(item.title, First(item.words, 30)));
    const std::pair whole(item.source, item.words);
    if (heads.contains(head) || wholes.contains(whole)) continue;
    heads.insert(head);
    wholes.insert(whole);
    if (item.words.size() < 5) continue;
    articles[item.source] += 1;
    for (const std::string& topic : Topics(item)) {
      headlines[item.source][topic] += 1;
    }
    for (size_t at = 0; at + 5 <= item.words.size(); ++at) {
      std::array<std::string, 5> gram;
      std::copy_n(item.words.begin() + static_cast<ptrdiff_t>(at), 5,
                  gram.begin());
      holders[gram][item.source].insert(i);
    }
  }
  std::map<std::array<std::string, 5>, bool> recurrent;
  for (const auto& [gram, by_source] : holders) {
    const auto& [source, most] = *std::max_element(
        by_source.begin(), by_source.end(), [](const auto& x, const auto& y) {
          return x.second.size() < y.second.size();
        });
    if (most.size() < 3) continue;
    std::map<std::string, double> counts;
    for (const size_t i : most) {
      for (const std::string& topic : Topics(items[i])) {
        if (headlines[source][topic] <= 0.1 * articles[source]) {
          counts[topic] += 1;
        }
      }
    }
    double best = 0;
    for (const auto& [topic, count] : counts) best = std::max(best, count);
    recurrent[gram] = best < 0.67 * static_cast<double>(most.size());
  }
  return recurrent;
}

std::map<std::array<std::string, 5>, std::pair<int32_t, int32_t>> GramDays(
    const std::vector<Item>& items) {
  std::map<std::array<std::string, 5>, std::map<Words, std::set<int32_t>>>
      holders;
  for (const Item& item : items) {
    for (size_t at = 0; item.day && at + 5 <= item.words.size(); ++at) {
      std::array<std::string, 5> gram;
      std::copy_n(item.words.begin() + static_cast<ptrdiff_t>(at), 5,
                  gram.begin());
      holders[gram][item.words].insert(*item.day);
    }
  }
  std::map<std::array<std::string, 5>, std::pair<int32_t, int32_t>> found;
  for (const auto& [gram, texts] : holders) {
    if (texts.size() < 3) continue;
    std::set<int32_t> first_days, last_days;
    for (const auto& [words, days] : texts) {
      first_days.insert(*days.begin());
      last_days.insert(*days.rbegin());
    }
    found[gram] = {*last_days.begin(), *first_days.rbegin()};
  }
  return found;
}

}  // namespace nuskha::reference

// SPDX-License-Identifier: Apache-2.0
//
// Wording that returns, learned from the collection itself: what a source says
// again and again is a template or furniture, what it says once is news.

#ifndef NUSKHA_SRC_INDEX_RECURRENCE_H_
#define NUSKHA_SRC_INDEX_RECURRENCE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "index/document_store.h"
#include "index/gram_table.h"

namespace nuskha::internal {

// The w5 that at least 3 articles of one source hold. Articles of a source
// that are equal in all words, or in headline and first 30 words, count once:
// an item filed twice says nothing about habit.
//
// Such a w5 is scattered if the headlines of these articles are about different
// things: of the source with most of them (at most 40: those with the smallest
// hash of their words), fewer than .67 share one and the same stem in their
// headlines. Stems that stand in more than a tenth of the headlines of that
// source do not count; an article without a headline lends its first 12 words.
//
// The value: whether they are (IsScattered()) and how many these articles are
// (ArticlesOf()).
//
// nullopt: no document has a source.
std::optional<GramTable> FindRecurrent(const DocumentStore& documents,
                                       const GramOptions& options);

constexpr uint64_t PackArticles(uint32_t articles, bool scattered) {
  return uint64_t{articles} << 1 | uint64_t{scattered};
}
constexpr bool IsScattered(uint64_t value) { return (value & 1) != 0; }
// Of the source with most of them.
constexpr uint32_t ArticlesOf(uint64_t value) {
  return static_cast<uint32_t>(value >> 1);
}

// For collections without sources: the w5 that at least 3 different texts with
// a day hold. Documents that are equal in all words are one text, which is out
// from the first of their days to the last: a repost says nothing about habit.
//
// A w5 returns on other days than those of a period if one of its texts is out
// only before or only after it.
//
// nullopt: no document lacks a source and has a date.
std::optional<GramTable> FindDayRanges(const DocumentStore& documents,
                                       const GramOptions& options);

// On or before `first` one of the texts was out for the last time, on or after
// `last` one came out. `first` is after `last` if all were out at one time.
struct DayRange {
  int32_t first;
  int32_t last;
};

constexpr uint64_t PackDays(DayRange days) {
  return uint64_t{static_cast<uint32_t>(days.first)} << 32 |
         static_cast<uint32_t>(days.last);
}
constexpr DayRange UnpackDays(uint64_t value) {
  return {static_cast<int32_t>(value >> 32), static_cast<int32_t>(value)};
}

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_INDEX_RECURRENCE_H_

// SPDX-License-Identifier: Apache-2.0

#include "text/aggressive_lexicon.h"

namespace nuskha::internal {
namespace {

constexpr MonthName kMonthNames[] = {
    // January: Levant; Mashriq and Gulf; Maghreb.
    {"\u0643\u0627\u0646\u0648\u0646", "\u0627\u0644\u062b\u0627\u0646\u064a",
     1, false},
    {"\u064a\u0646\u0627\u064a\u0631", "", 1, false},
    {"\u062c\u0627\u0646\u0641\u064a", "", 1, false},
    // February: Levant; Mashriq and Gulf; Maghreb.
    {"\u0634\u0628\u0627\u0637", "", 2, false},
    {"\u0641\u0628\u0631\u0627\u064a\u0631", "", 2, false},
    {"\u0641\u064a\u0641\u0631\u064a", "", 2, false},
    // March: Levant; Mashriq and Gulf; Maghreb.
    {"\u0627\u0630\u0627\u0631", "", 3, true},
    {"\u0645\u0627\u0631\u0633", "", 3, true},
    // April: Levant; Mashriq and Gulf; Maghreb.
    {"\u0646\u064a\u0633\u0627\u0646", "", 4, false},
    {"\u0627\u0628\u0631\u064a\u0644", "", 4, false},
    {"\u0627\u0641\u0631\u064a\u0644", "", 4, false},
    // May: Levant; Mashriq and Gulf; Maghreb.
    {"\u0627\u064a\u0627\u0631", "", 5, true},
    {"\u0645\u0627\u064a\u0648", "", 5, false},
    {"\u0645\u0627\u064a", "", 5, true},
    // June: Levant; Mashriq and Gulf; Maghreb.
    {"\u062d\u0632\u064a\u0631\u0627\u0646", "", 6, false},
    {"\u064a\u0648\u0646\u064a\u0648", "", 6, false},
    {"\u064a\u0648\u0646\u064a\u0647", "", 6, false},
    {"\u062c\u0648\u0627\u0646", "", 6, true},
    // July: Levant; Mashriq and Gulf; Maghreb.
    {"\u062a\u0645\u0648\u0632", "", 7, false},
    {"\u064a\u0648\u0644\u064a\u0648", "", 7, false},
    {"\u064a\u0648\u0644\u064a\u0647", "", 7, false},
    {"\u062c\u0648\u064a\u0644\u064a\u0647", "", 7, false},
    {"\u064a\u0648\u0644\u064a\u0648\u0632", "", 7, false},
    // August: Levant; Mashriq and Gulf; Maghreb.
    {"\u0627\u0628", "", 8, true},
    {"\u0627\u063a\u0633\u0637\u0633", "", 8, false},
    {"\u0627\u0648\u062a", "", 8, true},
    {"\u063a\u0634\u062a", "", 8, false},
    // September: Levant; Mashriq and Gulf; Maghreb.
    {"\u0627\u064a\u0644\u0648\u0644", "", 9, false},
    {"\u0633\u0628\u062a\u0645\u0628\u0631", "", 9, false},
    {"\u0634\u062a\u0646\u0628\u0631", "", 9, false},
    // October: Levant; Mashriq and Gulf; Maghreb.
    {"\u062a\u0634\u0631\u064a\u0646", "\u0627\u0644\u0627\u0648\u0644", 10,
     false},
    {"\u0627\u0643\u062a\u0648\u0628\u0631", "", 10, false},
    // November: Levant; Mashriq and Gulf; Maghreb.
    {"\u062a\u0634\u0631\u064a\u0646", "\u0627\u0644\u062b\u0627\u0646\u064a",
     11, false},
    {"\u0646\u0648\u0641\u0645\u0628\u0631", "", 11, false},
    {"\u0646\u0648\u0646\u0628\u0631", "", 11, false},
    // December: Levant; Mashriq and Gulf; Maghreb.
    {"\u0643\u0627\u0646\u0648\u0646", "\u0627\u0644\u0627\u0648\u0644", 12,
     false},
    {"\u062f\u064a\u0633\u0645\u0628\u0631", "", 12, false},
    {"\u062f\u062c\u0646\u0628\u0631", "", 12, false},
};

// Putin, Netanyahu, England, Zelensky, Guterres, map.
constexpr Spelling kWordSpellings[] = {
    {"\u0628\u0648\u062a\u0646", "\u0628\u0648\u062a\u064a\u0646"},
    {"\u0646\u062a\u0627\u0646\u064a\u0627\u0647\u0648",
     "\u0646\u062a\u0646\u064a\u0627\u0647\u0648"},
    {"\u0646\u062a\u0646\u064a\u0627\u0647\u0648\u0627",
     "\u0646\u062a\u0646\u064a\u0627\u0647\u0648"},
    {"\u0627\u0646\u0643\u0644\u062a\u0631\u0627",
     "\u0627\u0646\u062c\u0644\u062a\u0631\u0627"},
    {"\u0632\u064a\u0644\u0646\u0633\u0643\u064a",
     "\u0632\u064a\u0644\u064a\u0646\u0633\u0643\u064a"},
    {"\u0632\u0644\u0646\u0633\u0643\u064a",
     "\u0632\u064a\u0644\u064a\u0646\u0633\u0643\u064a"},
    {"\u063a\u0648\u062a\u064a\u0631\u064a\u0633",
     "\u063a\u0648\u062a\u064a\u0631\u064a\u0634"},
    {"\u062c\u0648\u062a\u064a\u0631\u064a\u0634",
     "\u063a\u0648\u062a\u064a\u0631\u064a\u0634"},
    {"\u062c\u0648\u062a\u064a\u0631\u064a\u0633",
     "\u063a\u0648\u062a\u064a\u0631\u064a\u0634"},
    {"\u0627\u0644\u062e\u0627\u0631\u0637\u0647",
     "\u0627\u0644\u062e\u0631\u064a\u0637\u0647"},
    {"\u062e\u0627\u0631\u0637\u0647", "\u062e\u0631\u064a\u0637\u0647"},
};

// America, militia, journalist, Soviet, Kazakhstan, Ukrainian.
constexpr Spelling kInfixSpellings[] = {
    {"\u0627\u0645\u064a\u0631\u0643", "\u0627\u0645\u0631\u064a\u0643"},
    {"\u0645\u064a\u0644\u064a\u0634\u064a", "\u0645\u0644\u064a\u0634\u064a"},
    {"\u0635\u062d\u0627\u0641\u064a", "\u0635\u062d\u0641\u064a"},
    {"\u0633\u0648\u0641\u064a\u064a\u062a", "\u0633\u0648\u0641\u064a\u062a"},
    {"\u0643\u0632\u0627\u062e\u0633\u062a",
     "\u0643\u0627\u0632\u0627\u062e\u0633\u062a"},
    {"\u0643\u0627\u0632\u062e\u0633\u062a",
     "\u0643\u0627\u0632\u0627\u062e\u0633\u062a"},
    {"\u0627\u0643\u0631\u0627\u0646\u064a",
     "\u0627\u0648\u0643\u0631\u0627\u0646\u064a"},
};

}  // namespace

std::span<const MonthName> MonthNames() { return kMonthNames; }

std::span<const Spelling> WordSpellings() { return kWordSpellings; }

std::span<const Spelling> InfixSpellings() { return kInfixSpellings; }

}  // namespace nuskha::internal

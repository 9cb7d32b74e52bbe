// SPDX-License-Identifier: Apache-2.0

#include "nuskha/date.h"

#include <chrono>
#include <random>
#include <string>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "nuskha/document.h"
#include "text/embedded.h"
#include "text/golden_table.h"
#include "text/tsv.h"

namespace nuskha {
namespace {

TEST(DateGoldenTest, ReadsWhatScrapersWrite) {
  const auto rows = testing::ReadGoldenTable("dates_golden.tsv");
  ASSERT_GT(rows.size(), 50u);
  for (const auto& row : rows) {
    const auto seconds = ParseDate(row[0]).value();
    EXPECT_EQ(seconds ? std::to_string(*seconds) : "-", row[1]) << row[0];
  }
}

TEST(DateTest, EveryMonthNameInEveryOrderOfAYear) {
  internal::TsvReader reader(internal::MonthNamesTable());
  reader.Next();
  int names = 0;
  while (reader.Next()) {
    const auto month =
        static_cast<unsigned>(std::stoi(std::string(reader.fields()[0])));
    const auto day = std::chrono::sys_days(std::chrono::year(2021) /
                                           std::chrono::month(month) / 9);
    for (const std::string& name :
         testing::SplitText(reader.fields()[1], ",")) {
      EXPECT_EQ(ParseDate("9 " + name + " 2021").value(),
                std::chrono::sys_seconds(day).time_since_epoch().count())
          << name;
      ++names;
    }
  }
  EXPECT_GT(names, 50);
}

TEST(DatePropertyTest, EveryDayIsReadBackFromEachForm) {
  using std::chrono::sys_days;
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const sys_days first = std::chrono::year(1896) / 1 / 1;
  const sys_days last = std::chrono::year(2105) / 1 / 1;
  for (sys_days day = first; day < last; day += std::chrono::days(7)) {
    const std::chrono::year_month_day date(day);
    const int y = static_cast<int>(date.year());
    const auto m = static_cast<unsigned>(date.month());
    const auto d = static_cast<unsigned>(date.day());
    const int64_t seconds =
        std::chrono::sys_seconds(day).time_since_epoch().count();
    ASSERT_EQ(ParseDate(fmt::format("{:04}-{:02}-{:02}", y, m, d)).value(),
              seconds);
    ASSERT_EQ(ParseDate(fmt::format("Mon, {} {} {} 01:02:03 +0100", d,
                                    kMonths[m - 1], y))
                  .value(),
              seconds + 123);
  }
}

TEST(DatePropertyTest, AnyBytesAreSafe) {
  std::mt19937 rng(1);
  const auto rows = testing::ReadGoldenTable("dates_golden.tsv");
  for (int round = 0; round < 50'000; ++round) {
    std::string date = rows[rng() % rows.size()][0];
    for (size_t n = rng() % 6; n > 0 && !date.empty(); --n) {
      const size_t at = rng() % date.size();
      if (rng() % 2 == 0) {
        date[at] = static_cast<char>(rng());
      } else {
        date.insert(at, date.substr(rng() % date.size(), rng() % 30));
      }
    }
    const auto seconds = ParseDate(date).value();
    if (seconds) {
      // Years 1583 to 9999, and the longest epoch in milliseconds.
      ASSERT_GE(*seconds, -12'219'300'000) << date;
      ASSERT_LE(*seconds, 253'402'400'000) << date;
    }
  }
  EXPECT_EQ(ParseDate(std::string(1 << 20, '1')).value(), std::nullopt);
  EXPECT_EQ(ParseDate(std::string("2015-07-21\0", 11)).value(), 1437436800);
}

}  // namespace
}  // namespace nuskha

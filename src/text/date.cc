// SPDX-License-Identifier: Apache-2.0

#include "nuskha/date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "nuskha/document.h"
#include "text/date_lexer.h"
#include "text/embedded.h"
#include "text/normalizer.h"
#include "text/tsv.h"

namespace nuskha {
namespace {

using internal::DatePiece;
using Kind = DatePiece::Kind;

constexpr size_t kMaxDateBytes = 200;
constexpr int64_t kDay = 24 * 60 * 60;

// The Gregorian calendar begins in 1582; smaller years are Hijri years or
// placeholders such as 0001-01-01.
constexpr int64_t kFirstYear = 1583;

bool IsAscii(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// WordHash of a word's standard form.
uint32_t StandardHash(std::string_view word) {
  if (IsAscii(word)) {
    std::array<char, 16> lower;
    if (word.size() > lower.size()) return 0;
    std::ranges::transform(word, lower.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return WordHash({lower.data(), word.size()});
  }
  Tokens tokens;
  internal::ReadStandard(word, {.repair = false}, &tokens);
  return tokens.size() == 1 ? WordHash(tokens.token(0)) : 0;
}

struct MonthName {
  uint32_t first;
  uint32_t second;  // 0: a name of one word
  unsigned month;
};

const std::vector<MonthName>& MonthNames() {
  static const auto& names = *[] {
    auto list = std::make_unique<std::vector<MonthName>>();
    internal::TsvReader reader(internal::MonthNamesTable());
    reader.Next();  // the header
    while (reader.Next()) {
      const std::string_view number = reader.fields()[0];
      unsigned month = 0;
      std::from_chars(number.data(), number.data() + number.size(), month);
      std::vector<std::string_view> texts, words;
      internal::Split(reader.fields()[1], ',', &texts);
      for (const std::string_view text : texts) {
        internal::Split(text, ' ', &words);
        list->push_back({WordHash(words[0]),
                         words.size() > 1 ? WordHash(words[1]) : 0, month});
      }
    }
    return list.release();
  }();
  return names;
}

struct ZoneName {
  std::string_view name;
  int hours;
};

// RFC 2822, section 4.3, and ISO 8601.
constexpr ZoneName kZones[] = {
    {"z", 0},    {"ut", 0},   {"utc", 0},  {"gmt", 0},
    {"est", -5}, {"edt", -4}, {"cst", -6}, {"cdt", -5},
    {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7},
};

// AM and PM, in Arabic also by their first letters (SAD, MEEM).
constexpr std::string_view kMorning[] = {
    "am", "\xd8\xb5", "\xd8\xb5\xd8\xa8\xd8\xa7\xd8\xad\xd8\xa7"};
constexpr std::string_view kEvening[] = {"pm", "\xd9\x85",
                                         "\xd9\x85\xd8\xb3\xd8\xa7\xd8\xa1"};

bool IsOneOf(uint32_t hash, std::span<const std::string_view> words) {
  return std::ranges::any_of(
      words, [&](std::string_view word) { return WordHash(word) == hash; });
}

class DateReader {
 public:
  explicit DateReader(std::span<const DatePiece> pieces) : pieces_(pieces) {}

  std::optional<int64_t> Read();

 private:
  // What a try to read something gave.
  enum class Result { kNone, kDone, kBad };

  std::optional<int64_t> Stamp();
  std::optional<int64_t> Epoch() const;
  Result YearFirst(size_t i);
  Result DayFirst(size_t i);
  Result SetDay(int64_t year, int64_t month, int64_t day, size_t next);
  Result Time(size_t i);
  Result Zone(size_t i);
  Result Offset(size_t i);
  size_t MonthAt(size_t i, unsigned* month) const;

  // False past the end too.
  bool IsNumber(size_t i, int min_digits, int max_digits) const {
    return i < pieces_.size() && pieces_[i].kind == Kind::kNumber &&
           pieces_[i].digits >= min_digits && pieces_[i].digits <= max_digits;
  }
  bool IsSign(size_t i, std::string_view signs) const {
    return i < pieces_.size() && pieces_[i].kind == Kind::kSign &&
           signs.find(pieces_[i].sign) != signs.npos;
  }
  bool IsWord(size_t i) const {
    return i < pieces_.size() && pieces_[i].kind == Kind::kWord;
  }
  size_t SkipSigns(size_t i) const {
    while (i < pieces_.size() && pieces_[i].kind == Kind::kSign) ++i;
    return i;
  }

  const std::span<const DatePiece> pieces_;
  int64_t days_ = 0;     // since 1970-01-01
  int64_t seconds_ = 0;  // in that day, less the zone's offset
  size_t end_ = 0;       // first piece behind the day
};

std::optional<int64_t> DateReader::Read() {
  if (const std::optional<int64_t> seconds = Stamp()) return seconds;
  if (const std::optional<int64_t> seconds = Epoch()) return seconds;
  for (size_t i = 0; i < pieces_.size(); ++i) {
    Result result = YearFirst(i);
    if (result == Result::kNone) result = DayFirst(i);
    if (result == Result::kNone) continue;
    if (result == Result::kBad) return std::nullopt;
    for (size_t at = end_; at < pieces_.size(); ++at) {
      const Result time = Time(at);
      if (time == Result::kBad) return std::nullopt;
      if (time == Result::kDone) break;
    }
    return days_ * kDay + seconds_;
  }
  return std::nullopt;
}

// YYYYMMDD or YYYYMMDDhhmmss, as web archives have it. As milliseconds these
// would be far in the future.
std::optional<int64_t> DateReader::Stamp() {
  if (pieces_.size() != 1) return std::nullopt;
  int64_t day = pieces_[0].value, time = 0;
  if (IsNumber(0, 14, 14)) {
    time = day % 1'000'000;
    day /= 1'000'000;
  } else if (!IsNumber(0, 8, 8)) {
    return std::nullopt;
  }
  const int64_t hour = time / 10'000, minute = time / 100 % 100;
  const int64_t second = time % 100;
  if (hour > 23 || minute > 59 || second > 60 ||
      SetDay(day / 10'000, day / 100 % 100, day % 100, 1) != Result::kDone) {
    return std::nullopt;
  }
  return days_ * kDay + hour * 3600 + minute * 60 + second;
}

std::optional<int64_t> DateReader::Epoch() const {
  // A fraction is all that may follow.
  const bool alone =
      pieces_.size() == 1 || (pieces_.size() == 3 && IsSign(1, ".") &&
                              IsNumber(2, 1, internal::kMaxDateDigits));
  if (!alone) return std::nullopt;
  if (IsNumber(0, 9, 11)) return pieces_[0].value;
  if (IsNumber(0, 12, 14)) return pieces_[0].value / 1000;
  return std::nullopt;
}

DateReader::Result DateReader::SetDay(int64_t year, int64_t month, int64_t day,
                                      size_t next) {
  const std::chrono::year_month_day date(
      std::chrono::year(static_cast<int>(year)),
      std::chrono::month(static_cast<unsigned>(month)),
      std::chrono::day(static_cast<unsigned>(day)));
  if (year < kFirstYear || !date.ok()) return Result::kBad;
  days_ = std::chrono::sys_days(date).time_since_epoch().count();
  end_ = next;
  return Result::kDone;
}

DateReader::Result DateReader::YearFirst(size_t i) {
  if (!IsNumber(i, 4, 4) || !IsSign(i + 1, "-/") || !IsNumber(i + 2, 1, 2) ||
      !IsSign(i + 3, {&pieces_[i + 1].sign, 1}) || !IsNumber(i + 4, 1, 2)) {
    return Result::kNone;
  }
  return SetDay(pieces_[i].value, pieces_[i + 2].value, pieces_[i + 4].value,
                i + 5);
}

// Number of pieces that name a month at i; 0: none.
size_t DateReader::MonthAt(size_t i, unsigned* month) const {
  if (!IsWord(i)) return 0;
  const uint32_t first = StandardHash(pieces_[i].text);
  size_t size = 0;
  for (const MonthName& name : MonthNames()) {
    if (name.first != first) continue;
    if (name.second == 0) {
      size = 1;
    } else if (IsWord(i + 1) &&
               StandardHash(pieces_[i + 1].text) == name.second) {
      size = 2;
    } else {
      continue;
    }
    *month = name.month;
    break;
  }
  return size;
}

DateReader::Result DateReader::DayFirst(size_t i) {
  if (!IsNumber(i, 1, 2)) return Result::kNone;
  unsigned month = 0;
  size_t at = SkipSigns(i + 1);
  const bool english = IsWord(at) && IsAscii(pieces_[at].text);
  size_t size = MonthAt(at, &month);
  if (size == 0) return Result::kNone;
  at = SkipSigns(at + size);
  // The same month by its other name: "16 July / Tammuz 2020".
  unsigned other = 0;
  if (size = MonthAt(at, &other); size != 0) {
    if (other != month) return Result::kBad;
    at = SkipSigns(at + size);
  }
  if (IsNumber(at, 4, 4)) {
    return SetDay(pieces_[at].value, month, pieces_[i].value, at + 1);
  }
  // Two digits as in RFC 822; an hour is no year.
  if (english && IsNumber(at, 2, 2) && !IsSign(at + 1, ":")) {
    const int64_t year = pieces_[at].value;
    return SetDay(year + (year < 50 ? 2000 : 1900), month, pieces_[i].value,
                  at + 1);
  }
  return Result::kNone;
}

DateReader::Result DateReader::Time(size_t i) {
  if (!IsNumber(i, 1, 2) || !IsSign(i + 1, ":") || !IsNumber(i + 2, 2, 2)) {
    return Result::kNone;
  }
  int64_t hour = pieces_[i].value;
  const int64_t minute = pieces_[i + 2].value;
  int64_t second = 0;
  size_t at = i + 3;
  if (IsSign(at, ":") && IsNumber(at + 1, 2, 2)) {
    second = pieces_[at + 1].value;
    at += 2;
    if (IsSign(at, ".,") && IsNumber(at + 1, 1, internal::kMaxDateDigits) &&
        !pieces_[at + 1].blank_before) {
      at += 2;
    }
  }
  if (IsWord(at)) {
    const uint32_t word = StandardHash(pieces_[at].text);
    const bool morning = IsOneOf(word, kMorning);
    const bool evening = IsOneOf(word, kEvening);
    if (morning && hour == 12) hour = 0;
    if (evening && hour < 12) hour += 12;
    if (morning || evening) ++at;
  }
  const int64_t seconds = hour * 3600 + minute * 60 + second;
  // 23:59:60 is a leap second, 24:00 the end of the day.
  if (minute > 59 || second > 60 || seconds > kDay) return Result::kBad;
  seconds_ = seconds;
  return Zone(at) == Result::kBad ? Result::kBad : Result::kDone;
}

DateReader::Result DateReader::Zone(size_t i) {
  if (!IsWord(i)) return Offset(i);
  const uint32_t word = StandardHash(pieces_[i].text);
  for (const ZoneName& zone : kZones) {
    if (WordHash(zone.name) != word) continue;
    seconds_ -= zone.hours * 3600;
    return zone.hours == 0 ? Offset(i + 1) : Result::kDone;
  }
  return Result::kNone;
}

DateReader::Result DateReader::Offset(size_t i) {
  // Close to its sign: in "10:00 - 16" a dash separates.
  if (!IsSign(i, "+-") || !IsNumber(i + 1, 1, 4) ||
      pieces_[i + 1].blank_before || pieces_[i + 1].digits == 3) {
    return Result::kNone;
  }
  int64_t hours = pieces_[i + 1].value;
  int64_t minutes = 0;
  if (pieces_[i + 1].digits == 4) {
    minutes = hours % 100;
    hours /= 100;
  } else if (IsSign(i + 2, ":") && IsNumber(i + 3, 2, 2)) {
    minutes = pieces_[i + 3].value;
  }
  constexpr int64_t kLargestOffset = 15;  // hours
  if (hours > kLargestOffset || minutes > 59) return Result::kBad;
  const int64_t offset = hours * 3600 + minutes * 60;
  seconds_ += pieces_[i].sign == '-' ? offset : -offset;
  return Result::kDone;
}

}  // namespace

std::optional<int64_t> internal::ReadDate(std::string_view date) {
  if (date.size() > kMaxDateBytes) return std::nullopt;
  std::string light;
  if (!IsAscii(date)) {
    light = LightText(date, {.repair = false});
    date = light;
  }
  std::array<DatePiece, internal::kMaxDatePieces> pieces;
  return DateReader(internal::CutDate(date, &pieces)).Read();
}

absl::StatusOr<std::optional<int64_t>> ParseDate(std::string_view date) {
  return internal::Guarded([&]() -> absl::StatusOr<std::optional<int64_t>> {
    return internal::ReadDate(date);
  });
}

}  // namespace nuskha

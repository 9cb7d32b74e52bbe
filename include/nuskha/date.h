// SPDX-License-Identifier: Apache-2.0
//
// Dates as scraped records write them.

#ifndef NUSKHA_DATE_H_
#define NUSKHA_DATE_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "nuskha/export.h"

namespace nuskha {

// Seconds since 1970-01-01 UTC of a date as scraped records write it: ISO
// 8601, RFC 2822, YYYYMMDD alone or with hhmmss directly behind it (14 digits),
// else epoch seconds (9 to 11 digits) or milliseconds (12 to 14), "D MONTH
// YYYY" with Arabic (Levantine, Gulf, Maghrebi) or English month names, any day
// name before and a time behind (also with AM or PM, in Arabic too); digits of
// ASCII or Arabic; no zone means UTC. nullopt if unreadable, if there is no
// such day or time, for years before 1583 (Hijri years, placeholders) and for
// more than 200 bytes. O(bytes). Safe to call from any thread. Errors:
// ResourceExhausted if memory ends.
NUSKHA_EXPORT absl::StatusOr<std::optional<int64_t>> ParseDate(
    std::string_view date);

}  // namespace nuskha

#endif  // NUSKHA_DATE_H_

// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <compare>
#include <limits>
#include <numeric>

#include "base/guarded.h"
#include "base/status_util.h"
#include "nuskha/cluster.h"

namespace nuskha {
namespace {

absl::StatusOr<KeepKey> ParseKey(std::string_view word) {
  if (word == "oldest") return KeepKey{.kind = KeepKey::Kind::kOldest};
  if (word == "newest") return KeepKey{.kind = KeepKey::Kind::kNewest};
  if (word == "longest") return KeepKey{.kind = KeepKey::Kind::kLongest};
  if (word == "first") return KeepKey{.kind = KeepKey::Kind::kFirst};
  const size_t colon = word.rfind(':');
  if (colon != std::string_view::npos && colon > 0) {
    const std::string_view order = word.substr(colon + 1);
    if (order == "asc" || order == "desc") {
      return KeepKey{.kind = KeepKey::Kind::kField,
                     .field = std::string(word.substr(0, colon)),
                     .descending = order == "desc"};
    }
  }
  return internal::InvalidArgument(fmt::format(
      "keep policy '{}': expected oldest, newest, longest, first, FIELD:asc "
      "or FIELD:desc",
      word));
}

std::optional<double> AsNumber(std::string_view text) {
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  // "nan" and "inf" are words; NaN would also have no place in an order.
  if (error != std::errc() || end != text.data() + text.size() ||
      !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

// Numbers sort before other text, by value: one order for any mixture. Equal
// numbers are equal however they are written.
std::weak_ordering CompareValues(std::string_view x, std::string_view y) {
  const std::optional<double> a = AsNumber(x), b = AsNumber(y);
  if (a.has_value() != b.has_value()) {
    return a.has_value() ? std::weak_ordering::less
                         : std::weak_ordering::greater;
  }
  if (a.has_value()) {
    if (*a == *b) return std::weak_ordering::equivalent;
    return *a < *b ? std::weak_ordering::less : std::weak_ordering::greater;
  }
  return x.compare(y) <=> 0;
}

std::weak_ordering CompareField(std::string_view x, std::string_view y,
                                bool descending) {
  if (x.empty() || y.empty()) return x.empty() <=> y.empty();
  return descending ? CompareValues(y, x) : CompareValues(x, y);
}

std::weak_ordering CompareDates(const std::optional<int64_t>& x,
                                const std::optional<int64_t>& y, bool newest) {
  if (!x.has_value() || !y.has_value()) {
    return !x.has_value() <=> !y.has_value();
  }
  return newest ? *y <=> *x : *x <=> *y;
}

std::string_view ValueOf(const DocumentFacts& facts, size_t field) {
  return field < facts.fields.size() ? facts.fields[field] : std::string_view();
}

std::weak_ordering CompareFacts(const DocumentFacts& x, const DocumentFacts& y,
                                std::span<const KeepKey> policy) {
  std::weak_ordering order = x.source_rank <=> y.source_rank;
  size_t field = 0;
  for (const KeepKey& key : policy) {
    if (order != 0) return order;
    switch (key.kind) {
      case KeepKey::Kind::kOldest:
      case KeepKey::Kind::kNewest:
        order =
            CompareDates(x.date, y.date, key.kind == KeepKey::Kind::kNewest);
        break;
      case KeepKey::Kind::kLongest:
        order = y.words <=> x.words;
        break;
      case KeepKey::Kind::kFirst:
        return order;  // the stable order of the input
      case KeepKey::Kind::kField:
        order =
            CompareField(ValueOf(x, field), ValueOf(y, field), key.descending);
        ++field;
        break;
    }
  }
  return order;
}

absl::StatusOr<std::vector<KeepKey>> ParseKeys(std::string_view policy) {
  std::vector<KeepKey> keys;
  while (true) {
    const size_t comma = policy.find(',');
    absl::StatusOr<KeepKey> key = ParseKey(policy.substr(0, comma));
    if (!key.ok()) return key.status();
    keys.push_back(*std::move(key));
    if (comma == std::string_view::npos) return keys;
    policy.remove_prefix(comma + 1);
  }
}

}  // namespace

absl::StatusOr<std::vector<KeepKey>> ParseKeepPolicy(std::string_view policy) {
  return internal::Guarded([&] { return ParseKeys(policy); });
}

absl::StatusOr<std::vector<uint32_t>> RankDocuments(
    std::span<const DocumentFacts> facts, std::span<const KeepKey> policy) {
  return internal::Guarded([&]() -> absl::StatusOr<std::vector<uint32_t>> {
    std::vector<uint32_t> order(facts.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](uint32_t x, uint32_t y) {
      return CompareFacts(facts[x], facts[y], policy) < 0;
    });
    std::vector<uint32_t> rank(facts.size());
    for (uint32_t place = 0; place < order.size(); ++place) {
      rank[order[place]] = place;
    }
    return rank;
  });
}

}  // namespace nuskha

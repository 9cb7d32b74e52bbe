// SPDX-License-Identifier: Apache-2.0

#include "nuskha/match.h"

#include <algorithm>
#include <array>

namespace nuskha {
namespace {

constexpr std::array<std::string_view, 8> kNames = {
    "nothing", "exact",   "copy",     "partial",
    "update",  "passage", "template", "translation"};

}  // namespace

std::string_view RelationName(Relation relation) {
  return kNames[static_cast<size_t>(relation)];
}

std::optional<Relation> RelationFromName(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Relation>(found - kNames.begin());
}

}  // namespace nuskha

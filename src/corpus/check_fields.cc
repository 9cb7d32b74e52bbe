// SPDX-License-Identifier: Apache-2.0

#include "corpus/check_fields.h"

#include <fmt/format.h>

#include <string_view>

#include "base/status_util.h"

namespace nuskha::internal {
namespace {

std::string Listed(const std::set<std::string>& seen) {
  std::string names;
  for (const std::string& name : seen) {
    names += names.empty() ? name : ", " + name;
  }
  return names.empty() ? "none" : names;
}

absl::Status NoSuchField(std::string_view option, const std::string& name,
                         const std::set<std::string>& seen) {
  return InvalidArgument(
      fmt::format("{} {}: no record has this field; fields seen: {}", option,
                  name, Listed(seen)));
}

}  // namespace

absl::Status CheckFields(const ReadOptions& options, bool found_text_or_title,
                         const std::set<std::string>& seen, bool again) {
  const FieldNames& chosen = options.fields;
  const auto lacks = [&](const std::string& name) {
    return !seen.empty() && !name.empty() && !seen.contains(name);
  };
  if (lacks(chosen.text)) return NoSuchField("--text", chosen.text, seen);
  if (!again) {
    if (lacks(chosen.id)) return NoSuchField("--id", chosen.id, seen);
    for (const std::string& name : options.extra_fields) {
      if (lacks(name)) return NoSuchField("--keep", name, seen);
    }
  }
  if (found_text_or_title) return absl::OkStatus();
  return InvalidArgument(fmt::format(
      "no record has a text or a title field; fields seen: {}; choose one "
      "with --text FIELD or --title FIELD",
      Listed(seen)));
}

}  // namespace nuskha::internal

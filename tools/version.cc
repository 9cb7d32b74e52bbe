// SPDX-License-Identifier: Apache-2.0

#include "nuskha/version.h"

#include <fmt/format.h>

#include <memory>

#include "checked.h"
#include "commands.h"
#include "console.h"
#include "json.h"
#include "version_info.h"

namespace nuskha::tools {
namespace {

void PrintJson(const VersionInfo& info) {
  Json json;
  const auto list = [&](std::string_view key,
                        const std::vector<std::string>& values) {
    json.Key(key).Array();
    for (const std::string& value : values) json.String(value);
    json.EndArray();
  };
  json.Object().Key("version").String(info.version);
  list("kernels", info.kernels);
  json.Key("kernel").String(info.kernel);
  json.Key("icu").String(info.icu);
  json.Key("unicode").String(info.unicode);
  json.Key("normalizer").String(info.normalizer);
  list("formats", info.formats);
  json.EndObject();
  Print(json.text() + "\n");
}

}  // namespace

std::string VersionText() { return Checked(GetVersionInfo()).version; }

void AddVersion(CLI::App* program, ExitCode* code) {
  CLI::App* const command =
      program->add_subcommand("version", "Versions of program and data");
  auto as_json = std::make_shared<bool>(false);
  command->add_flag("--json", *as_json, "As one JSON object");
  command->callback([as_json, code] {
    const VersionInfo info = Checked(GetVersionInfo());
    if (*as_json) {
      PrintJson(info);
    } else {
      Print(fmt::format(
          "nuskha {} (normalizer {}, ICU {}, Unicode {}, kernel {})\n",
          info.version, info.normalizer, info.icu, info.unicode, info.kernel));
    }
    *code = kDone;
  });
}

}  // namespace nuskha::tools

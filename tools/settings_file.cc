// SPDX-License-Identifier: Apache-2.0

#include "settings_file.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace nuskha::tools {
namespace {

absl::Status Bad(const std::string& name, uint32_t line,
                 std::string_view what) {
  const std::string message = fmt::format("{}:{}: {}", name, line, what);
  return absl::InvalidArgumentError(
      absl::string_view(message.data(), message.size()));
}

absl::Status CheckLimits(std::string_view text, const std::string& name) {
  if (text.size() > kMaxSettingsBytes) {
    return Bad(name, 1,
               fmt::format("a configuration file has at most {} bytes",
                           kMaxSettingsBytes));
  }
  uint32_t line = 1;
  for (size_t begin = 0; begin < text.size(); ++line) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    if (end - begin > kMaxSettingsLine) {
      return Bad(name, line,
                 fmt::format("a line of a configuration file has at most {} "
                             "bytes",
                             kMaxSettingsLine));
    }
    begin = end + 1;
  }
  return absl::OkStatus();
}

// As it would stand on a command line; false if it is no scalar.
bool Text(const toml::node& node, std::string* text) {
  if (const auto* string = node.as_string()) {
    *text = string->get();
  } else if (const auto* integer = node.as_integer()) {
    *text = fmt::format("{}", integer->get());
  } else if (const auto* real = node.as_floating_point()) {
    *text = fmt::format("{}", real->get());
  } else if (const auto* boolean = node.as_boolean()) {
    *text = boolean->get() ? "true" : "false";
  } else {
    return false;
  }
  return true;
}

absl::Status AddSetting(const toml::key& key, const toml::node& node,
                        const std::string& section, const std::string& name,
                        SettingsFile* file) {
  FileSetting setting;
  setting.section = section;
  setting.key = std::string(key.str());
  setting.line = key.source().begin.line;
  const auto bad = [&](std::string_view what) {
    return Bad(name, setting.line, fmt::format("{}: {}", setting.key, what));
  };
  if (setting.key.find('\0') != std::string::npos) return bad("a NUL byte");
  if (const toml::array* const list = node.as_array()) {
    setting.kind = FileSetting::Kind::kList;
    for (const toml::node& item : *list) {
      setting.values.emplace_back();
      if (!Text(item, &setting.values.back()) || item.is_boolean()) {
        return bad("a list holds strings or numbers");
      }
    }
  } else {
    setting.values.emplace_back();
    if (!Text(node, &setting.values.back())) {
      return bad("allowed are a string, a number, true, false or a list");
    }
    if (node.is_boolean()) setting.kind = FileSetting::Kind::kBoolean;
  }
  for (const std::string& value : setting.values) {
    if (value.find('\0') != std::string::npos) return bad("a NUL byte");
  }
  file->settings.push_back(std::move(setting));
  return absl::OkStatus();
}

absl::Status AddAll(const toml::table& table, const std::string& name,
                    SettingsFile* file) {
  absl::Status status;
  for (const auto& [key, node] : table) {
    const toml::table* const section = node.as_table();
    if (section == nullptr) {
      status = AddSetting(key, node, "", name, file);
      if (!status.ok()) return status;
      continue;
    }
    FileSetting head;
    head.section = std::string(key.str());
    head.line = section->source().begin.line;
    file->sections.push_back(head);
    for (const auto& [inner_key, inner] : *section) {
      status = AddSetting(inner_key, inner, head.section, name, file);
      if (!status.ok()) return status;
    }
  }
  return status;
}

}  // namespace

absl::StatusOr<SettingsFile> ParseSettings(std::string_view text,
                                           const std::string& name) {
  if (absl::Status status = CheckLimits(text, name); !status.ok()) {
    return status;
  }
  SettingsFile file;
  try {
    const toml::table table = toml::parse(text, name);
    absl::Status status = AddAll(table, name, &file);
    if (!status.ok()) return status;
  } catch (const toml::parse_error& error) {
    return Bad(name, error.source().begin.line,
               fmt::format("not TOML: {}", error.description()));
  }
  // Tables come sorted by key: messages and notes go by the line.
  const auto by_line = [](const FileSetting& a, const FileSetting& b) {
    return a.line < b.line;
  };
  std::stable_sort(file.settings.begin(), file.settings.end(), by_line);
  std::stable_sort(file.sections.begin(), file.sections.end(), by_line);
  return file;
}

absl::StatusOr<SettingsFile> ReadSettings(const std::string& path) {
  const auto failed = [&] {
    const std::string message =
        fmt::format("read {}: {}", path, std::strerror(errno));
    return absl::UnavailableError(
        absl::string_view(message.data(), message.size()));
  };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      std::fopen(path.c_str(), "rb"), std::fclose);
  if (file == nullptr) return failed();
  std::string text(kMaxSettingsBytes + 1, '\0');  // one more than allowed
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0) return failed();
  return ParseSettings(text, path);
}

}  // namespace nuskha::tools

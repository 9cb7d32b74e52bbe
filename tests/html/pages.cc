// SPDX-License-Identifier: Apache-2.0

#include "html/pages.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace nuskha::testing {
namespace {

std::string ReadAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::vector<Page> ReadPages() {
  std::vector<Page> pages;
  const std::filesystem::path folder =
      std::filesystem::path(NUSKHA_SOURCE_DIR) / "tests" / "html" / "pages";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".html") continue;
    std::filesystem::path expected = entry.path();
    expected.replace_extension(".txt");
    pages.push_back({entry.path().stem().string(), ReadAll(entry.path()),
                     ReadAll(expected)});
  }
  std::sort(pages.begin(), pages.end(),
            [](const Page& a, const Page& b) { return a.name < b.name; });
  return pages;
}

std::string Show(const internal::HtmlArticle& article) {
  std::string shown = "title: " + article.title + "\ndate: " + article.date +
                      "\nsource: " + article.source + "\nurl: " + article.url +
                      "\n\n" + article.text;
  if (!article.text.empty()) shown += '\n';
  return shown;
}

}  // namespace nuskha::testing

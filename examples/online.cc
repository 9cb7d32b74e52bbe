// SPDX-License-Identifier: Apache-2.0
//
// A crawler's question about each page, before it stores it: is the article
// known, and from where? Pages are lines of id, source and text with tabs
// between; the index is a folder that lasts.
//
//   online seen.index < pages.tsv

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>

#include "nuskha/index.h"

namespace {

// The part of *rest before a tab, which is taken off.
std::string_view Field(std::string_view* rest) {
  const size_t end = std::min(rest->find('\t'), rest->size());
  const std::string_view field = rest->substr(0, end);
  rest->remove_prefix(std::min(end + 1, rest->size()));
  return field;
}

void Print(std::string_view id, const nuskha::IndexAnswer& answer) {
  std::cout << id << ": " << nuskha::IndexStatusName(answer.status);
  for (const nuskha::IndexMatch& found : answer.matches) {
    std::cout << ", " << nuskha::RelationName(found.match.relation) << " of "
              << found.id << " (" << static_cast<int>(found.match.a_in_b * 100)
              << " % of it there)";
  }
  // Flushed: whoever reads the line may rely on it, and kill this process.
  std::cout << std::endl;
}

absl::Status Run(const std::string& folder) {
  const absl::Status made = nuskha::Index::Create(folder, {});
  if (!made.ok() && !absl::IsAlreadyExists(made)) return made;
  absl::StatusOr<nuskha::Index> index =
      nuskha::Index::Open(folder, {.owner = "the crawler"});
  if (!index.ok()) return index.status();
  std::string line;
  while (std::getline(std::cin, line)) {
    std::string_view rest = line;
    nuskha::Article article;
    article.id = Field(&rest);
    article.source = Field(&rest);
    article.text = rest;
    const absl::StatusOr<nuskha::IndexAnswer> answer =
        index->CheckAndAdd(article);
    if (!answer.ok()) return answer.status();
    Print(article.id, *answer);
  }
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const absl::Status status = Run(argv[1]);
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}

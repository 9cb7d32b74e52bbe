// SPDX-License-Identifier: Apache-2.0
//
// Are the articles in these two files the same, and which bytes do they share?

#include "nuskha/compare.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "nuskha/passage.h"

namespace {

std::string Read(const char* name) {
  std::ifstream file(name, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

absl::Status Print(const std::string& text_a, const std::string& text_b) {
  const nuskha::Article a = {.text = text_a, .first_line_may_be_title = true};
  const nuskha::Article b = {.text = text_b, .first_line_may_be_title = true};
  const auto rules = nuskha::BoilerplateRules::Default();
  if (!rules.ok()) return rules.status();
  nuskha::Analyzer analyzer(*rules);
  nuskha::PlacedDocument placed_a, placed_b;
  absl::Status status = analyzer.Locate(a, &placed_a);
  if (status.ok()) status = analyzer.Locate(b, &placed_b);
  if (!status.ok()) return status;

  const auto match = nuskha::Compare(placed_a.document, placed_b.document);
  if (!match.ok()) return match.status();
  const auto reasons = nuskha::Reasons(*match, "a", "b");
  if (!reasons.ok()) return reasons.status();
  std::printf("%s\n",
              std::string(nuskha::RelationName(match->relation)).c_str());
  for (const std::string& reason : *reasons) {
    std::printf("  %s\n", reason.c_str());
  }
  std::vector<nuskha::Passage> passages;
  nuskha::PassageFinder finder;
  status = finder.Find(placed_a.view(), placed_b.view(), &passages);
  for (const nuskha::Passage& passage : passages) {
    std::printf("%u words: a %u-%u, b %u-%u\n", passage.words, passage.a.begin,
                passage.a.end, passage.b.begin, passage.b.end);
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  return Print(Read(argv[1]), Read(argv[2])).ok() ? 0 : 1;
}

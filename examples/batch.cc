// SPDX-License-Identifier: Apache-2.0
//
// Which of these articles are the same? One per file named on the command line.

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "nuskha/detector.h"

int main(int argc, char** argv) {
  absl::StatusOr<nuskha::Detector> detector = nuskha::Detector::Create({});
  if (!detector.ok()) return 1;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const absl::Status added =
        detector->Add({.text = text, .first_line_may_be_title = true}).status();
    if (!added.ok()) return 1;
  }
  const absl::StatusOr<std::vector<nuskha::Match>> matches = detector->Run();
  if (!matches.ok()) return 1;
  for (const nuskha::Match& match : *matches) {
    std::printf("%s ~ %s: %s\n", argv[match.a + 1], argv[match.b + 1],
                std::string(nuskha::RelationName(match.relation)).c_str());
  }
}

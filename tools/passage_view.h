// SPDX-License-Identifier: Apache-2.0
//
// Passages for people: the two texts side by side, what differs marked, what is
// alike for long folded.

#ifndef NUSKHA_TOOLS_PASSAGE_VIEW_H_
#define NUSKHA_TOOLS_PASSAGE_VIEW_H_

#include <string>
#include <string_view>
#include <vector>

#include "nuskha/document.h"
#include "nuskha/passage.h"

namespace nuskha::tools {

// A text and where its words stand in it.
struct ViewedText {
  std::string_view text;
  PlacedWords words;
};

struct ViewOptions {
  int width = 80;  // columns of the terminal
  bool color = false;
};

// The passages in the order of `a`, two columns each: words of a that b has not
// as [-old-], words of b that a has not as {+new+}. Between them, how many
// words are on one side only. At most 40 lines a passage and 30 passages; what
// is left out is counted.
std::string ViewPassages(const ViewedText& a, const ViewedText& b,
                         std::vector<Passage> passages,
                         const ViewOptions& options);

// Columns of the terminal that standard output is; 80 if it is none.
int TerminalWidth();

// Whether to colour standard output. mode: auto, always or never; auto is yes
// on a terminal unless NO_COLOR says no.
bool UseColor(std::string_view mode);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_PASSAGE_VIEW_H_

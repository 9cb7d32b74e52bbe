// SPDX-License-Identifier: Apache-2.0
//
// A page as lines of text, as a reader sees them.

#ifndef NUSKHA_SRC_HTML_PAGE_BLOCKS_H_
#define NUSKHA_SRC_HTML_PAGE_BLOCKS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "html/html_tags.h"
#include "html/page_tree.h"

namespace nuskha::internal {

struct Block {
  TextRange text = {};  // of PageBlocks::bytes; single blanks, none at its ends
  uint32_t node = 0;    // the innermost element around it that begins a line
  uint32_t first = 0;   // the first piece of text in it
  uint32_t words = 0;
  uint32_t link_words = 0;  // those in <a href>
  uint32_t stop_words = 0;  // function words of Arabic
};

struct PageBlocks {
  std::string bytes;
  std::vector<Block> blocks;  // in document order

  std::string_view text(const Block& block) const {
    return std::string_view(bytes).substr(block.text.begin,
                                          block.text.end - block.text.begin);
  }
};

// Replaces *blocks by those of the tree's body, Tag::kDropped left out. Lines
// end where elements that begin a line begin and end, and at <br>. O(n).
void FindBlocks(const PageTree& tree, PageBlocks* blocks);

// `text` with single blanks and none at its ends.
std::string CollapseBlanks(std::string_view text);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_HTML_PAGE_BLOCKS_H_

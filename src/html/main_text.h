// SPDX-License-Identifier: Apache-2.0
//
// The paragraphs of the article on a page.

#ifndef NUSKHA_SRC_HTML_MAIN_TEXT_H_
#define NUSKHA_SRC_HTML_MAIN_TEXT_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "html/page_blocks.h"
#include "html/page_tree.h"

namespace nuskha::internal {

// Numbers of the blocks that are the article's text, ascending; none if the
// page has no article. O(nodes + blocks).
std::vector<uint32_t> FindMainText(const PageTree& tree,
                                   const PageBlocks& blocks);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_HTML_MAIN_TEXT_H_

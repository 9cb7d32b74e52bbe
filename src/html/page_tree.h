// SPDX-License-Identifier: Apache-2.0
//
// A page as a flat tree: nodes in document order, each with its parent and the
// end of its subtree, so that every pass over it is a loop and freeing it is
// freeing a vector.

#ifndef NUSKHA_SRC_HTML_PAGE_TREE_H_
#define NUSKHA_SRC_HTML_PAGE_TREE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "html/html_tags.h"

namespace nuskha::internal {

// Text of the page, by its place in PageTree::bytes.
struct TextRange {
  uint32_t begin = 0;
  uint32_t end = 0;
};

struct PageNode {
  Tag tag = Tag::kText;
  bool hidden = false;  // by an attribute
  uint32_t parent = 0;  // of the root: itself
  uint32_t end = 0;     // index behind the last node of the subtree
  // Of kText its text; of elements class, id, role and itemprop.
  TextRange text = {};
  // Of a: href; of time: datetime; of others: content.
  TextRange value = {};
};

// One <meta> or <link>: lower-case key, value.
struct PageMeta {
  TextRange key = {};
  TextRange value = {};
};

struct PageTree {
  std::string bytes;            // well-formed UTF-8; what ranges point into
  std::vector<PageNode> nodes;  // the root is nodes[0]
  std::vector<PageMeta> metas;  // in document order

  std::string_view view(TextRange range) const {
    return std::string_view(bytes).substr(range.begin, range.end - range.begin);
  }
};

// Replaces *tree by that of `html`, which is what GuardHtml() gives. O(bytes).
// Errors: ResourceExhausted for more than max_nodes nodes, or without memory.
absl::Status ParsePage(std::string_view html, uint32_t max_nodes,
                       PageTree* tree);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_HTML_PAGE_TREE_H_

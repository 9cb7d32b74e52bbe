// SPDX-License-Identifier: Apache-2.0
//
// What the classes and ids of an element say about its content.

#ifndef NUSKHA_SRC_HTML_PAGE_NAMES_H_
#define NUSKHA_SRC_HTML_PAGE_NAMES_H_

#include <string_view>

namespace nuskha::internal {

enum class NameHint {
  kNothing,
  kFurniture,  // sidebars, sharing, tags, teasers, captions, advertisements
  kComments,   // what readers wrote
};

// names: class, id, role and itemprop, with blanks between them; "relatedPosts"
// is two words. O(names).
NameHint HintOfNames(std::string_view names);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_HTML_PAGE_NAMES_H_

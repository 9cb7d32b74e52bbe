// SPDX-License-Identifier: Apache-2.0
//
// What stands between hostile pages and the parser library: the same page with
// its elements properly nested, to a depth that is known, and with few and
// short attributes.
//
// libxml2's HTML parser looks through all open elements at an end tag that
// closes none, and through all attributes of an element at each further one:
// a page of a few megabytes could keep it busy for hours. Also it knows the
// elements of HTML 4 only; what ends what in HTML 5 is decided here (WHATWG
// HTML, 13.2.6 Tree construction, without the adoption agency).

#ifndef NUSKHA_SRC_HTML_HTML_GUARD_H_
#define NUSKHA_SRC_HTML_HTML_GUARD_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nuskha::internal {

struct GuardedHtml {
  std::string html;
  std::vector<std::string_view> json_ld;  // contents of such scripts, in `page`
  bool too_deep = false;  // tags were left out, their text is there
};

// Replaces *guarded by `page` without comments, scripts, control characters,
// attributes of no meaning here and tags nested deeper than max_depth, every
// end tag written out. O(bytes * max_depth) at worst, O(bytes) on real pages.
// REQUIRES: `page` is well-formed UTF-8
void GuardHtml(std::string_view page, uint32_t max_depth, GuardedHtml* guarded);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_HTML_HTML_GUARD_H_

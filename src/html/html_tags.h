// SPDX-License-Identifier: Apache-2.0
//
// The elements of HTML that mean something here.

#ifndef NUSKHA_SRC_HTML_HTML_TAGS_H_
#define NUSKHA_SRC_HTML_HTML_TAGS_H_

#include <cstdint>
#include <string_view>

namespace nuskha::internal {

enum class Tag : uint8_t {
  kText,    // no element: a piece of text
  kInline,  // any element that begins no line, known or not
  kBlock,   // any other that does
  kA,
  kAside,  // of another purpose than the article: aside, footer, form
  kBody,
  kBr,
  kDropped,  // never text of an article: script, nav, figure, button, ...
  kHead,
  kHeading,  // h1 to h6
  kHtml,
  kLi,
  kMain,  // main, article
  kMeta,  // meta, link
  kP,
  kTime,
  kTitle,
};

// What the standard's parsing rules need to know of an element.
struct TagTraits {
  std::string_view name;
  Tag tag = Tag::kInline;
  bool is_void = false;   // has no content and no end tag
  bool is_raw = false;    // its content is text up to its end tag
  bool is_block = false;  // begins a line and ends an open <p>
  // Its end tag ends all that is open in it; that of others passes none such.
  bool is_special = false;
};

// Of a lower-case name; an unknown one is inline. O(log n).
const TagTraits& TraitsOf(std::string_view lower_name);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_HTML_HTML_TAGS_H_

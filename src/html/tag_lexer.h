// SPDX-License-Identifier: Apache-2.0
//
// The tags of a page, one after the other (WHATWG HTML, 13.2.5 Tokenization).

#ifndef NUSKHA_SRC_HTML_TAG_LEXER_H_
#define NUSKHA_SRC_HTML_TAG_LEXER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nuskha::internal {

struct Attribute {
  std::string_view name;
  std::string_view value;  // as it stands in the page
};

struct HtmlToken {
  enum Kind { kText, kStart, kEnd, kFinished } kind = kFinished;
  std::string_view text;  // of kText
  std::string name;       // of tags, lower case; empty: no name of an element
  // Of kStart; at most kMostAttributes, the others are passed over.
  std::vector<Attribute> attributes;
  bool self_closing = false;
};

// A lone "<" is text; comments, declarations and processing instructions are
// passed over. What is never closed (a comment, a quoted value) ends at the
// next ">", so that it does not swallow the rest of a damaged page.
class TagLexer {
 public:
  static constexpr size_t kMostAttributes = 64;

  explicit TagLexer(std::string_view page) : page_(page) {}

  // O(bytes read), over all calls O(page).
  void Next(HtmlToken* token);

  // Passes over the text of a raw element whose start tag was read last, and
  // its end tag, and returns that text. Where there is no end tag: the text up
  // to the next tag if `lenient`, else all that is left.
  std::string_view SkipRaw(std::string_view lower_name, bool lenient);

 private:
  bool ReadTag(HtmlToken* token);
  bool ReadAttributes(HtmlToken* token);
  std::string_view ReadValue();
  void SkipMarkup();
  void SkipBlanks();
  // The first place from pos_ where `what` stands, or npos, which is
  // remembered: searching in vain is done once for each of a few `what`.
  size_t Find(std::string_view what);

  const std::string_view page_;
  size_t pos_ = 0;
  std::vector<std::string> absent_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_HTML_TAG_LEXER_H_

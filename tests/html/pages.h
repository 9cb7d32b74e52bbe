// SPDX-License-Identifier: Apache-2.0
//
// The pages of tests/html/pages: NAME.html and, as NAME.txt, what is to come
// out. They are written for this project.

#ifndef NUSKHA_TESTS_HTML_PAGES_H_
#define NUSKHA_TESTS_HTML_PAGES_H_

#include <string>
#include <vector>

#include "html/html_article.h"

namespace nuskha::testing {

struct Page {
  std::string name;
  std::string html;
  std::string expected;
};

// In order of names.
std::vector<Page> ReadPages();

// In the form of the .txt files: four lines, a blank one, the text.
std::string Show(const internal::HtmlArticle& article);

}  // namespace nuskha::testing

#endif  // NUSKHA_TESTS_HTML_PAGES_H_

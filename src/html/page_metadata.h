// SPDX-License-Identifier: Apache-2.0
//
// What a page says about itself outside its text.

#ifndef NUSKHA_SRC_HTML_PAGE_METADATA_H_
#define NUSKHA_SRC_HTML_PAGE_METADATA_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "html/json_ld.h"
#include "html/page_blocks.h"
#include "html/page_tree.h"

namespace nuskha::internal {

// The first <meta> or <link rel> of the tree with one of these keys (lower
// case, best first) and a value; empty if there is none.
std::string_view MetaValue(const PageTree& tree,
                           const std::vector<std::string_view>& keys);

// The absolute address of the page: canonical link, og:url, JSON-LD, `given`;
// http and https only.
std::string PageUrl(const PageTree& tree, const JsonLdArticle& json_ld,
                    std::string_view given);

// "example.org" of "https://www.example.org:80/x"; empty if there is none.
std::string_view HostOf(std::string_view url);

// The site's name for itself where the page states it, else empty.
std::string SiteName(const PageTree& tree, const JsonLdArticle& json_ld);

// The name that stands in <title> or og:title beside the headline; may be
// empty.
std::string SiteInTitle(const PageTree& tree, std::string_view headline);

// When the article appeared, as the page writes it: JSON-LD, <meta>, <time>,
// then a line of the page before the article's text or just behind its start,
// then the path of `url`. What ParseDate() reads goes before what it does not.
// text: numbers of the blocks of the article, ascending.
std::string PageDate(const PageTree& tree, const PageBlocks& blocks,
                     const std::vector<uint32_t>& text,
                     const JsonLdArticle& json_ld, std::string_view url);

// The headline: the heading of the page that its <title> or og:title holds,
// else one of these without the site's name. site: SiteName(), may be empty.
std::string PageTitle(const PageTree& tree, const PageBlocks& blocks,
                      const JsonLdArticle& json_ld, std::string_view site);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_HTML_PAGE_METADATA_H_

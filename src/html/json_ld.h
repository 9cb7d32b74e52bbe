// SPDX-License-Identifier: Apache-2.0
//
// What a page says of its article in JSON-LD (schema.org).

#ifndef NUSKHA_SRC_HTML_JSON_LD_H_
#define NUSKHA_SRC_HTML_JSON_LD_H_

#include <string>
#include <string_view>
#include <vector>

namespace nuskha::internal {

// As it stands there; empty: not said.
struct JsonLdArticle {
  std::string headline;
  std::string date_published;
  std::string publisher;
  std::string url;
  std::string body;  // may hold markup
};

// The first article of the scripts; what it lacks, from other objects that
// have a date or a publisher. Scripts that are no JSON are passed over, raw
// control characters in strings are blanks. O(bytes).
JsonLdArticle ReadJsonLd(const std::vector<std::string_view>& scripts);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_HTML_JSON_LD_H_

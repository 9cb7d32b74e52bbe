// SPDX-License-Identifier: Apache-2.0
//
// Bodies of requests: one JSON object each, read as records of a file are
// (lone surrogates, ill-formed UTF-8, raw control characters and NaN are
// repaired; of two equal keys the last counts), but strict about fields, as
// what a program sends has no accidents.

#ifndef NUSKHA_TOOLS_SERVE_REQUEST_READER_H_
#define NUSKHA_TOOLS_SERVE_REQUEST_READER_H_

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nuskha/article.h"
#include "nuskha/index.h"
#include "serve/reply.h"

namespace nuskha::serve {

// Views die with the reader's next call.
struct QueryBody {
  Article article;
  QueryOptions options;
};
struct CompareBody {
  Article a, b;
  bool passages = false;
};

// Keeps its buffers; one per thread.
class RequestReader {
 public:
  // Each returns why the body is refused, or none.
  std::optional<Reply> ReadQuery(std::string_view json, bool needs_id,
                                 QueryBody* body);
  std::optional<Reply> ReadCompare(std::string_view json, CompareBody* body);
  // {"article": {...}} with an id.
  std::optional<Reply> ReadArticle(std::string_view json, Article* article);
  std::optional<Reply> ReadIds(std::string_view json,
                               std::vector<std::string>* ids);

 private:
  std::optional<Reply> Parse(std::string_view json,
                             simdjson::dom::object* object);
  simdjson::error_code ParseBytes(std::string_view json);

  std::optional<simdjson::dom::parser> parser_;
  simdjson::dom::element root_;
  std::string repaired_;
};

}  // namespace nuskha::serve

#endif  // NUSKHA_TOOLS_SERVE_REQUEST_READER_H_

// SPDX-License-Identifier: Apache-2.0
//
// The body of an HTTP response as its server meant it: chunks joined,
// compression undone.

#ifndef NUSKHA_SRC_CORPUS_HTTP_BODY_H_
#define NUSKHA_SRC_CORPUS_HTTP_BODY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "corpus/header_block.h"

namespace nuskha::internal {

struct HttpBody {
  std::string_view bytes;  // of the input or of one of the buffers
  // Not empty: why the body cannot be read. http_body (chunks or compressed
  // data that are broken), http_encoding (one that is not read),
  // expansion_limit (over max_size).
  std::string_view code;
  std::string detail;
};

// Undoes the codings that `header` names, in `body`. A header often names
// codings that the crawler undid: what does not look like chunks or gzip is
// taken as it is. cut: the crawler kept only a part; what there is counts.
// Buffers are overwritten. O(body + max_size).
HttpBody DecodeHttpBody(const HeaderBlock& header, std::string_view body,
                        bool cut, uint64_t max_size, std::string* joined,
                        std::string* inflated);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_HTTP_BODY_H_

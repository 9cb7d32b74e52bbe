// SPDX-License-Identifier: Apache-2.0
//
// The encoding a page declares in its head.

#ifndef NUSKHA_SRC_HTML_META_CHARSET_H_
#define NUSKHA_SRC_HTML_META_CHARSET_H_

#include <string>
#include <string_view>

namespace nuskha::internal {

// From <meta charset>, <meta http-equiv=content-type> or an XML declaration;
// empty if there is none in the first 16 KiB (WHATWG HTML, 13.2.3.2 looks at
// 1 KiB; pages with long heads are common).
std::string MetaCharset(std::string_view bytes);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_HTML_META_CHARSET_H_

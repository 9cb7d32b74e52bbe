// SPDX-License-Identifier: Apache-2.0
//
// Level standard of a whole text: the fast kernel where it can decide, code
// points where it cannot.

#ifndef NUSKHA_SRC_TEXT_STANDARD_SCAN_H_
#define NUSKHA_SRC_TEXT_STANDARD_SCAN_H_

#include <string_view>

#include "nuskha/normalize.h"
#include "text/scan_kernels.h"

namespace nuskha::internal {

// Replaces *tokens by the standard tokens of `text`, without repair except
// that ill-formed UTF-8 is replaced and counted. Uses `kernel` unless spans
// are wanted. Tokens are the same with every kernel.
// REQUIRES: text.size() < 2^32
void ScanStandardText(std::string_view text, bool spans,
                      const ScanKernel& kernel, Tokens* tokens);

// The same by code points alone.
void ScanStandardSlowly(std::string_view text, bool spans, Tokens* tokens);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_STANDARD_SCAN_H_

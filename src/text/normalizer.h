// SPDX-License-Identifier: Apache-2.0
//
// Normalization and dates as the library itself calls them: what
// nuskha/normalize.h and nuskha/document.h say, but that they throw
// std::bad_alloc when memory ends.

#ifndef NUSKHA_SRC_TEXT_NORMALIZER_H_
#define NUSKHA_SRC_TEXT_NORMALIZER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "nuskha/normalize.h"

namespace nuskha::internal {

std::string LightText(std::string_view text, const NormalizeOptions& options);
void ReadStandard(std::string_view text, const NormalizeOptions& options,
                  Tokens* tokens);
void ReadAggressive(std::string_view text, const NormalizeOptions& options,
                    Tokens* tokens);
std::string JoinedTokens(const Tokens& tokens);
std::optional<int64_t> ReadDate(std::string_view date);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_NORMALIZER_H_

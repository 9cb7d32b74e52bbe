// SPDX-License-Identifier: Apache-2.0
//
// WordPress shortcodes and plugin markers: [ad_1], [source_link],
// [caption id="x"], [/caption].

#ifndef NUSKHA_SRC_TEXT_MARKERS_H_
#define NUSKHA_SRC_TEXT_MARKERS_H_

#include <string_view>
#include <vector>

#include "nuskha/article.h"

namespace nuskha::internal {

// The rule that markers are reported under, as a paragraph of its own would be.
inline constexpr std::string_view kMarkerRule = "BP01";

// Replaces *markers by the ranges of all markers in `text`, in order.
void FindMarkers(std::string_view text, std::vector<ByteSpan>* markers);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_MARKERS_H_

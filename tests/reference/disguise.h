// SPDX-License-Identifier: Apache-2.0
//
// The same words in another spelling, wrapping or encoding: what scrapes do to
// a text, seeded.

#ifndef NUSKHA_TESTS_REFERENCE_DISGUISE_H_
#define NUSKHA_TESTS_REFERENCE_DISGUISE_H_

#include <random>
#include <string>
#include <string_view>

namespace nuskha::testing {

// `text`, whose words are separated by single blanks, with harakat, tatweel,
// letters as entities, quotes as entities escaped twice, no-break spaces and
// line breaks in place of some blanks; `share` of the places in a hundred.
// WordHash() of its words is that of `text`.
std::string Respelled(std::mt19937& rng, std::string_view text, int share);

// `text` as if its UTF-8 bytes had been read as windows-1256.
std::string AsMojibake(std::string_view text);

// `text` in windows-1256; what that has not is left out.
std::string AsWindows1256(std::string_view text);

}  // namespace nuskha::testing

#endif  // NUSKHA_TESTS_REFERENCE_DISGUISE_H_

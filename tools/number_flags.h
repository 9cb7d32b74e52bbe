// SPDX-License-Identifier: Apache-2.0
//
// Numbers as options take them: all of the word, in decimal, in a range. The
// library that parses the command line wraps what is negative, reads 010 as 8
// and takes NaN for a number of every range.

#ifndef NUSKHA_TOOLS_NUMBER_FLAGS_H_
#define NUSKHA_TOOLS_NUMBER_FLAGS_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>

namespace nuskha::tools {

// Each is for CLI::Option::transform(). Ranges include both ends.

CLI::Validator WholeNumber(
    uint64_t least = 0, uint64_t most = std::numeric_limits<uint64_t>::max());

// Bytes, or with a unit: k, kb, kib (1024) and so on up to e, in any case.
CLI::Validator SizeInBytes();

CLI::Validator RealNumber(double least, double most);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_NUMBER_FLAGS_H_

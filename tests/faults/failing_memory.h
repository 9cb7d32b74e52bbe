// SPDX-License-Identifier: Apache-2.0
//
// Memory that ends on demand. A program that is linked with failing_memory.cc
// gets every block through it: its own, and those of all shared libraries (ICU,
// libxml2, zlib, zstd, liblzma, bzip2, simdjson, RE2, uchardet, the C library),
// whose malloc() the dynamic linker resolves to the program's.

#ifndef NUSKHA_TESTS_FAULTS_FAILING_MEMORY_H_
#define NUSKHA_TESTS_FAULTS_FAILING_MEMORY_H_

#include <cstdint>

namespace nuskha::testing {

enum class Failing { kOnce, kForever };

// Counts allocations of all threads from now on, and refuses number `n` of
// them (from 1), or all from there on; 0 refuses none.
void StartFailing(uint64_t n, Failing failing);

// No more; the number of allocations since.
uint64_t StopFailing();

// Blocks that are allocated and not yet freed.
int64_t LiveBlocks();

}  // namespace nuskha::testing

#endif  // NUSKHA_TESTS_FAULTS_FAILING_MEMORY_H_

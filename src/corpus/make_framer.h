// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_CORPUS_MAKE_FRAMER_H_
#define NUSKHA_SRC_CORPUS_MAKE_FRAMER_H_

#include <cstdint>
#include <memory>

#include "corpus/csv_framer.h"
#include "corpus/format.h"
#include "corpus/record_framer.h"

namespace nuskha::internal {

// What cuts a file of that format; null for JSON Lines and for files that are
// one record. headers: must outlive it.
std::unique_ptr<RecordFramer> MakeFramer(const Format& format,
                                         uint64_t max_record,
                                         TableHeaders* headers);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_MAKE_FRAMER_H_

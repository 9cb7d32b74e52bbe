// SPDX-License-Identifier: Apache-2.0
//
// RecordReader with the sizes that tests make small.

#ifndef NUSKHA_SRC_CORPUS_RECORD_READER_H_
#define NUSKHA_SRC_CORPUS_RECORD_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "corpus/input_queue.h"
#include "nuskha/reader.h"

namespace nuskha::internal {

struct ReaderSizes {
  size_t block_size = size_t{1} << 20;
  uint64_t expansion_free = uint64_t{256} << 20;
  QueueSizes queue = {};
};

absl::StatusOr<std::unique_ptr<RecordReader>> OpenRecordReader(
    const std::vector<std::string>& inputs, const ReadOptions& options,
    const ReaderSizes& sizes);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_RECORD_READER_H_

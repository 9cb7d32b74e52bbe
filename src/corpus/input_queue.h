// SPDX-License-Identifier: Apache-2.0
//
// The inputs in their order, the next compressed ones unpacked ahead.

#ifndef NUSKHA_SRC_CORPUS_INPUT_QUEUE_H_
#define NUSKHA_SRC_CORPUS_INPUT_QUEUE_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "corpus/ahead_stream.h"
#include "corpus/byte_stream.h"
#include "corpus/input_file.h"
#include "corpus/input_list.h"
#include "nuskha/reader.h"

namespace nuskha::internal {

struct QueueSizes {
  AheadSizes ahead = {};
  // Bytes of a file as it is stored: smaller ones are not worth a thread.
  uint64_t least_file = uint64_t{64} << 10;
};

// Files that are unpacked at the same time, the one that is read among them:
// threads / 4 + 1, at most 8. 0 below 4 threads: there unpacking, which is an
// eighth of the work, does not keep them waiting, and one more thread only
// takes from theirs.
size_t StreamsAhead(uint32_t threads);

// Opens inputs in turn. Of the StreamsAhead() entries from the last one taken
// on those that are regular files, compressed and not small are read on threads
// of their own (AheadStream). All else is opened in its turn only, and so is
// what cannot be opened ahead: the error is of then.
class InputQueue {
 public:
  // All must outlive it.
  InputQueue(const std::vector<InputEntry>& entries, const StreamLimits& limits,
             const ReadOptions& options, const QueueSizes& sizes);

  // Entry `index`, opened for a look at it. Reading a pipe uses it up.
  absl::StatusOr<std::unique_ptr<InputFile>> Open(size_t index);
  // The same, to be read: indices grow from call to call. The file must not
  // outlive the queue.
  absl::StatusOr<std::unique_ptr<InputFile>> Take(size_t index);

  // Starts over: what was read ahead is dropped.
  // Errors: FailedPrecondition for a pipe of which there is no copy.
  absl::Status Rewind();

 private:
  bool MayBeAhead(size_t index) const;
  bool ReadAhead(InputFile* file) const;

  const std::vector<InputEntry>& entries_;
  const StreamLimits limits_;
  const ReadOptions& options_;
  const QueueSizes sizes_;
  const size_t streams_;
  const off_t standard_input_begin_;
  std::map<size_t, std::unique_ptr<PipeSource>> pipes_;

  size_t tried_ = 0;  // entries before it are not opened ahead any more
  std::map<size_t, std::unique_ptr<InputFile>> ahead_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_INPUT_QUEUE_H_

// SPDX-License-Identifier: Apache-2.0
//
// Bytes on their way to a descriptor: buffered, compressed if asked to.

#ifndef NUSKHA_SRC_CORPUS_OUTPUT_SINK_H_
#define NUSKHA_SRC_CORPUS_OUTPUT_SINK_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace nuskha::internal {

// Writes all of `bytes`; errors read "write NAME: No space left on device".
// interrupted: of a pipe, see OutputOptions; may be empty.
absl::Status WriteAll(int descriptor, const std::string& name,
                      std::string_view bytes,
                      const std::function<bool()>& interrupted);

class OutputSink {
 public:
  virtual ~OutputSink() = default;
  virtual absl::Status Write(std::string_view bytes) = 0;
  // Writes what is still held back. Nothing may be written afterwards.
  virtual absl::Status Finish() = 0;
};

// How `name` says its bytes are stored: .gz, .zst (.zstd), anything else plain.
// Does not own the descriptor.
std::unique_ptr<OutputSink> MakeSink(int descriptor, const std::string& name,
                                     bool compress_by_name,
                                     std::function<bool()> interrupted);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_OUTPUT_SINK_H_

// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_TOOLS_REJECT_LOG_H_
#define NUSKHA_TOOLS_REJECT_LOG_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "nuskha/reader.h"
#include "nuskha/writer.h"

namespace nuskha::tools {

// Takes rejected records: a few examples per code for people, all of them for
// --rejects.
class RejectLog {
 public:
  // path: empty for none. Errors: those of OutputFile.
  absl::Status Open(const std::string& path, const OutputOptions& options);
  void Add(const Reject& reject);
  // Says the counts beyond the examples.
  void EndMessages();
  // To be published with the other outputs; null if there is none.
  OutputFile* file() { return file_.get(); }

 private:
  std::unique_ptr<OutputFile> file_;
  std::map<std::string, uint64_t> counts_;
};

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_REJECT_LOG_H_

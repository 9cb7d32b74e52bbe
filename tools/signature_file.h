// SPDX-License-Identifier: Apache-2.0
//
// Signatures as files (docs/formats/signatures.md): JSON Lines, a header and
// one line a document.

#ifndef NUSKHA_TOOLS_SIGNATURE_FILE_H_
#define NUSKHA_TOOLS_SIGNATURE_FILE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "nuskha/minhash.h"
#include "nuskha/reader.h"

namespace nuskha::tools {

// What a signature's meaning depends on.
struct SignatureFamily {
  uint32_t width = 128;
  uint64_t seed = MinHashOptions{}.seed;

  // The first line of a file.
  std::string Header() const;
  friend bool operator==(const SignatureFamily&,
                         const SignatureFamily&) = default;
};

std::string SignatureLine(std::string_view id, size_t words,
                          std::span<const uint32_t> lanes);

struct Signature {
  std::string id;
  uint32_t words = 0;
  std::vector<uint32_t> lanes;  // shape [SignatureFamily::width]
};

// Hands every signature of a file to `take`; false from it ends the reading.
// Compressed files are read, damaged ones refused. Errors: InvalidArgument with
// file and line for what is no signature, or of another family, InvalidArgument
// naming the first thing that differs; those of RecordReader.
absl::Status ReadSignatures(const std::string& path,
                            const SignatureFamily& family,
                            const ReadOptions& limits,
                            const std::function<bool(Signature)>& take);

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_SIGNATURE_FILE_H_

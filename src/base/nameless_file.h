// SPDX-License-Identifier: Apache-2.0
//
// Temporary files without a name: they cannot be left behind.

#ifndef NUSKHA_SRC_BASE_NAMELESS_FILE_H_
#define NUSKHA_SRC_BASE_NAMELESS_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "base/descriptor.h"

namespace nuskha::internal {

// `folder`, or where that is empty TMPDIR or /tmp.
std::string TemporaryFolder(const std::string& folder);

// A new file in `folder`, for reading and writing; not valid, with errno, if
// there can be none.
Descriptor OpenNamelessFile(const std::string& folder);

// kAborted: "`doing` in `folder` (--tmp names another folder): `reason`".
absl::Status TemporaryFileError(const std::string& doing,
                                const std::string& folder, int error_number);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_BASE_NAMELESS_FILE_H_

// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_TOOLS_VERSION_INFO_H_
#define NUSKHA_TOOLS_VERSION_INFO_H_

#include <string>

namespace nuskha::tools {

// "0.1.0"
std::string VersionText();

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_VERSION_INFO_H_

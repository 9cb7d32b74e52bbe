// SPDX-License-Identifier: Apache-2.0
//
// Versions of the library and of what results depend on.

#ifndef NUSKHA_VERSION_H_
#define NUSKHA_VERSION_H_

#include <string>
#include <vector>

namespace nuskha {

struct VersionInfo {
  std::string version;               // of the library, "0.1.0"
  std::vector<std::string> kernels;  // that this machine runs, fastest first
  std::string kernel;                // the one in use
  std::string icu;                   // version of ICU in use, "72.1"
  std::string unicode;               // version of its data, "15.0"
  std::string normalizer;            // revision of the normalizer
  std::vector<std::string> formats;  // that can be read
};

VersionInfo GetVersionInfo();

}  // namespace nuskha

#endif  // NUSKHA_VERSION_H_

// SPDX-License-Identifier: Apache-2.0
//
// What a file holds, by its first bytes and then by its name.

#ifndef NUSKHA_SRC_CORPUS_FORMAT_H_
#define NUSKHA_SRC_CORPUS_FORMAT_H_

#include <string>
#include <string_view>

namespace nuskha::internal {

struct Format {
  enum Kind { kJsonLines, kPlainText, kUnread } kind = kPlainText;
  // Of kUnread: what it is and how to make JSON Lines of it.
  std::string_view name;
  std::string_view advice;
};

// head: the first bytes after decompression, up to kSniffSize of them.
// file_name: as given; endings of compression are looked through.
inline constexpr size_t kSniffSize = size_t{64} << 10;
Format FindFormat(std::string_view head, std::string_view file_name);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_FORMAT_H_

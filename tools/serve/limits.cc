// SPDX-License-Identifier: Apache-2.0

#include "serve/limits.h"

#include <sys/resource.h>

namespace nuskha::serve {

size_t RaiseFileLimit(size_t threads) {
  // Standard streams, sockets and pipes of the server, the writer's database
  // with its log and lock, files of a merge.
  constexpr size_t kOwn = 48;
  // A database with its log, for each thread that asks.
  constexpr size_t kOfThread = 4;
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return SIZE_MAX;
  const rlim_t before = files.rlim_cur;
  files.rlim_cur = files.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &files) != 0) files.rlim_cur = before;
  if (files.rlim_cur == RLIM_INFINITY) return SIZE_MAX;
  const size_t reserve = kOwn + kOfThread * threads + kRefusals;
  return files.rlim_cur > reserve ? files.rlim_cur - reserve : 0;
}

}  // namespace nuskha::serve

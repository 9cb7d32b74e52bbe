// SPDX-License-Identifier: Apache-2.0
//
// Sockets of serve_bench: a client that waits for its answers, and one that
// misbehaves.

#ifndef NUSKHA_BENCH_SERVE_CLIENT_H_
#define NUSKHA_BENCH_SERVE_CLIENT_H_

#include <sys/types.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace nuskha {

// Says why, and ends the program.
[[noreturn]] void Fail(const std::string& message);

// A connection to 127.0.0.1.
int ConnectTo(uint16_t port);
// False if the connection ends.
bool SendAll(int fd, std::string_view bytes);
// Status of the answer, whose body replaces *body; 0 if the connection ends.
// *last: it is the last one of this connection.
int ReceiveAnswer(int fd, std::string* body, bool* last);

// One malformed, oversized, slow or aborted request, on a connection of its
// own; whole: a good one. Status of the answer, 0 if there is none.
int MisbehaveOnce(uint16_t port, const std::string& whole,
                  std::mt19937_64* random);

// Memory, and time of CPU since its start, of another process.
double ResidentMegabytes(pid_t process);
double CpuSeconds(pid_t process);

}  // namespace nuskha

#endif  // NUSKHA_BENCH_SERVE_CLIENT_H_

// SPDX-License-Identifier: Apache-2.0
//
// Unpacking on a thread of its own, ahead of who reads.

#ifndef NUSKHA_SRC_CORPUS_AHEAD_STREAM_H_
#define NUSKHA_SRC_CORPUS_AHEAD_STREAM_H_

#include <atomic>
#include <cstddef>
#include <memory>

#include "corpus/byte_stream.h"

namespace nuskha::internal {

// Memory of a queue: block * blocks bytes, each block allocated when it is
// first needed.
struct AheadSizes {
  size_t block = size_t{256} << 10;  // bytes, at least 1
  size_t blocks = 16;                // at least 2
};

// Hands out what `stream` gives, read on a thread that is up to a queue ahead:
// the same bytes, damage, end and errors in the same order, cut into other
// pieces. source_bytes() is that of the bytes handed out, at most one block
// more. Memory that ends on the thread is ResourceExhausted. Returns `stream`
// itself if the system refuses a thread.
// Destruction waits for the Read() of `stream` that is under way: see
// MakeStoppableSource(). The source must not wait for others, as pipes do.
std::unique_ptr<ByteStream> MakeAheadStream(std::unique_ptr<ByteStream> stream,
                                            const AheadSizes& sizes);

// Reads through `source` until *stopped, which must outlive it; then Cancelled.
// A stream looks for a good place behind damage through a whole file, however
// large, in one Read().
std::unique_ptr<ByteSource> MakeStoppableSource(
    std::unique_ptr<ByteSource> source, const std::atomic<bool>* stopped);

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_AHEAD_STREAM_H_

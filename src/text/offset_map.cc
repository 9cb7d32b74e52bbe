// SPDX-License-Identifier: Apache-2.0

#include "text/offset_map.h"

#include <algorithm>
#include <cassert>

namespace nuskha::internal {

void OffsetMap::Clear() {
  pieces_.clear();
  end_ = 0;
  source_end_ = 0;
}

void OffsetMap::AddCopied(size_t size) {
  if (size == 0) return;
  if (pieces_.empty() || !pieces_.back().copied) {
    pieces_.push_back({end_, source_end_, true});
  }
  end_ += static_cast<uint32_t>(size);
  source_end_ += static_cast<uint32_t>(size);
}

void OffsetMap::AddReplaced(size_t source_size, size_t size) {
  pieces_.push_back({end_, source_end_, false});
  end_ += static_cast<uint32_t>(size);
  source_end_ += static_cast<uint32_t>(source_size);
}

ByteSpan OffsetMap::ToSource(ByteSpan span) const {
  assert(span.begin < span.end && span.end <= end_);
  // Of pieces that begin at the same byte only the last is not empty.
  const auto piece_of = [this](uint32_t byte) {
    return std::upper_bound(
               pieces_.begin(), pieces_.end(), byte,
               [](uint32_t at, const Piece& p) { return at < p.begin; }) -
           1;
  };
  const auto first = piece_of(span.begin);
  const auto last = piece_of(span.end - 1);
  const uint32_t begin =
      first->source_begin + (first->copied ? span.begin - first->begin : 0);
  if (last->copied) {
    return {begin, last->source_begin + (span.end - last->begin)};
  }
  const auto next = last + 1;
  return {begin, next == pieces_.end() ? source_end_ : next->source_begin};
}

}  // namespace nuskha::internal

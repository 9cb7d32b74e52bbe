// SPDX-License-Identifier: Apache-2.0

#include "text/standard_scan.h"

#include <algorithm>
#include <cstring>

#include "base/per_thread.h"
#include "text/code_points.h"
#include "text/token_sink.h"

namespace nuskha::internal {
namespace {

// Bytes up to U+0020 separate contexts: no rule of level standard looks across
// them. What lies between two of them is a chunk.
bool IsBorder(char byte) { return static_cast<uint8_t>(byte) <= 0x20; }

constexpr size_t kMostKept = size_t{1} << 16;  // code points

// Scratch of one thread, kept so that a batch of texts does not allocate.
struct Scratch {
  CodePoints light;
  CodePoints folded;
  ScanBuffer buffer;
  ByteSpan spans[kScanBlock + 1];
  uint8_t tail[kScanBlock + kScanPadding];
};

class StandardScan {
 public:
  StandardScan(std::string_view text, bool spans, const ScanKernel* kernel,
               Tokens* tokens)
      : text_(text),
        spans_(spans),
        kernel_(kernel),
        tokens_(tokens),
        sink_(text, spans, tokens),
        scratch_(PerThread<Scratch>()) {}

  void Run() {
    size_t pos = 0;
    while (pos < text_.size()) {
      const size_t limit = BlockEnd(pos);
      if (limit == pos) {  // a chunk longer than a block
        pos = AddChunk(pos);
        continue;
      }
      const size_t stop = Scan(pos, limit);
      if (stop == limit) {
        Append(pos);
        pos = stop;
      } else {
        size_t chunk = stop;
        while (chunk > pos && !IsBorder(text_[chunk - 1])) --chunk;
        // No code point before the chunk was undecided, so that this scan
        // reaches it. Every byte is scanned at most twice.
        if (chunk > pos) {
          Scan(pos, chunk);
          Append(pos);
        }
        pos = AddChunk(chunk);
      }
    }
    sink_.Finish();
  }

  // text[begin, end) by code points.
  void AddSlowly(size_t begin, size_t end) {
    scratch_.light.clear();
    AppendLightCodePoints(
        text_, {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)},
        &tokens_->repair, &scratch_.light);
    FoldCodePoints(scratch_.light, &scratch_.folded);
    sink_.AddFolded(scratch_.folded);
    // A text without blanks would be kept, many times its size, by every
    // thread.
    if (scratch_.light.capacity() > kMostKept) {
      scratch_.light = {};
      scratch_.folded = {};
    }
  }

  void Finish() { sink_.Finish(); }

 private:
  // End of the longest block at `pos` that ends at the end of a chunk. The end
  // of the text, which has to be copied for its padding, is a short block.
  size_t BlockEnd(size_t pos) const {
    const size_t left = text_.size() - pos;
    if (left <= kScanPadding) return text_.size();
    const size_t longest = std::min(left - kScanPadding, kScanBlock);
    size_t end = pos + longest;
    while (end > pos && !IsBorder(text_[end - 1])) --end;
    return end == pos && left <= kScanBlock ? text_.size() : end;
  }

  // Adds the chunk at `begin` by code points; returns its end.
  size_t AddChunk(size_t begin) {
    size_t end = begin;
    while (end < text_.size() && !IsBorder(text_[end])) ++end;
    AddSlowly(begin, end);
    return end;
  }

  size_t Scan(size_t begin, size_t end) {
    auto* data = reinterpret_cast<const uint8_t*>(text_.data()) + begin;
    const size_t size = end - begin;
    if (text_.size() - end < kScanPadding) {
      std::memcpy(scratch_.tail, data, size);
      // What an earlier block left there could complete a cut character.
      std::memset(scratch_.tail + size, 0, kScanPadding);
      data = scratch_.tail;
    }
    const uint8_t* stop =
        spans_ ? ScanStandardSpans(data, data + size, &scratch_.buffer,
                                   scratch_.spans)
               : kernel_->scan(data, data + size, &scratch_.buffer);
    return begin + static_cast<size_t>(stop - data);
  }

  // The result of the last Scan(), which began at `begin`.
  void Append(size_t begin) {
    const ScanBuffer& buffer = scratch_.buffer;
    if (spans_) {
      for (size_t i = 0; i < buffer.token_count; ++i) {
        scratch_.spans[i].begin += static_cast<uint32_t>(begin);
        scratch_.spans[i].end += static_cast<uint32_t>(begin);
      }
    }
    sink_.Append(buffer, scratch_.spans, begin);
  }

  std::string_view text_;
  bool spans_;
  const ScanKernel* kernel_;
  Tokens* tokens_;
  TokenSink sink_;
  Scratch& scratch_;
};

}  // namespace

void ScanStandardText(std::string_view text, bool spans,
                      const ScanKernel& kernel, Tokens* tokens) {
  StandardScan(text, spans, &kernel, tokens).Run();
}

void ScanStandardSlowly(std::string_view text, bool spans, Tokens* tokens) {
  StandardScan scan(text, spans, nullptr, tokens);
  scan.AddSlowly(0, text.size());
  scan.Finish();
}

}  // namespace nuskha::internal

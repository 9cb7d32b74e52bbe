// SPDX-License-Identifier: Apache-2.0
//
// Where a request ends, and whether it keeps to the limits: found in the bytes
// as they come, before anything is made of them. A request is handed on only
// when it is whole, so that slow clients hold no thread, and with nothing in
// its head that could be read in two ways.

#ifndef NUSKHA_TOOLS_SERVE_REQUEST_FRAMER_H_
#define NUSKHA_TOOLS_SERVE_REQUEST_FRAMER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "serve/limits.h"
#include "serve/reply.h"

namespace nuskha::serve {

class RequestFramer {
 public:
  enum class State { kMore, kWhole, kRefused };

  // *limits outlives this.
  explicit RequestFramer(const Limits* limits) : limits_(limits) {}

  // `bytes`: all that came of the request until now, perhaps with some of the
  // next; only grows until Reset(). O(new bytes).
  State Look(std::string_view bytes);

  // Forgets the request, for the next one.
  void Reset() { *this = RequestFramer(limits_); }

  // Once kRefused.
  const Reply& refusal() const { return refusal_; }
  // Once the head is whole: its lines as cpp-httplib is to read them. Only
  // headers that somebody here asks for; one Host at most (of a target with
  // http:// that of the target); values so that its percent-decoding gives
  // back what was sent.
  const std::string& head() const { return head_; }
  size_t head_size() const { return head_size_; }
  // Whether the client waits to be told to send the body.
  bool wants_continue() const { return wants_continue_; }
  // Whether the connection ends behind the answer.
  bool wants_close() const { return wants_close_; }
  // Once kWhole: bytes of the request.
  size_t size() const { return size_; }
  // Once kWhole, with *body the bytes behind the head: an empty line takes the
  // place of the trailer, which cpp-httplib does not read.
  void CutTrailer(std::string* body) const;

 private:
  enum class ChunkPart { kSize, kExtension, kData, kDataEnd, kTrailer };

  State Refuse(int status, std::string_view code, const std::string& message);
  State ReadHead(std::string_view head);
  State ReadRequestLine(std::string_view line);
  void ReadTarget(std::string_view target);
  State ReadLine(std::string_view line);
  State ReadHeader(const std::string& name, std::string_view value);
  State ReadHost();
  State CheckHead();
  State ReadLength(std::string_view value);
  State ReadChunks(std::string_view bytes);
  State ReadTrailer(std::string_view bytes);
  State ChunkSizeEnds();
  State BodyTooLarge();
  State LineTooLong();

  const Limits* limits_;
  Reply refusal_ = {};
  std::string head_ = {};
  size_t empty_ = 0;      // bytes of empty lines before the request
  size_t head_size_ = 0;  // 0: not whole yet
  size_t seen_ = 0;       // bytes looked at
  size_t size_ = 0;
  std::optional<uint64_t> length_ = {};
  bool chunked_ = false;
  bool wants_continue_ = false;
  bool wants_close_ = false;
  bool is_post_ = false;
  bool is_old_ = false;  // HTTP/1.0
  size_t lines_ = 0;
  size_t hosts_ = 0;
  std::string host_ = {};
  std::optional<std::string> authority_ = {};  // of the target

  ChunkPart part_ = ChunkPart::kSize;
  uint64_t chunk_ = 0;    // bytes of this chunk that are to come
  size_t digits_ = 0;     // of its size
  uint64_t decoded_ = 0;  // bytes of all chunks
  size_t line_ = 0;       // bytes of a line that is passed over
  bool carriage_return_ = false;
  size_t trailer_ = 0;        // where it begins
  size_t trailer_line_ = 0;   // where the line begins that comes
  size_t trailer_lines_ = 0;  // read over
};

}  // namespace nuskha::serve

#endif  // NUSKHA_TOOLS_SERVE_REQUEST_FRAMER_H_

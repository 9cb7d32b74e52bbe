// SPDX-License-Identifier: Apache-2.0
//
// A client of the service: any bytes are framed the same however they come,
// and a request that is whole gets one well-formed answer.

#include <fmt/format.h>
#include <simdjson.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "serve/exchange.h"
#include "serve/request_framer.h"

namespace {

using nuskha::serve::RequestFramer;

// An index of its own, gone at the end.
class Served {
 public:
  Served() {
    char folder[] = "/tmp/nuskha-fuzz-XXXXXX";
    if (mkdtemp(folder) == nullptr) __builtin_trap();
    folder_ = folder;
    const std::string path = folder_ + "/index";
    if (!nuskha::Index::Create(path, {.seed = 1}).ok()) __builtin_trap();
    auto index = nuskha::Index::Open(path, {});
    if (!index.ok() || !index->CheckAndAdd({.id = "a", .text = "x y z"}).ok()) {
      __builtin_trap();
    }
    index_ = std::make_unique<nuskha::Index>(*std::move(index));
    service_.reset(new nuskha::serve::Service{
        .index = index_.get(),
        .writable = true,
        .rules = *nuskha::BoilerplateRules::Default()});
    gate_ = std::make_unique<nuskha::serve::Gate>(
        nuskha::serve::Gate::Options{.writable = true});
    exchange_ =
        std::make_unique<nuskha::serve::Exchange>(service_.get(), gate_.get());
  }
  ~Served() {
    exchange_.reset();
    index_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string Answer(std::string_view head, std::string_view body) {
    return exchange_->Answer(head, body, /*close=*/false,
                             std::chrono::steady_clock::now());
  }

 private:
  std::string folder_;
  std::unique_ptr<nuskha::Index> index_;
  std::unique_ptr<nuskha::serve::Service> service_;
  std::unique_ptr<nuskha::serve::Gate> gate_;
  std::unique_ptr<nuskha::serve::Exchange> exchange_;
};

// A status line, Content-Length that is true (HEAD has no body), and of errors
// a JSON body.
void CheckAnswer(std::string_view answer, bool is_head) {
  const size_t end = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.1 ") || end == answer.npos) __builtin_trap();
  const std::string_view body = answer.substr(end + 4);
  const std::string length =
      fmt::format("\r\nContent-Length: {}\r\n", body.size());
  if (!is_head && answer.substr(0, end + 2).find(length) == answer.npos) {
    __builtin_trap();
  }
  if (is_head || answer[9] == '2') return;
  simdjson::dom::parser parser;
  std::string_view code;
  if (parser.parse(body.data(), body.size())["error"]["code"].get(code) !=
      simdjson::SUCCESS) {
    __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Served served;
  const std::string bytes(data, data + size);
  nuskha::serve::Limits limits;
  limits.body = 4096;
  RequestFramer at_once(&limits);
  const RequestFramer::State state = at_once.Look(bytes);
  RequestFramer in_pieces(&limits);
  RequestFramer::State last = RequestFramer::State::kMore;
  for (size_t end = 1; end <= size && last == RequestFramer::State::kMore;
       ++end) {
    last = in_pieces.Look(std::string_view(bytes).substr(0, end));
  }
  if (last != state) __builtin_trap();
  if (state != RequestFramer::State::kWhole) return 0;
  if (in_pieces.size() != at_once.size()) __builtin_trap();
  if (in_pieces.head() != at_once.head()) __builtin_trap();
  std::string body =
      bytes.substr(at_once.head_size(), at_once.size() - at_once.head_size());
  at_once.CutTrailer(&body);
  CheckAnswer(served.Answer(at_once.head(), body),
              at_once.head().starts_with("HEAD "));
  return 0;
}

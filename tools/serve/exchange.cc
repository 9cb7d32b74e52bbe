// SPDX-License-Identifier: Apache-2.0

#include "serve/exchange.h"

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

#include "console.h"

namespace nuskha::serve {
namespace {

using httplib::Request;
using httplib::Response;

constexpr std::string_view kOther = "other";

// Reads a request that is in memory, and keeps what is written.
class MemoryStream : public httplib::Stream {
 public:
  MemoryStream(std::string_view head, std::string_view body)
      : head_(head), body_(body) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* out, size_t size) override {
    std::string_view& from = head_.empty() ? body_ : head_;
    const size_t some = std::min(size, from.size());
    from.copy(out, some);
    from.remove_prefix(some);
    return static_cast<ssize_t>(some);
  }
  ssize_t write(const char* bytes, size_t size) override {
    written_.append(bytes, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return 0; }

  std::string take() { return std::move(written_); }

 private:
  std::string_view head_, body_;
  std::string written_;
};

// What cpp-httplib itself refuses: a request line or a chunk that it cannot
// read.
Reply Malformed(int status) {
  return ErrorReply(status, "http_malformed", "the HTTP request is malformed");
}

}  // namespace

Exchange::Exchange(Service* service, const Gate* gate)
    : service_(service), gate_(gate), endpoints_(service) {
  set_pre_routing_handler([this](const Request& request, Response& response) {
    if (const Path* const path = FindPath(request.path)) path_ = path->name;
    std::optional<Reply> refusal = gate_->Refuse(request);
    if (!refusal.has_value()) return HandlerResponse::Unhandled;
    Fill(*std::move(refusal), &response);
    return HandlerResponse::Handled;
  });
  const Handler serve = [this](const Request& request, Response& response) {
    Serve(request, &response);
  };
  // The gate lets only paths pass that are served, with their methods.
  Get(".+", serve);
  Post(".+", serve);
  set_exception_handler(
      [this](const Request&, Response& response, std::exception_ptr error) {
        try {
          std::rethrow_exception(std::move(error));
        } catch (const std::bad_alloc&) {
          Fill(FailureReply(absl::ResourceExhaustedError("")), &response);
        } catch (const std::exception& what) {
          tools::Error(std::string_view(what.what()));
          Fill(ErrorReply(500, "internal", what.what()), &response);
        }
      });
  const HandlerWithResponse explain = [this](const Request&,
                                             Response& response) {
    if (!response.body.empty()) return HandlerResponse::Unhandled;
    Fill(Malformed(response.status), &response);
    return HandlerResponse::Handled;
  };
  set_error_handler(explain);
  set_post_routing_handler([this](const Request&, Response& response) {
    response.headers.erase("Keep-Alive");
    response.headers.erase("Accept-Ranges");
    response.headers.erase("Connection");
    if (close_) response.set_header("Connection", "close");
    status_ = response.status;
  });
}

void Exchange::Fill(Reply reply, Response* response) {
  response->status = reply.status;
  response->body = std::move(reply.body);
  response->headers.erase("Content-Type");
  response->set_header("Content-Type", reply.type);
  for (const auto& [name, value] : reply.headers) {
    response->set_header(name, value);
  }
}

void Exchange::Serve(const Request& request, Response* response) {
  Fill(endpoints_.Answer(request.path, request.body), response);
}

std::string Exchange::Answer(std::string_view head, std::string_view body,
                             bool close,
                             std::chrono::steady_clock::time_point since) {
  MemoryStream stream(head, body);
  close_ = close;
  path_ = kOther;
  status_ = 0;
  bool closed = false;
  process_request(stream, close, closed, nullptr);
  if (status_ != 0) {
    service_->metrics.Count(path_, status_,
                            std::chrono::steady_clock::now() - since);
  }
  return stream.take();
}

}  // namespace nuskha::serve

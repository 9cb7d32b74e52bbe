// SPDX-License-Identifier: Apache-2.0
//
// One request and its answer, as bytes: cpp-httplib between two strings. It
// never has a socket, so a client can neither hold it nor feed it more than the
// framer let pass.

#ifndef NUSKHA_TOOLS_SERVE_EXCHANGE_H_
#define NUSKHA_TOOLS_SERVE_EXCHANGE_H_

#include <httplib.h>

#include <chrono>
#include <string>
#include <string_view>

#include "serve/endpoints.h"
#include "serve/gate.h"

namespace nuskha::serve {

// One per thread.
class Exchange : private httplib::Server {
 public:
  // Both outlive this.
  Exchange(Service* service, const Gate* gate);

  // head: that of the framer; body: the bytes behind it, perhaps in chunks.
  // since: when the last byte came. Empty: nothing can be answered.
  std::string Answer(std::string_view head, std::string_view body, bool close,
                     std::chrono::steady_clock::time_point since);

 private:
  void Serve(const httplib::Request& request, httplib::Response* response);
  void Fill(Reply reply, httplib::Response* response);

  Service* service_;
  const Gate* gate_;
  Endpoints endpoints_;
  bool close_ = false;
  // Of the answer that is being made.
  std::string_view path_;
  int status_ = 0;
};

}  // namespace nuskha::serve

#endif  // NUSKHA_TOOLS_SERVE_EXCHANGE_H_

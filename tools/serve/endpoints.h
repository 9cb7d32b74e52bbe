// SPDX-License-Identifier: Apache-2.0
//
// What each path answers (docs/http.md), without HTTP.

#ifndef NUSKHA_TOOLS_SERVE_ENDPOINTS_H_
#define NUSKHA_TOOLS_SERVE_ENDPOINTS_H_

#include <atomic>
#include <memory>
#include <string_view>

#include "nuskha/document.h"
#include "nuskha/index.h"
#include "nuskha/passage.h"
#include "serve/metrics.h"
#include "serve/reply.h"
#include "serve/request_reader.h"

namespace nuskha::serve {

// What all threads share.
struct Service {
  Index* index;
  bool writable;
  std::shared_ptr<const BoilerplateRules> rules;
  Metrics metrics = {};
  // Memory ended within the index, which is of no use since: the service ends.
  std::atomic<bool> broken = false;
};

// Of one thread: keeps scratch buffers.
class Endpoints {
 public:
  explicit Endpoints(Service* service);

  // path: one that FindPath() knows. Throws std::bad_alloc.
  Reply Answer(std::string_view path, std::string_view body);

 private:
  Reply Query(std::string_view body);
  Reply CheckAndAdd(std::string_view body);
  Reply Update(std::string_view body);
  Reply Remove(std::string_view body);
  Reply Compare(std::string_view body);
  Reply CompareArticles(const CompareBody& compare);
  void ForgetScratch();
  Reply Stats();
  Reply Health();
  Reply MetricsText();
  Reply Failure(const absl::Status& status);

  Service* service_;
  RequestReader reader_;
  Analyzer analyzer_;
  PassageFinder finder_;
};

// docs/openapi.json.
std::string_view OpenApiText();

}  // namespace nuskha::serve

#endif  // NUSKHA_TOOLS_SERVE_ENDPOINTS_H_

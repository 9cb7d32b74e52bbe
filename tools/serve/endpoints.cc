// SPDX-License-Identifier: Apache-2.0

#include "serve/endpoints.h"

#include <new>
#include <vector>

#include "checked.h"
#include "index_json.h"
#include "match_json.h"
#include "nuskha/compare.h"

namespace nuskha::serve {
namespace {

using tools::Check;
using tools::Checked;
using tools::Json;

// An analyzer that once read a giant text does not keep that memory.
constexpr size_t kKeptBody = size_t{1} << 20;

Reply AnswerReply(const IndexAnswer& answer, bool with_passages) {
  Json json;
  json.Object().Key("status").String(IndexStatusName(answer.status));
  tools::AddIndexMatches(answer, with_passages, &json);
  json.Key("documents").Integer(answer.documents).EndObject();
  return {.body = json.text()};
}

}  // namespace

Endpoints::Endpoints(Service* service)
    : service_(service), analyzer_(service->rules) {}

Reply Endpoints::Failure(const absl::Status& status) {
  if (absl::IsResourceExhausted(status)) service_->broken = true;
  return FailureReply(status);
}

Reply Endpoints::Query(std::string_view body) {
  QueryBody query;
  if (auto refusal = reader_.ReadQuery(body, /*needs_id=*/false, &query)) {
    return *refusal;
  }
  const absl::StatusOr<IndexAnswer> answer =
      service_->index->Query(query.article, query.options);
  if (!answer.ok()) return Failure(answer.status());
  return AnswerReply(*answer, query.options.passages);
}

Reply Endpoints::CheckAndAdd(std::string_view body) {
  QueryBody query;
  if (auto refusal = reader_.ReadQuery(body, /*needs_id=*/true, &query)) {
    return *refusal;
  }
  const absl::StatusOr<IndexAnswer> answer =
      service_->index->CheckAndAdd(query.article, query.options);
  if (!answer.ok()) return Failure(answer.status());
  return AnswerReply(*answer, query.options.passages);
}

Reply Endpoints::Update(std::string_view body) {
  Article article;
  if (auto refusal = reader_.ReadArticle(body, &article)) return *refusal;
  std::vector<IndexStatus> statuses;
  const absl::StatusOr<uint64_t> documents =
      service_->index->Update({&article, 1}, &statuses);
  if (!documents.ok()) return Failure(documents.status());
  Json json;
  json.Object().Key("status").String(IndexStatusName(statuses[0]));
  json.Key("documents").Integer(*documents).EndObject();
  return {.body = json.text()};
}

Reply Endpoints::Remove(std::string_view body) {
  std::vector<std::string> ids;
  if (auto refusal = reader_.ReadIds(body, &ids)) return *refusal;
  const absl::StatusOr<uint64_t> removed = service_->index->Remove(ids);
  if (!removed.ok()) return Failure(removed.status());
  Json json;
  json.Object().Key("removed").Integer(*removed).EndObject();
  return {.body = json.text()};
}

Reply Endpoints::Compare(std::string_view body) {
  CompareBody compare;
  if (auto refusal = reader_.ReadCompare(body, &compare)) return *refusal;
  try {
    Reply reply = CompareArticles(compare);
    if (body.size() > kKeptBody) ForgetScratch();
    return reply;
  } catch (const std::bad_alloc&) {
    ForgetScratch();  // of no use any more
    throw;
  }
}

void Endpoints::ForgetScratch() {
  analyzer_ = Analyzer(service_->rules);
  finder_ = PassageFinder();
}

Reply Endpoints::CompareArticles(const CompareBody& compare) {
  // As nuskha::Compare() asks: the only two documents since.
  analyzer_.ForgetStems();
  PlacedDocument a, b;
  Check(analyzer_.Locate(compare.a, &a));
  Check(analyzer_.Locate(compare.b, &b));
  const Match match = Checked(nuskha::Compare(a.document, b.document));
  Json json;
  json.Object();
  tools::AddFigures(match, &json);
  if (compare.passages) {
    std::vector<Passage> passages;
    Check(finder_.Find(a.view(), b.view(), &passages));
    tools::AddPassages(passages, /*with_edits=*/true, &json);
  }
  json.EndObject();
  return {.body = json.text()};
}

Reply Endpoints::Stats() {
  const absl::StatusOr<IndexStats> stats = service_->index->Stats();
  if (!stats.ok()) return Failure(stats.status());
  Json json;
  tools::AddIndexStats(*stats, &json.Object());
  json.Key("lost_commits").Integer(stats->lost_commits);
  json.Key("writable").Bool(service_->writable).EndObject();
  return {.body = json.text()};
}

Reply Endpoints::Health() {
  const absl::StatusOr<IndexStats> stats = service_->index->Stats();
  if (!stats.ok()) return Failure(stats.status());
  return {.body = R"({"status":"ok"})"};
}

Reply Endpoints::MetricsText() {
  const absl::StatusOr<IndexStats> stats = service_->index->Stats();
  if (!stats.ok()) return Failure(stats.status());
  return {.body = service_->metrics.Text(*stats),
          .type = "text/plain; version=0.0.4; charset=utf-8"};
}

Reply Endpoints::Answer(std::string_view path, std::string_view body) {
  if (path == "/v1/query") return Query(body);
  if (path == "/v1/check-and-add") return CheckAndAdd(body);
  if (path == "/v1/compare") return Compare(body);
  if (path == "/v1/update") return Update(body);
  if (path == "/v1/remove") return Remove(body);
  if (path == "/v1/stats") return Stats();
  if (path == "/metrics") return MetricsText();
  if (path == "/openapi.json") return {.body = std::string(OpenApiText())};
  return Health();
}

}  // namespace nuskha::serve

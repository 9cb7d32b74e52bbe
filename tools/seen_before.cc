// SPDX-License-Identifier: Apache-2.0

#include "seen_before.h"

#include <cstring>
#include <utility>

#include "checked.h"
#include "index_flags.h"

namespace nuskha::tools {
namespace {

// Seen in one string: figures, then the id; empty for none.
struct Figures {
  Relation relation;
  double jaccard, in;
};

}  // namespace

ExitCode SeenBefore::Open(const std::string& path, std::set<Relation> remove) {
  remove_ = std::move(remove);
  absl::StatusOr<Index> index = Index::Open(path, {.read_only = true});
  if (!index.ok()) return IndexFailed(index.status());
  SayLosses(*index);
  index_.emplace(*std::move(index));
  return kDone;
}

absl::StatusOr<std::string> SeenBefore::Ask(const Article& article) {
  Article asked = article;
  asked.id = {};
  const absl::StatusOr<IndexAnswer> answer =
      index_->Query(asked, {.relations = {remove_.begin(), remove_.end()}});
  if (!answer.ok()) {
    const std::lock_guard lock(mutex_);
    not_answered_.Update(answer.status());
    return answer.status();
  }
  for (const IndexMatch& match : answer->matches) {
    const Match& m = match.match;
    if (m.relation == Relation::kPartial && m.container_is_a) continue;
    const Figures figures{m.relation, m.jaccard, m.a_in_b};
    std::string text(reinterpret_cast<const char*>(&figures), sizeof figures);
    return text + match.id;
  }
  return std::string();
}

ExitCode SeenBefore::AfterLoad(ExitCode loaded) const {
  const bool answered = loaded == kDone || not_answered_.ok();
  return answered ? loaded : IndexExitCode(not_answered_);
}

void SeenBefore::Watch(Session* session) {
  session->Render(
      [this](std::string_view, const Article& article, Analyzer* analyzer,
             Document* document) -> absl::StatusOr<std::string> {
        Check(analyzer->Analyze(article, document));
        return document->empty() ? std::string() : Ask(article);
      },
      [this](const std::string& rendered) {
        std::optional<Seen>& seen = seen_.emplace_back();
        if (rendered.empty()) return true;
        Figures figures{};
        std::memcpy(&figures, rendered.data(), sizeof figures);
        seen = {rendered.substr(sizeof figures), figures.relation,
                figures.jaccard, figures.in};
        return true;
      });
}

}  // namespace nuskha::tools

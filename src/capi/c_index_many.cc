// SPDX-License-Identifier: Apache-2.0
//
// The C interface to the index: many articles in one commit, and upkeep.

#include <cstring>
#include <string>
#include <vector>

#include "capi/c_analyzer.h"
#include "capi/c_index.h"
#include "nuskha/date.h"

using nuskha::internal::Fail;
using nuskha::internal::IsNull;
using nuskha::internal::StringOf;
using nuskha::internal::View;
using nuskha::internal::WithIndex;

namespace {

// The caller's structures stand as far apart as its struct_size says.
nuskha_status ReadArticles(const nuskha_article* from, size_t count,
                           std::vector<nuskha::Article>* to) {
  if (count == 0) return NUSKHA_OK;
  if (from == nullptr) return IsNull("articles");
  const auto* place = static_cast<const char*>(static_cast<const void*>(from));
  uint32_t size = 0;
  std::memcpy(&size, place, sizeof size);
  for (size_t i = 0; i < count; ++i, place += size) {
    uint32_t its_size = 0;
    std::memcpy(&its_size, place, sizeof its_size);
    if (its_size != size) {
      return Fail(NUSKHA_E_ARG, "articles: of different struct_size");
    }
    if (const auto bad = nuskha::internal::ReadArticle(
            static_cast<const nuskha_article*>(static_cast<const void*>(place)),
            &to->emplace_back())) {
      return bad;
    }
  }
  return NUSKHA_OK;
}

// What adding and replacing have in common; `add` makes the call.
template <typename Add>
nuskha_status AddArticles(nuskha_index* index, const nuskha_article* articles,
                          size_t count, int32_t* statuses, uint64_t* documents,
                          const Add& add) {
  return WithIndex(index, [&](nuskha::Index& opened) -> nuskha_status {
    std::vector<nuskha::Article> read;
    if (const auto bad = ReadArticles(articles, count, &read)) return bad;
    std::vector<nuskha::IndexStatus> said;
    const absl::StatusOr<uint64_t> added = add(opened, read, &said);
    if (!added.ok()) return Fail(added.status());
    for (size_t i = 0; statuses != nullptr && i < said.size(); ++i) {
      statuses[i] = static_cast<int32_t>(said[i]);
    }
    if (documents != nullptr) *documents = *added;
    return NUSKHA_OK;
  });
}

nuskha_status StatusOf(const absl::Status& status) {
  return status.ok() ? NUSKHA_OK : Fail(status);
}

}  // namespace

nuskha_status nuskha_index_add_many(nuskha_index* index,
                                    const nuskha_article* articles,
                                    size_t count, int32_t* statuses,
                                    uint64_t* documents) {
  return AddArticles(index, articles, count, statuses, documents,
                     [](nuskha::Index& opened, const auto& read, auto* said) {
                       return opened.AddMany(read, said);
                     });
}

nuskha_status nuskha_index_update(nuskha_index* index,
                                  const nuskha_article* articles, size_t count,
                                  int32_t* statuses, uint64_t* documents) {
  return AddArticles(index, articles, count, statuses, documents,
                     [](nuskha::Index& opened, const auto& read, auto* said) {
                       return opened.Update(read, said);
                     });
}

nuskha_status nuskha_index_remove(nuskha_index* index, const nuskha_str* ids,
                                  size_t count, uint64_t* removed) {
  return WithIndex(index, [&](nuskha::Index& opened) -> nuskha_status {
    if (ids == nullptr && count > 0) return IsNull("ids");
    std::vector<std::string> read;
    for (size_t i = 0; i < count; ++i) {
      if (const auto bad = nuskha::internal::CheckString(ids[i], "id")) {
        return bad;
      }
      read.emplace_back(View(ids[i]));
    }
    const absl::StatusOr<uint64_t> known = opened.Remove(read);
    if (!known.ok()) return Fail(known.status());
    if (removed != nullptr) *removed = *known;
    return NUSKHA_OK;
  });
}

nuskha_status nuskha_index_flush(nuskha_index* index, uint64_t* documents) {
  return WithIndex(index, [&](nuskha::Index& opened) -> nuskha_status {
    const absl::StatusOr<uint64_t> flushed = opened.Flush();
    if (!flushed.ok()) return Fail(flushed.status());
    if (documents != nullptr) *documents = *flushed;
    return NUSKHA_OK;
  });
}

nuskha_status nuskha_index_get_stats(const nuskha_index* index,
                                     nuskha_index_stats* stats) {
  return WithIndex(index, [&](nuskha::Index& opened) -> nuskha_status {
    const absl::StatusOr<nuskha::IndexStats> from = opened.Stats();
    if (!from.ok()) return Fail(from.status());
    const auto created = nuskha::ParseDate(from->created);
    if (!created.ok()) return Fail(created.status());
    return nuskha::internal::WriteStruct(
        nuskha_index_stats{
            .struct_size = sizeof(nuskha_index_stats),
            .durability = from->durability == nuskha::Durability::kSync
                              ? NUSKHA_DURABLE_SYNC
                              : NUSKHA_DURABLE_PROCESS,
            .documents = from->documents,
            .removed = from->removed,
            .bytes = from->bytes,
            .lost_commits = from->lost_commits,
            .family = std::stoull(from->family_id, nullptr, 16),
            .created = created->value_or(0),
            .segments = from->segments,
            .stores_texts = from->stores_text ? 1u : 0u,
            .normalizer = static_cast<uint32_t>(std::stoul(from->normalizer)),
            .reserved = 0},
        "nuskha_index_stats", stats);
  });
}

nuskha_status nuskha_index_verify(const nuskha_index* index,
                                  nuskha_progress progress, void* context) {
  return WithIndex(index, [&](nuskha::Index& opened) {
    return StatusOf(opened.Verify([&](uint64_t done, uint64_t all) {
      return progress == nullptr || progress(context, done, all) == 0;
    }));
  });
}

nuskha_status nuskha_index_compact(nuskha_index* index, int32_t upgrade) {
  if (upgrade != 0 && upgrade != 1) {
    return Fail(NUSKHA_E_ARG, "upgrade: expected 0 or 1");
  }
  return WithIndex(index, [&](nuskha::Index& opened) {
    return StatusOf(opened.Compact(upgrade != 0));
  });
}

nuskha_status nuskha_index_export(const nuskha_index* index,
                                  nuskha_index_visitor visitor, void* context) {
  if (visitor == nullptr) return IsNull("visitor");
  return WithIndex(index, [&](nuskha::Index& opened) {
    return StatusOf(opened.Export([&](const nuskha::IndexRecord& from) {
      const nuskha_index_record record = {
          .struct_size = sizeof(nuskha_index_record),
          .words = from.words,
          .number = from.number,
          .id = StringOf(from.id),
          .url = StringOf(from.url),
          .source = StringOf(from.source),
          .date = StringOf(from.date),
          .title = StringOf(from.title)};
      return visitor(context, &record) == 0;
    }));
  });
}

// SPDX-License-Identifier: Apache-2.0
//
// The C interface to the index: opening, and one article at a time.

#include "capi/c_index.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "capi/c_analyzer.h"
#include "capi/c_comparison.h"

using nuskha::IndexStatus;
using nuskha::internal::Fail;
using nuskha::internal::Guard;
using nuskha::internal::IsNull;
using nuskha::internal::NoSuchIndex;
using nuskha::internal::ReadStruct;
using nuskha::internal::StringOf;
using nuskha::internal::View;
using nuskha::internal::WithIndex;

struct nuskha_answer {
  struct Found {
    uint64_t number = 0;
    std::string id;
    nuskha_comparison comparison;
  };

  IndexStatus status = IndexStatus::kNew;
  uint64_t documents = 0;
  std::vector<Found> matches;
};

static_assert(static_cast<int>(IndexStatus::kNew) == NUSKHA_INDEX_NEW &&
              static_cast<int>(IndexStatus::kKnown) == NUSKHA_INDEX_KNOWN &&
              static_cast<int>(IndexStatus::kMatch) == NUSKHA_INDEX_MATCH &&
              static_cast<int>(IndexStatus::kChanged) == NUSKHA_INDEX_CHANGED &&
              static_cast<int>(IndexStatus::kEmpty) == NUSKHA_INDEX_EMPTY);

namespace {

nuskha_index_create_options CreateDefaults() {
  return {.struct_size = sizeof(nuskha_index_create_options),
          .flags = 0,
          .durability = NUSKHA_DURABLE_PROCESS,
          .reserved = 0,
          .seed = nuskha::kPublicSeed};
}

nuskha_index_open_options OpenDefaults() {
  return {.struct_size = sizeof(nuskha_index_open_options),
          .flags = 0,
          .durability = NUSKHA_AS_CREATED,
          .threads = 1,
          .wait = 0,
          .owner = {}};
}

nuskha_query_options QueryDefaults() {
  return {.struct_size = sizeof(nuskha_query_options),
          .flags = 0,
          .relations = 0,
          .reserved = 0};
}

nuskha_status ReadCreateOptions(const nuskha_index_create_options* from,
                                nuskha::CreateIndexOptions* to) {
  nuskha_index_create_options options = CreateDefaults();
  if (from != nullptr) {
    if (const auto bad =
            ReadStruct(from, "nuskha_index_create_options", &options)) {
      return bad;
    }
  }
  constexpr uint32_t kFlags = NUSKHA_INDEX_SEED | NUSKHA_INDEX_NO_TEXTS;
  if ((options.flags & ~kFlags) != 0 || options.reserved != 0) {
    return Fail(NUSKHA_E_ARG, "nuskha_index_create_options: unknown flag");
  }
  if (options.durability != NUSKHA_DURABLE_PROCESS &&
      options.durability != NUSKHA_DURABLE_SYNC) {
    return Fail(NUSKHA_E_ARG,
                "durability: expected NUSKHA_DURABLE_PROCESS or "
                "NUSKHA_DURABLE_SYNC");
  }
  if (options.durability == NUSKHA_DURABLE_SYNC) {
    to->durability = nuskha::Durability::kSync;
  }
  if ((options.flags & NUSKHA_INDEX_SEED) != 0) to->seed = options.seed;
  to->store_text = (options.flags & NUSKHA_INDEX_NO_TEXTS) == 0;
  return NUSKHA_OK;
}

nuskha_status ReadOpenOptions(const nuskha_index_open_options* from,
                              nuskha::OpenIndexOptions* to) {
  nuskha_index_open_options options = OpenDefaults();
  if (from != nullptr) {
    if (const auto bad =
            ReadStruct(from, "nuskha_index_open_options", &options)) {
      return bad;
    }
  }
  constexpr uint32_t kFlags = NUSKHA_READ_ONLY | NUSKHA_UPGRADING;
  if ((options.flags & ~kFlags) != 0) {
    return Fail(NUSKHA_E_ARG, "nuskha_index_open_options: unknown flag");
  }
  if (options.durability < NUSKHA_AS_CREATED ||
      options.durability > NUSKHA_DURABLE_SYNC) {
    return Fail(NUSKHA_E_ARG,
                "durability: expected NUSKHA_AS_CREATED, "
                "NUSKHA_DURABLE_PROCESS or NUSKHA_DURABLE_SYNC");
  }
  if (const auto bad = nuskha::internal::CheckString(options.owner, "owner")) {
    return bad;
  }
  to->read_only = (options.flags & NUSKHA_READ_ONLY) != 0;
  to->upgrading = (options.flags & NUSKHA_UPGRADING) != 0;
  if (options.durability != NUSKHA_AS_CREATED) {
    to->durability = options.durability == NUSKHA_DURABLE_SYNC
                         ? nuskha::Durability::kSync
                         : nuskha::Durability::kProcess;
  }
  // Longer waits are the same, and would not fit.
  constexpr uint64_t kYear = uint64_t{365} * 24 * 3600 * 1000;
  to->wait = std::chrono::milliseconds(std::min(options.wait, kYear));
  to->owner = View(options.owner);
  to->threads = options.threads;
  return NUSKHA_OK;
}

nuskha_status ReadQueryOptions(const nuskha_query_options* from,
                               nuskha::QueryOptions* to) {
  nuskha_query_options options = QueryDefaults();
  if (from != nullptr) {
    if (const auto bad = ReadStruct(from, "nuskha_query_options", &options)) {
      return bad;
    }
  }
  if ((options.flags & ~uint32_t{NUSKHA_PASSAGES}) != 0 ||
      options.reserved != 0) {
    return Fail(NUSKHA_E_ARG, "nuskha_query_options: unknown flag");
  }
  constexpr uint32_t kAll = (2u << NUSKHA_TRANSLATION) - 2;
  if ((options.relations & ~kAll) != 0) {
    return Fail(NUSKHA_E_ARG, "relations: expected 1 << NUSKHA_EXACT | ...");
  }
  to->passages = (options.flags & NUSKHA_PASSAGES) != 0;
  for (int32_t relation = NUSKHA_EXACT; relation <= NUSKHA_TRANSLATION;
       ++relation) {
    if ((options.relations >> relation & 1) != 0) {
      to->relations.push_back(static_cast<nuskha::Relation>(relation));
    }
  }
  return NUSKHA_OK;
}

// A path that C knows under another name would be that of another file.
nuskha_status ReadPath(nuskha_str from, std::string* to) {
  if (const auto bad = nuskha::internal::CheckString(from, "path")) return bad;
  *to = View(from);
  return to->find('\0') == std::string::npos
             ? NUSKHA_OK
             : Fail(NUSKHA_E_ARG, "path: a zero byte in it");
}

std::unique_ptr<nuskha_answer> MakeAnswer(nuskha::IndexAnswer from) {
  auto answer = std::make_unique<nuskha_answer>();
  answer->status = from.status;
  answer->documents = from.documents;
  for (nuskha::IndexMatch& match : from.matches) {
    nuskha_answer::Found& found = answer->matches.emplace_back();
    found.number = match.number;
    found.id = std::move(match.id);
    nuskha_comparison& comparison = found.comparison;
    comparison.match = match.match;
    comparison.reasons = std::move(match.reasons);
    comparison.passages = std::move(match.passages);
    const auto side = [](nuskha::RangesOf& ranges) -> nuskha_comparison::Side {
      return {ranges.in_title, std::move(ranges.decoded)};
    };
    comparison.sides = {side(match.ranges_a), side(match.ranges_b)};
  }
  return answer;
}

// What both ways to ask have in common; `ask` makes the call.
template <typename Ask>
nuskha_status AskIndex(const nuskha_index* index, const nuskha_article* article,
                       const nuskha_query_options* options,
                       nuskha_answer** answer, const Ask& ask) {
  if (answer != nullptr) *answer = nullptr;
  return WithIndex(index, [&](nuskha::Index& opened) -> nuskha_status {
    nuskha::Article read;
    if (const auto bad = nuskha::internal::ReadArticle(article, &read)) {
      return bad;
    }
    nuskha::QueryOptions query;
    if (const auto bad = ReadQueryOptions(options, &query)) return bad;
    auto said = ask(opened, read, query);
    if (!said.ok()) return Fail(said.status());
    if (answer != nullptr) *answer = MakeAnswer(*std::move(said)).release();
    return NUSKHA_OK;
  });
}

}  // namespace

nuskha_status nuskha::internal::CheckIndex(const nuskha_index* index) noexcept {
  if (index == nullptr) return IsNull("index");
  if (index->process == getpid()) return NUSKHA_OK;
  return Fail(NUSKHA_E_FORKED,
              "the index was opened in another process, before fork(): open it "
              "in this one");
}

void nuskha_index_create_options_init(nuskha_index_create_options* options,
                                      size_t size) {
  nuskha::internal::InitStruct(CreateDefaults(), options, size);
}

void nuskha_index_open_options_init(nuskha_index_open_options* options,
                                    size_t size) {
  nuskha::internal::InitStruct(OpenDefaults(), options, size);
}

void nuskha_query_options_init(nuskha_query_options* options, size_t size) {
  nuskha::internal::InitStruct(QueryDefaults(), options, size);
}

nuskha_status nuskha_index_create(nuskha_str path,
                                  const nuskha_index_create_options* options) {
  return Guard([&]() -> nuskha_status {
    std::string name;
    if (const auto bad = ReadPath(path, &name)) return bad;
    nuskha::CreateIndexOptions read;
    if (const auto bad = ReadCreateOptions(options, &read)) return bad;
    const absl::Status status = nuskha::Index::Create(name, read);
    return status.ok() ? NUSKHA_OK : Fail(status);
  });
}

nuskha_status nuskha_index_open(nuskha_str path,
                                const nuskha_index_open_options* options,
                                nuskha_index** index) {
  if (index == nullptr) return IsNull("index");
  *index = nullptr;
  return Guard([&]() -> nuskha_status {
    std::string name;
    if (const auto bad = ReadPath(path, &name)) return bad;
    nuskha::OpenIndexOptions read;
    if (const auto bad = ReadOpenOptions(options, &read)) return bad;
    auto opened = nuskha::Index::Open(name, read);
    if (!opened.ok()) return Fail(opened.status());
    *index = std::make_unique<nuskha_index>(*std::move(opened)).release();
    return NUSKHA_OK;
  });
}

void nuskha_index_free(nuskha_index* index) { delete index; }

const char* nuskha_index_status_name(int32_t status) {
  if (status < NUSKHA_INDEX_NEW || status > NUSKHA_INDEX_EMPTY) {
    return "unknown";
  }
  // Of a literal: it ends with a zero.
  return nuskha::IndexStatusName(static_cast<IndexStatus>(status)).data();
}

nuskha_status nuskha_index_check_and_add(nuskha_index* index,
                                         const nuskha_article* article,
                                         const nuskha_query_options* options,
                                         nuskha_answer** answer) {
  return AskIndex(index, article, options, answer,
                  [](nuskha::Index& opened, const nuskha::Article& read,
                     const nuskha::QueryOptions& query) {
                    return opened.CheckAndAdd(read, query);
                  });
}

nuskha_status nuskha_index_query(const nuskha_index* index,
                                 const nuskha_article* article,
                                 const nuskha_query_options* options,
                                 nuskha_answer** answer) {
  if (answer == nullptr) return IsNull("answer");
  return AskIndex(index, article, options, answer,
                  [](nuskha::Index& opened, const nuskha::Article& read,
                     const nuskha::QueryOptions& query) {
                    return opened.Query(read, query);
                  });
}

void nuskha_answer_free(nuskha_answer* answer) { delete answer; }

int32_t nuskha_answer_status(const nuskha_answer* answer) {
  return answer == nullptr ? 0 : static_cast<int32_t>(answer->status);
}

uint64_t nuskha_answer_documents(const nuskha_answer* answer) {
  return answer == nullptr ? 0 : answer->documents;
}

size_t nuskha_answer_match_count(const nuskha_answer* answer) {
  return answer == nullptr ? 0 : answer->matches.size();
}

nuskha_status nuskha_answer_match(const nuskha_answer* answer, size_t i,
                                  uint64_t* number, nuskha_str* id,
                                  const nuskha_comparison** comparison) {
  if (comparison != nullptr) *comparison = nullptr;
  if (answer == nullptr) return IsNull("answer");
  if (i >= answer->matches.size()) {
    return NoSuchIndex("match", i, answer->matches.size());
  }
  const nuskha_answer::Found& found = answer->matches[i];
  if (number != nullptr) *number = found.number;
  if (id != nullptr) *id = StringOf(found.id);
  if (comparison != nullptr) *comparison = &found.comparison;
  return NUSKHA_OK;
}

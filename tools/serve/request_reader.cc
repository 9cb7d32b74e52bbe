// SPDX-License-Identifier: Apache-2.0

#include "serve/request_reader.h"

#include <fmt/format.h>

#include <functional>
#include <span>

#include "corpus/json_repair.h"
#include "corpus/refusal.h"

namespace nuskha::serve {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

// A parser that once held a giant body does not keep that memory.
constexpr size_t kKeptCapacity = size_t{1} << 20;

using Refusal = std::optional<Reply>;

Refusal BadField(std::string_view code, const std::string& message) {
  return ErrorReply(400, code, message);
}

Refusal WrongType(const std::string& name, std::string_view expected) {
  return BadField("field_type", fmt::format("{} must be {}", name, expected));
}

// One field that an object may have.
struct Field {
  std::string_view name;
  bool required;
  std::function<Refusal(const std::string& path, const element& value)> take;
};

// Gives each value to its field. `where`: path of the object, with a dot
// behind, or empty. null is a field that is not there.
Refusal TakeFields(const object& from, const std::string& where,
                   std::span<const Field> fields) {
  std::vector<std::optional<element>> values(fields.size());
  for (const simdjson::dom::key_value_pair member : from) {
    size_t i = 0;
    while (i < fields.size() && fields[i].name != member.key) ++i;
    if (i == fields.size()) {
      constexpr size_t kShown = 100;
      std::string known;
      for (const Field& field : fields) {
        known += (known.empty() ? "" : ", ") + where;
        known += field.name;
      }
      return BadField("field_unknown",
                      fmt::format("no field {}{}; there are {}", where,
                                  member.key.substr(0, kShown), known));
    }
    values[i] = member.value;
  }
  for (size_t i = 0; i < fields.size(); ++i) {
    const std::string path = where + std::string(fields[i].name);
    if (!values[i].has_value() || values[i]->is_null()) {
      if (!fields[i].required) continue;
      return BadField("field_missing", fmt::format("{} is missing", path));
    }
    if (Refusal refusal = fields[i].take(path, *values[i])) return refusal;
  }
  return std::nullopt;
}

auto String(std::string_view* out) {
  return [out](const std::string& path, const element& value) -> Refusal {
    if (value.get(*out) == simdjson::SUCCESS) return std::nullopt;
    return WrongType(path, "a string");
  };
}

auto Bool(bool* out) {
  return [out](const std::string& path, const element& value) -> Refusal {
    if (value.get(*out) == simdjson::SUCCESS) return std::nullopt;
    return WrongType(path, "true or false");
  };
}

Refusal TakeArticle(const std::string& path, const element& value,
                    bool needs_id, Article* article) {
  object from;
  if (value.get(from) != simdjson::SUCCESS) {
    return WrongType(path, "an object");
  }
  *article = {};
  bool has_words = false;
  const auto words = [&has_words](std::string_view* out) {
    return [out, &has_words](const std::string& name, const element& one) {
      has_words = true;
      return String(out)(name, one);
    };
  };
  const Field fields[] = {{"id", needs_id, String(&article->id)},
                          {"title", false, words(&article->title)},
                          {"text", false, words(&article->text)},
                          {"url", false, String(&article->url)},
                          {"source", false, String(&article->source)},
                          {"date", false, String(&article->date)}};
  if (Refusal refusal = TakeFields(from, path + ".", fields)) return refusal;
  if (needs_id && article->id.empty()) {
    return BadField("field_value", path + ".id is empty");
  }
  if (!has_words) {
    return BadField("field_missing",
                    fmt::format("{}.text or {}.title is missing", path, path));
  }
  return std::nullopt;
}

auto ArticleField(bool needs_id, Article* out) {
  return [=](const std::string& path, const element& value) {
    return TakeArticle(path, value, needs_id, out);
  };
}

// "copy"; kNothing and kTranslation are no matches of an index.
Refusal TakeRelations(const std::string& path, const element& value,
                      std::vector<Relation>* relations) {
  constexpr std::string_view kExpected =
      "a list of exact, copy, partial, update, passage, template";
  simdjson::dom::array list;
  if (value.get(list) != simdjson::SUCCESS) return WrongType(path, kExpected);
  relations->clear();
  for (const element one : list) {
    std::string_view name;
    if (one.get(name) != simdjson::SUCCESS) return WrongType(path, kExpected);
    const std::optional<Relation> relation = RelationFromName(name);
    if (!relation.has_value() || *relation == Relation::kNothing ||
        *relation == Relation::kTranslation) {
      return BadField("field_value",
                      fmt::format("{} must be {}", path, kExpected));
    }
    if (std::ranges::find(*relations, *relation) == relations->end()) {
      relations->push_back(*relation);
    }
  }
  if (!relations->empty()) return std::nullopt;
  return BadField("field_value", path + " is empty");
}

Refusal TakeIds(const std::string& path, const element& value,
                std::vector<std::string>* ids) {
  simdjson::dom::array list;
  if (value.get(list) != simdjson::SUCCESS) {
    return WrongType(path, "a list of strings");
  }
  ids->clear();
  for (const element one : list) {
    std::string_view id;
    if (one.get(id) != simdjson::SUCCESS) {
      return WrongType(path, "a list of strings");
    }
    ids->emplace_back(id);
  }
  return std::nullopt;
}

}  // namespace

simdjson::error_code RequestReader::ParseBytes(std::string_view json) {
  return parser_->parse(json.data(), json.size(), /*realloc_if_needed=*/true)
      .get(root_);
}

std::optional<Reply> RequestReader::Parse(std::string_view json,
                                          simdjson::dom::object* object) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (json.starts_with(kByteOrderMark)) {
    json.remove_prefix(kByteOrderMark.size());
  }
  if (parser_.has_value() && parser_->capacity() > kKeptCapacity) {
    parser_.reset();
  }
  if (!parser_.has_value()) parser_.emplace();
  simdjson::error_code error = ParseBytes(json);
  if (error != simdjson::SUCCESS && error != simdjson::DEPTH_ERROR &&
      error != simdjson::MEMALLOC) {
    const internal::JsonRepair repair = internal::RepairJson(json, &repaired_);
    if (internal::TooIllFormed(repair.replaced_bytes, json.size())) {
      return ErrorReply(400, "utf8_invalid",
                        fmt::format("{} of {} bytes are not UTF-8",
                                    repair.replaced_bytes, json.size()));
    }
    error = ParseBytes(repaired_);
    if (repaired_.capacity() > kKeptCapacity) std::string().swap(repaired_);
  }
  switch (error) {
    case simdjson::SUCCESS:
      break;
    case simdjson::MEMALLOC:
      throw std::bad_alloc();
    case simdjson::DEPTH_ERROR:
      return ErrorReply(400, "json_depth",
                        "the body is nested deeper than 1024");
    default:
      return ErrorReply(400, "json_syntax",
                        fmt::format("the body is no JSON: {}",
                                    simdjson::error_message(error)));
  }
  if (root_.get(*object) == simdjson::SUCCESS) return std::nullopt;
  return ErrorReply(400, "json_type", "the body must be a JSON object");
}

std::optional<Reply> RequestReader::ReadQuery(std::string_view json,
                                              bool needs_id, QueryBody* body) {
  *body = {};
  simdjson::dom::object object;
  if (Refusal refusal = Parse(json, &object)) return refusal;
  const Field fields[] = {
      {"article", true, ArticleField(needs_id, &body->article)},
      {"relations", false,
       [body](const std::string& path, const element& value) {
         return TakeRelations(path, value, &body->options.relations);
       }},
      {"passages", false, Bool(&body->options.passages)}};
  return TakeFields(object, "", fields);
}

std::optional<Reply> RequestReader::ReadCompare(std::string_view json,
                                                CompareBody* body) {
  *body = {};
  simdjson::dom::object object;
  if (Refusal refusal = Parse(json, &object)) return refusal;
  const Field fields[] = {{"a", true, ArticleField(false, &body->a)},
                          {"b", true, ArticleField(false, &body->b)},
                          {"passages", false, Bool(&body->passages)}};
  return TakeFields(object, "", fields);
}

std::optional<Reply> RequestReader::ReadArticle(std::string_view json,
                                                Article* article) {
  simdjson::dom::object object;
  if (Refusal refusal = Parse(json, &object)) return refusal;
  const Field fields[] = {{"article", true, ArticleField(true, article)}};
  return TakeFields(object, "", fields);
}

std::optional<Reply> RequestReader::ReadIds(std::string_view json,
                                            std::vector<std::string>* ids) {
  ids->clear();
  simdjson::dom::object object;
  if (Refusal refusal = Parse(json, &object)) return refusal;
  const Field fields[] = {
      {"ids", true, [ids](const std::string& path, const element& value) {
         return TakeIds(path, value, ids);
       }}};
  return TakeFields(object, "", fields);
}

}  // namespace nuskha::serve

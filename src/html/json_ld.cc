// SPDX-License-Identifier: Apache-2.0

#include "html/json_ld.h"

#include <simdjson.h>

#include <algorithm>

#include "base/guarded.h"

namespace nuskha::internal {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

std::string_view StringAt(const object& parent, std::string_view key) {
  std::string_view value;
  return parent[key].get(value) == simdjson::SUCCESS ? value
                                                     : std::string_view();
}

// A string, or a member of an object or of the first object of a list.
std::string_view StringOrMember(const object& parent, std::string_view key,
                                std::string_view member) {
  element value;
  if (parent[key].get(value) != simdjson::SUCCESS) return {};
  array list;
  if (value.get(list) == simdjson::SUCCESS) {
    if (list.begin() == list.end()) return {};
    value = *list.begin();
  }
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return text;
  object child;
  return value.get(child) == simdjson::SUCCESS ? StringAt(child, member)
                                               : std::string_view();
}

bool NamesArticle(std::string_view type) {
  return type.ends_with("Article") || type.ends_with("BlogPosting") ||
         type.ends_with("Report");
}

bool IsArticle(const object& value) {
  element type;
  if (value["@type"].get(type) != simdjson::SUCCESS) return false;
  std::string_view name;
  if (type.get(name) == simdjson::SUCCESS) return NamesArticle(name);
  array names;
  if (type.get(names) != simdjson::SUCCESS) return false;
  return std::any_of(names.begin(), names.end(), [](const element& one) {
    std::string_view text;
    return one.get(text) == simdjson::SUCCESS && NamesArticle(text);
  });
}

void Fill(std::string_view value, std::string* field) {
  if (field->empty()) *field = value;
}

void ReadArticle(const object& value, JsonLdArticle* article) {
  Fill(StringAt(value, "headline"), &article->headline);
  Fill(StringAt(value, "datePublished"), &article->date_published);
  Fill(StringOrMember(value, "publisher", "name"), &article->publisher);
  Fill(StringAt(value, "articleBody"), &article->body);
  Fill(StringOrMember(value, "mainEntityOfPage", "@id"), &article->url);
  Fill(StringAt(value, "url"), &article->url);
}

// Objects of `root` in document order, however they are nested: the stack
// holds what is still to be looked at.
void ReadObjects(const element& root, JsonLdArticle* article,
                 JsonLdArticle* others) {
  std::vector<element> stack = {root};
  while (!stack.empty()) {
    const element value = stack.back();
    stack.pop_back();
    const size_t below = stack.size();
    array list;
    object members;
    if (value.get(list) == simdjson::SUCCESS) {
      for (const element child : list) {
        if (child.is_object() || child.is_array()) stack.push_back(child);
      }
    } else if (value.get(members) == simdjson::SUCCESS) {
      if (IsArticle(members)) {
        ReadArticle(members, article);
      } else {
        Fill(StringAt(members, "datePublished"), &others->date_published);
        Fill(StringOrMember(members, "publisher", "name"), &others->publisher);
      }
      for (const auto& [key, child] : members) {
        if (child.is_object() || child.is_array()) stack.push_back(child);
      }
    }
    std::reverse(stack.begin() + static_cast<std::ptrdiff_t>(below),
                 stack.end());
  }
}

}  // namespace

JsonLdArticle ReadJsonLd(const std::vector<std::string_view>& scripts) {
  JsonLdArticle article;
  JsonLdArticle others;
  simdjson::dom::parser parser;
  for (const std::string_view script : scripts) {
    // Some wrap it as a comment or a CDATA section.
    const size_t first = script.find_first_of("{[");
    const size_t last = script.find_last_of("}]");
    if (first == std::string_view::npos || last == std::string_view::npos ||
        last < first) {
      continue;
    }
    std::string json(script.substr(first, last - first + 1));
    std::replace_if(
        json.begin(), json.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    element root;
    const simdjson::error_code error = parser.parse(json).get(root);
    if (error == simdjson::MEMALLOC) EndOfMemory();
    if (error != simdjson::SUCCESS) continue;
    ReadObjects(root, &article, &others);
  }
  Fill(others.date_published, &article.date_published);
  Fill(others.publisher, &article.publisher);
  return article;
}

}  // namespace nuskha::internal

// SPDX-License-Identifier: Apache-2.0

#include "corpus/field_names.h"

#include <algorithm>
#include <initializer_list>

namespace nuskha::internal {
namespace {

// "/meta/title" as RFC 6901 has it, "meta.title" as people write it.
std::vector<std::string> SplitPath(std::string_view spelled) {
  const bool pointer = spelled.starts_with('/');
  const char separator = pointer ? '/' : '.';
  if (pointer) spelled.remove_prefix(1);
  std::vector<std::string> path(1);
  for (size_t i = 0; i < spelled.size(); ++i) {
    if (spelled[i] == separator) {
      path.emplace_back();
    } else if (pointer && spelled.substr(i).starts_with("~1")) {
      path.back() += '/';
      ++i;
    } else if (pointer && spelled.substr(i).starts_with("~0")) {
      path.back() += '~';
      ++i;
    } else {
      path.back() += spelled[i];
    }
  }
  if (!pointer && path.size() == 1) path.clear();
  return path;
}

}  // namespace

NameTable::NameTable(const FieldNames& chosen,
                     const std::vector<std::string>& extra) {
  const auto add = [this](Field field, const std::string& name,
                          std::initializer_list<std::string_view> usual) {
    std::vector<size_t>& candidates = candidates_[field];
    if (!name.empty()) {
      candidates.push_back(AddName(name));
      spelled_.push_back(candidates.back());
      return;
    }
    for (const std::string_view spelled : usual) {
      candidates.push_back(AddName(spelled));
    }
  };
  add(kText, chosen.text,
      {"text", "content", "body", "article", "article_text", "maintext"});
  add(kId, chosen.id, {"id", "_id", "doc_id", "guid", "url"});
  add(kTitle, chosen.title, {"title", "headline"});
  add(kUrl, chosen.url, {"url", "link", "source_url"});
  add(kSource, chosen.source,
      {"source", "site", "outlet", "domain", "publisher"});
  add(kDate, chosen.date,
      {"date", "published", "published_at", "date_publish", "date_extracted",
       "pub_date"});
  for (const std::string& name : extra) extra_.push_back(AddName(name));
  spelled_.insert(spelled_.end(), extra_.begin(), extra_.end());
}

size_t NameTable::AddName(std::string_view spelled) {
  const int known = Find(spelled);
  if (known >= 0) return static_cast<size_t>(known);
  index_.emplace(spelled, static_cast<int>(names_.size()));
  names_.push_back({std::string(spelled), SplitPath(spelled)});
  return names_.size() - 1;
}

int NameTable::Find(std::string_view key) const {
  const auto found = index_.find(key);
  return found == index_.end() ? -1 : found->second;
}

void KeyLayout::StartRecord() {
  same_ = true;
  next_ = 0;
  keys_.clear();
}

int KeyLayout::Next(std::string_view key) {
  const size_t position = next_++;
  if (same_ && position < layout_.size() && layout_[position].key == key) {
    return layout_[position].name;
  }
  if (same_) {
    same_ = false;
    layout_.resize(position);
    for (const Key& known : layout_) keys_.push_back(known.key);
  }
  const int name = names_->Find(key);
  keys_.push_back(key);
  Learn(key, name);
  return name;
}

void KeyLayout::Learn(std::string_view key, int name) {
  // The keys in keys_ may be views into layout_: it must not move.
  if (layout_.capacity() == 0) layout_.reserve(kMaxKeys);
  if (layout_.size() < kMaxKeys) layout_.push_back({std::string(key), name});
  See(key);
}

void KeyLayout::See(std::string_view key) {
  if (seen_.size() < kMaxKeys && key.size() <= kMaxSeenLength) SeeAny(key);
}

void KeyLayout::SeeAny(std::string_view key) {
  if (std::find(seen_.begin(), seen_.end(), key) == seen_.end()) {
    seen_.emplace_back(key);
  }
}

size_t KeyLayout::EndRecord() {
  if (same_) return 0;  // a part of a layout whose keys are distinct
  sorted_ = keys_;
  std::sort(sorted_.begin(), sorted_.end());
  const auto end = std::unique(sorted_.begin(), sorted_.end());
  const auto distinct = static_cast<size_t>(end - sorted_.begin());
  const size_t doubles = sorted_.size() - distinct;
  if (doubles > 0) layout_.clear();
  return doubles;
}

}  // namespace nuskha::internal

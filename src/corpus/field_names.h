// SPDX-License-Identifier: Apache-2.0
//
// Which names a record's fields may have, and which of them a key is.

#ifndef NUSKHA_SRC_CORPUS_FIELD_NAMES_H_
#define NUSKHA_SRC_CORPUS_FIELD_NAMES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "nuskha/reader.h"

namespace nuskha::internal {

enum Field : size_t { kText, kId, kTitle, kUrl, kSource, kDate, kFieldCount };

class NameTable {
 public:
  // A key that was spelled by the user or is one of the usual names.
  struct Name {
    std::string spelled;
    // Where to look if no key is spelled so: "meta.title" and "/meta/title"
    // are {"meta", "title"}; empty for a plain name.
    std::vector<std::string> path;
  };

  NameTable(const FieldNames& chosen, const std::vector<std::string>& extra);

  const std::vector<Name>& names() const { return names_; }
  // Indexes into names(), best first.
  const std::vector<size_t>& candidates(Field field) const {
    return candidates_[field];
  }
  // Indexes into names(), one for each extra field.
  const std::vector<size_t>& extra() const { return extra_; }
  // Indexes into names() of what the user spelled, extra fields too.
  const std::vector<size_t>& spelled() const { return spelled_; }

  // Index into names() or -1.
  int Find(std::string_view key) const;

 private:
  size_t AddName(std::string_view spelled);

  std::vector<Name> names_;
  std::map<std::string, int, std::less<>> index_;
  std::array<std::vector<size_t>, kFieldCount> candidates_;
  std::vector<size_t> extra_;
  std::vector<size_t> spelled_;
};

// The keys of the record before: records of one dump mostly have the same
// keys in the same order, and then one comparison per key finds its name.
class KeyLayout {
 public:
  explicit KeyLayout(const NameTable* names)
      : names_(names), not_seen_(names->spelled()) {}

  void StartRecord();
  // Index into the names or -1. The bytes of `key` must stay until EndRecord().
  int Next(std::string_view key);
  // Adds a name to seen().
  void See(std::string_view key);
  // The same for the names that the user spelled, paths too, however many are
  // seen. has_name: whether the record has the name with an index.
  template <typename HasName>
  void SeeSpelled(const HasName& has_name) {
    std::erase_if(not_seen_, [&](size_t name) {
      if (!has_name(name)) return false;
      SeeAny(names_->names()[name].spelled);
      return true;
    });
  }
  // Keys of the record that were there before.
  size_t EndRecord();

  const std::vector<std::string>& seen() const { return seen_; }

 private:
  // Of a layout, and of seen() without what the user spelled.
  static constexpr size_t kMaxKeys = 256;
  static constexpr size_t kMaxSeenLength = 100;  // bytes of a key in seen()

  struct Key {
    std::string key;
    int name;
  };

  void Learn(std::string_view key, int name);
  void SeeAny(std::string_view key);

  const NameTable* names_;
  std::vector<Key> layout_;             // distinct keys
  bool same_ = true;                    // the record follows the layout so far
  std::vector<std::string_view> keys_;  // of the record, once it does not
  std::vector<std::string_view> sorted_;
  size_t next_ = 0;
  std::vector<std::string> seen_;
  std::vector<size_t> not_seen_;  // of names_->spelled()
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_FIELD_NAMES_H_

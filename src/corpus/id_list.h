// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_CORPUS_ID_LIST_H_
#define NUSKHA_SRC_CORPUS_ID_LIST_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nuskha::internal {

// Record ids, back to back: a million short strings would cost 32 bytes each.
class IdList {
 public:
  void Add(std::string_view id) {
    bytes_ += id;
    ends_.push_back(bytes_.size());
  }
  std::string_view operator[](size_t i) const {
    const size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(bytes_).substr(begin, ends_[i] - begin);
  }
  size_t size() const { return ends_.size(); }

 private:
  std::string bytes_;
  std::vector<uint64_t> ends_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_ID_LIST_H_

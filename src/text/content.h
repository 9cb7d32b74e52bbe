// SPDX-License-Identifier: Apache-2.0
//
// Which tokens of a text are content words.

#ifndef NUSKHA_SRC_TEXT_CONTENT_H_
#define NUSKHA_SRC_TEXT_CONTENT_H_

#include <cstdint>
#include <vector>

namespace nuskha::internal {

// Tokens [begin, end).
struct TokenRange {
  uint32_t begin = 0;
  uint32_t end = 0;

  uint32_t size() const { return end - begin; }
  friend bool operator==(const TokenRange&, const TokenRange&) = default;
};

// Ascending, disjoint ranges of tokens and where they stand among the content
// words.
class Content {
 public:
  struct Stretch {
    TokenRange tokens;
    uint32_t first_word;  // content word that tokens.begin is
  };

  void clear();

  // REQUIRES: behind everything appended before.
  void Append(TokenRange tokens);

  // Takes the content words [from, to) out; appends what they were, one range
  // a stretch, to *erased. O(stretches).
  void Erase(uint32_t from, uint32_t to, std::vector<TokenRange>* erased);

  uint32_t size() const { return size_; }
  const std::vector<Stretch>& stretches() const { return stretches_; }

 private:
  std::vector<Stretch> stretches_;
  std::vector<Stretch> before_;  // scratch of Erase
  uint32_t size_ = 0;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_TEXT_CONTENT_H_

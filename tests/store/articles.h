// SPDX-License-Identifier: Apache-2.0
//
// Seeded articles in Arabic letters for tests of the index, and a folder for
// them.

#ifndef NUSKHA_TESTS_STORE_ARTICLES_H_
#define NUSKHA_TESTS_STORE_ARTICLES_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "nuskha/article.h"
#include "nuskha/index.h"
#include "reference/random_texts.h"

namespace nuskha {

struct OwnedArticle {
  std::string id, title, text, source, date;

  Article view() const {
    return {.id = id,
            .title = title,
            .text = text,
            .url = {},
            .source = source,
            .date = date};
  }
};

// Word `i` of a vocabulary: 3 to 7 Arabic letters.
std::string ArabicWord(size_t i);

// `count` words.
std::string ArabicText(reference::Rng& rng, size_t count, size_t vocabulary);

// `originals` articles of `sources` outlets (0: none is named) and, after them,
// what others made of them: reposts, edited copies, previews, forms with other
// numbers, quotations; articles of a source share standing sentences. Dates
// are within some weeks; some articles lack one.
std::vector<OwnedArticle> MakeArticles(uint64_t seed, size_t originals,
                                       size_t sources);

std::vector<Article> Views(const std::vector<OwnedArticle>& articles);

// A folder that goes with its owner.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string file(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace nuskha

#endif  // NUSKHA_TESTS_STORE_ARTICLES_H_

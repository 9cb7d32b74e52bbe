// SPDX-License-Identifier: Apache-2.0
//
// SyntheticCorpus: any number of articles shaped like Arabic news, with planted
// copies of which the truth is known. Nothing is stored: article n is a
// function of the seed and n, so copies are made by making the original again.
//
// Words are prefix + stem + suffix. Stems are drawn by Zipf's law from 130,000,
// some from the 200 of the article's topic, some from four million names;
// function words stand between them; stock phrases, drawn by Zipf's law, too,
// return in many articles, and some end with a standing line of their outlet.
// So distinct words grow with the corpus, stems are fewer than words, and
// unrelated articles share wording, as in news.

#ifndef NUSKHA_BENCH_SCALE_SYNTHETIC_CORPUS_H_
#define NUSKHA_BENCH_SCALE_SYNTHETIC_CORPUS_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "zipf.h"

namespace nuskha::scale {

// What was done to the original.
enum class Planting : uint8_t {
  kNone,       // an original
  kExact,      // the same words, in other paragraphs
  kFirst80,    // its first 80 %
  kFirst50,    // its first half
  kEdited2,    // 2 % of its words replaced, left out or added
  kEdited10,   // 10 %
  kEdited20,   // 20 %
  kContainer,  // all of it inside as much other text
  kMixed60,    // 60 % of it and 40 % other text
};
inline constexpr std::array<std::string_view, 9> kPlantingNames = {
    "none",
    "exact",
    "first 80 %",
    "first 50 %",
    "edited 2 %",
    "edited 10 %",
    "edited 20 %",
    "container, 50 % new",
    "60 % and 40 % new"};

struct CorpusOptions {
  uint64_t seed = 1;
  uint32_t words = 300;        // mean; uniform in [2/3, 4/3] of it
  double planted_share = 0.1;  // of the articles, in [0, 0.9]
  std::string stop_words;      // path of the table of function words
};

// One article and the words it was made of.
struct SyntheticArticle {
  std::string title;
  std::string text;
  std::string source;
  int64_t date = 0;  // seconds since 1970-01-01 UTC
  // A hash of each word of the text, without the outlet's line.
  std::vector<uint64_t> words;
};

// Not thread-safe.
class SyntheticCorpus {
 public:
  explicit SyntheticCorpus(const CorpusOptions& options);

  // The original that article n is a copy of, or n. O(1) in the mean.
  uint64_t Original(uint64_t n) const;
  Planting PlantingOf(uint64_t n) const;

  // Replaces *article.
  void Make(uint64_t n, SyntheticArticle* article);

  // Word 3-grams of article n that its original has, as a share of the smaller
  // set of the two, in [0, 1]. `article` is what Make(n) made.
  double Containment(uint64_t n, const SyntheticArticle& article);

 private:
  struct Word {
    uint32_t begin = 0;  // bytes of bytes_
    uint32_t size = 0;
    uint64_t hash = 0;
  };

  // The words of n as if it were no copy, in words_ and bytes_.
  void MakeOriginal(uint64_t n);
  void AppendOriginal(uint64_t seed, uint32_t count, uint64_t topic,
                      std::vector<Word>* out);
  void AppendPhrase(Random* random, std::vector<Word>* out);
  Word FunctionWord(Random* random);
  Word ContentWord(Random* random, uint64_t topic);
  Word Append(std::initializer_list<std::string_view> parts);
  std::vector<Word> Edit(const std::vector<Word>& words, double share,
                         uint64_t topic, Random* random);
  std::vector<Word> Copy(uint64_t n, Planting planting);
  void Layout(std::span<const Word> words, Random* random, std::string* text);
  // The words joined by blanks.
  void AppendTo(std::span<const Word> words, std::string* text) const;
  std::string_view View(const Word& word) const {
    return std::string_view(bytes_).substr(word.begin, word.size);
  }

  CorpusOptions options_;
  Zipf stems_;
  Zipf phrases_;
  Zipf function_words_;
  std::vector<std::string> stem_table_;
  std::vector<std::string> function_table_;
  std::vector<uint32_t> topic_stems_;  // shape [kTopics, kTopicStems]
  std::vector<std::vector<std::string>> phrase_table_;
  std::string bytes_;  // of the article being made
  std::vector<Word> words_;
};

}  // namespace nuskha::scale

#endif  // NUSKHA_BENCH_SCALE_SYNTHETIC_CORPUS_H_

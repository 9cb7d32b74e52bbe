// SPDX-License-Identifier: Apache-2.0

#include "store/articles.h"

#include <fmt/format.h>

#include <cstdlib>
#include <sstream>

namespace nuskha {
namespace {

using reference::Below;
using reference::Rng;

std::vector<std::string> Split(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string Join(const std::vector<std::string>& words, size_t begin,
                 size_t end) {
  std::string text;
  for (size_t i = begin; i < end && i < words.size(); ++i) {
    if (i > begin) text += ' ';
    text += words[i];
  }
  return text;
}

constexpr size_t kVocabulary = 4000;

std::string Edited(Rng& rng, const std::string& text, size_t every) {
  std::vector<std::string> words = Split(text);
  for (size_t i = Below(rng, every); i < words.size(); i += every) {
    words[i] = ArabicWord(Below(rng, kVocabulary));
  }
  return Join(words, 0, words.size());
}

std::string Date(Rng& rng) {
  if (Below(rng, 10) == 0) return "";
  const size_t day = 1 + Below(rng, 28);
  return fmt::format("2024-{:02}-{:02}", 1 + Below(rng, 3), day);
}

// An article of a standing form: the same sentences around other numbers.
std::string Form(Rng& rng, const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) {
    text += fmt::format("{} {} ", sentence, Below(rng, 1000));
  }
  return text;
}

}  // namespace

std::string ArabicWord(size_t i) {
  // From U+0628 ARABIC LETTER BEH on, without TEH MARBUTA and the vowels.
  uint64_t bits = reference::WordOf(i) * 0x9e3779b97f4a7c15u;
  std::string word;
  const size_t letters = 3 + bits % 5;
  for (size_t k = 0; k < letters; ++k) {
    bits = bits * 6364136223846793005u + 1442695040888963407u;
    const unsigned letter = 0x62a + static_cast<unsigned>((bits >> 33) % 17);
    word += static_cast<char>(0xc0 | letter >> 6);
    word += static_cast<char>(0x80 | (letter & 0x3f));
  }
  return word;
}

std::string ArabicText(Rng& rng, size_t count, size_t vocabulary) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) text += ' ';
    text += ArabicWord(Below(rng, vocabulary));
  }
  return text;
}

std::vector<OwnedArticle> MakeArticles(uint64_t seed, size_t originals,
                                       size_t sources) {
  Rng rng(seed);
  std::vector<OwnedArticle> articles;
  std::vector<std::string> standing, form;
  for (size_t i = 0; i < 4; ++i) {
    standing.push_back(ArabicText(rng, 25, kVocabulary));
    form.push_back(ArabicText(rng, 20, kVocabulary));
  }
  const auto add = [&](std::string title, std::string text) {
    OwnedArticle& article = articles.emplace_back();
    article.id = fmt::format("id-{}", articles.size());
    article.title = std::move(title);
    article.text = std::move(text);
    if (sources > 0) {
      article.source = fmt::format("source {}", Below(rng, sources));
    }
    article.date = Date(rng);
  };
  for (size_t i = 0; i < originals; ++i) {
    std::string text = ArabicText(rng, 60 + Below(rng, 300), kVocabulary);
    if (Below(rng, 3) == 0) text += "\n\n" + standing[Below(rng, 4)];
    if (Below(rng, 6) == 0) text = Form(rng, form);
    add(ArabicText(rng, 6, 300), text);
  }
  for (size_t i = 0; i < originals; ++i) {
    const OwnedArticle of = articles[i];
    const std::vector<std::string> words = Split(of.text);
    add(of.title, of.text);
    add(of.title, Edited(rng, of.text, 20));
    add(of.title, Join(words, 0, 15 + Below(rng, 60)));
    add(ArabicText(rng, 6, 300),
        ArabicText(rng, 150, kVocabulary) + "\n\n" + Join(words, 20, 60));
    if (i % 8 == 0) add("", Join(words, 0, 4 + Below(rng, 10)));
    if (i % 8 == 1) add(of.title, "");
  }
  return articles;
}

std::vector<Article> Views(const std::vector<OwnedArticle>& articles) {
  std::vector<Article> views;
  for (const OwnedArticle& article : articles) views.push_back(article.view());
  return views;
}

TemporaryFolder::TemporaryFolder() {
  std::string name =
      (std::filesystem::temp_directory_path() / "nuskha-index-XXXXXX").string();
  path_ = mkdtemp(name.data());
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace nuskha

// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "html/page_metadata.h"
#include "nuskha/document.h"
#include "nuskha/normalize.h"
#include "text/normalizer.h"

namespace nuskha::internal {
namespace {

using Words = std::vector<uint32_t>;  // hashes, sorted, each once

Words WordsOf(std::string_view text) {
  Tokens tokens;
  ReadStandard(text, {}, &tokens);
  Words words;
  for (size_t i = 0; i < tokens.size(); ++i) {
    words.push_back(WordHash(tokens.token(i)));
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

// Share of `part` that is in `whole`.
double Contained(const Words& part, const Words& whole) {
  if (part.empty()) return 0;
  const auto shared = std::count_if(part.begin(), part.end(), [&](uint32_t w) {
    return std::binary_search(whole.begin(), whole.end(), w);
  });
  return static_cast<double>(shared) / static_cast<double>(part.size());
}

// The pieces between " | ", " - " and the like.
std::vector<std::string_view> Pieces(std::string_view title) {
  constexpr std::string_view kMarks[] = {" | ",
                                         " - ",
                                         " :: ",
                                         " / ",
                                         " \xe2\x80\x93 ",
                                         " \xe2\x80\x94 ",
                                         " \xc2\xbb ",
                                         " \xc2\xab ",
                                         " \xe2\x80\xa2 ",
                                         " : "};
  std::vector<std::string_view> pieces;
  size_t begin = 0;
  // All of them begin with a blank. Each byte is looked at once: titles may
  // have megabytes.
  for (size_t at = title.find(' '); at != std::string_view::npos;) {
    const std::string_view rest = title.substr(at);
    const auto* const mark = std::find_if(
        std::begin(kMarks), std::end(kMarks),
        [rest](std::string_view one) { return rest.starts_with(one); });
    if (mark == std::end(kMarks)) {
      at = title.find(' ', at + 1);
      continue;
    }
    if (at > begin) pieces.push_back(title.substr(begin, at - begin));
    begin = at + mark->size();
    at = title.find(' ', begin);
  }
  if (begin < title.size()) pieces.push_back(title.substr(begin));
  return pieces;
}

// Leaves out what stands for the site at either end of a title.
std::string WithoutSite(std::string_view title, std::string_view site_name) {
  const std::vector<std::string_view> pieces = Pieces(title);
  if (pieces.size() < 2) return std::string(title);
  const Words site = WordsOf(site_name);
  const auto is_site = [&](std::string_view piece) {
    const Words words = WordsOf(piece);
    return !site.empty() && Contained(words, site) >= 0.5;
  };
  size_t first = 0;
  size_t last = pieces.size() - 1;
  while (first < last && is_site(pieces[last])) --last;
  while (first < last && is_site(pieces[first])) ++first;
  if (first == 0 && last + 1 == pieces.size()) {
    // No piece is the name that is known: short ends are taken for it.
    const auto words = [&](size_t i) { return WordsOf(pieces[i]).size(); };
    if (words(last) <= 3 && words(first) >= 2 * words(last)) {
      --last;
    } else if (words(first) <= 2 && words(last) >= 3 * words(first)) {
      ++first;
    }
  }
  const char* const end = pieces[last].data() + pieces[last].size();
  return std::string(pieces[first].data(),
                     static_cast<size_t>(end - pieces[first].data()));
}

std::string TitleElement(const PageTree& tree) {
  for (uint32_t i = 0; i < tree.nodes.size(); ++i) {
    if (tree.nodes[i].tag != Tag::kTitle) continue;
    std::string title;
    for (uint32_t child = i + 1; child < tree.nodes[i].end; ++child) {
      title += tree.view(tree.nodes[child].text);
    }
    title = CollapseBlanks(title);
    if (!title.empty()) return title;
  }
  return {};
}

}  // namespace

std::string SiteInTitle(const PageTree& tree, std::string_view headline) {
  const Words words = WordsOf(headline);
  for (const std::string& title :
       {TitleElement(tree), CollapseBlanks(MetaValue(tree, {"og:title"}))}) {
    const std::vector<std::string_view> pieces = Pieces(title);
    if (pieces.size() < 2) continue;
    // At either end, and nothing of the headline.
    for (const std::string_view piece : {pieces.back(), pieces.front()}) {
      const Words site = WordsOf(piece);
      if (!site.empty() && site.size() <= 5 && Contained(site, words) == 0) {
        return std::string(piece);
      }
    }
  }
  return {};
}

std::string PageTitle(const PageTree& tree, const PageBlocks& blocks,
                      const JsonLdArticle& json_ld,
                      std::string_view site_name) {
  const std::string meta =
      CollapseBlanks(MetaValue(tree, {"og:title", "twitter:title"}));
  const std::string element = TitleElement(tree);
  const Words in_meta = WordsOf(meta);
  const Words in_element = WordsOf(element);
  // The longest heading that is all there.
  std::string best;
  size_t best_words = 0;
  for (const Block& block : blocks.blocks) {
    if (tree.nodes[block.node].tag != Tag::kHeading || block.words < 2 ||
        block.words > 60) {
      continue;
    }
    const std::string_view text = blocks.text(block);
    const Words words = WordsOf(text);
    const double share =
        std::max(Contained(words, in_meta), Contained(words, in_element));
    if (words.size() > best_words && share >= 0.7) {
      best = text;
      best_words = words.size();
    }
  }
  std::string headline = CollapseBlanks(json_ld.headline);
  std::string other = WithoutSite(!meta.empty() ? meta : element, site_name);
  if (best_words > 0 && best_words * 2 >= WordsOf(other).size()) return best;
  if (!headline.empty()) return headline;
  return other;
}

}  // namespace nuskha::internal

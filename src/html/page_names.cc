// SPDX-License-Identifier: Apache-2.0

#include "html/page_names.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace nuskha::internal {
namespace {

// Whole words of names.
constexpr std::string_view kCommentWords[] = {
    "comments", "commentlist", "commentform", "respond", "disqus",
};

constexpr std::string_view kFurnitureWords[] = {
    "ad",      "ads",       "adv",     "also",    "author",     "banner",
    "banners", "bio",       "bottom",  "byline",  "caption",    "cookie",
    "cookies", "copyright", "credit",  "credits", "dialog",     "figcaption",
    "login",   "menu",      "modal",   "nav",     "navigation", "pager",
    "poll",    "popup",     "print",   "promo",   "rating",     "related",
    "rss",     "search",    "sidebar", "signup",  "tag",        "tags",
    "ticker",  "toolbar",   "vote",
};

// Parts of words that mean nothing else.
constexpr std::string_view kFurnitureParts[] = {
    "addthis",    "advert",     "breadcrumb", "caption",   "contentinfo",
    "copyright",  "footer",     "mostread",   "mostview",  "navbar",
    "newsletter", "outbrain",   "paginat",    "recommend", "related",
    "sharing",    "sharedaddy", "sidebar",    "social",    "sponsor",
    "subscri",    "taboola",    "tagcloud",   "toolbar",   "trending",
};

// What follows a word that names no part but a property.
constexpr std::string_view kStates[] = {
    "open", "closed", "on", "off", "enabled", "disabled", "allowed",
};

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }

template <size_t n>
bool Has(const std::string_view (&list)[n], std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

NameHint HintOfWord(std::string_view word) {
  if (Has(kCommentWords, word)) return NameHint::kComments;
  if (word == "share" || Has(kFurnitureWords, word)) {
    return NameHint::kFurniture;
  }
  for (const std::string_view part : kFurnitureParts) {
    if (word.find(part) != std::string_view::npos) return NameHint::kFurniture;
  }
  return NameHint::kNothing;
}

}  // namespace

NameHint HintOfNames(std::string_view names) {
  std::string word;
  NameHint hint = NameHint::kNothing;
  NameHint pending = NameHint::kNothing;  // of the word before in the same name
  const auto end_word = [&] {
    if (word.empty()) return;
    // "comments-open" tells of a page what it allows.
    if (Has(kStates, word)) pending = NameHint::kNothing;
    hint = std::max(hint, pending);
    pending = HintOfWord(word);
    word.clear();
  };
  const auto end_name = [&] {
    end_word();
    hint = std::max(hint, std::exchange(pending, NameHint::kNothing));
  };
  for (size_t i = 0; i < names.size(); ++i) {
    const char c = names[i];
    if (IsUpper(c) && i > 0 && IsLower(names[i - 1])) end_word();
    if (IsUpper(c) || IsLower(c)) {
      word += static_cast<char>(c | 0x20);
    } else if (c == '-' || c == '_' || c == ':') {
      end_word();
    } else {
      end_name();
    }
  }
  end_name();
  return hint;
}

}  // namespace nuskha::internal

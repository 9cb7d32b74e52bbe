// SPDX-License-Identifier: Apache-2.0

#include "html/page_metadata.h"

#include <algorithm>
#include <utility>

#include "nuskha/document.h"
#include "text/normalizer.h"

namespace nuskha::internal {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsWebAddress(std::string_view url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

}  // namespace

std::string_view HostOf(std::string_view url) {
  const size_t begin = url.find("://");
  if (begin == std::string_view::npos) return {};
  std::string_view host = url.substr(begin + 3);
  host = host.substr(0, host.find_first_of("/?#:"));
  if (host.starts_with("www.")) host.remove_prefix(4);
  return host;
}

namespace {

// "2020/12/25" and "2020.12.25", which leave no doubt, as ISO 8601.
std::string WithDashes(std::string_view text) {
  std::string date(text);
  size_t digits = 0;
  for (size_t i = 0; i < date.size(); ++i) {
    if (IsDigit(date[i])) {
      ++digits;
      continue;
    }
    const bool year_first = digits == 4 && (date[i] == '/' || date[i] == '.');
    const size_t month = i + 1;
    digits = 0;
    if (!year_first || month >= date.size()) continue;
    size_t end = month;
    while (end < date.size() && IsDigit(date[end])) ++end;
    if (end - month < 1 || end - month > 2 || end >= date.size() ||
        date[end] != date[i]) {
      continue;
    }
    const size_t day = end + 1;
    size_t day_end = day;
    while (day_end < date.size() && IsDigit(date[day_end])) ++day_end;
    if (day_end - day < 1 || day_end - day > 2) continue;
    std::string iso = date.substr(i - 4, 4);
    for (const auto& [from, to] : {std::pair(month, end), {day, day_end}}) {
      iso += to - from < 2 ? "-0" : "-";
      iso.append(date, from, to - from);
    }
    return iso;
  }
  return date;
}

// The part of a short line that is a date; empty if there is none.
std::string DateInLine(std::string_view text) {
  constexpr size_t kMostBytes = 160;
  if (text.size() > kMostBytes ||
      std::none_of(text.begin(), text.end(), IsDigit)) {
    return {};
  }
  std::string line(text);
  constexpr std::string_view kArabicComma = "\xd8\x8c";
  for (size_t at = line.find(kArabicComma); at != std::string::npos;
       at = line.find(kArabicComma, at)) {
    line[at] = ',';
    line.erase(at + 1, kArabicComma.size() - 1);
  }
  if (std::string date = WithDashes(line); date != line && ReadDate(date)) {
    return date;
  }
  for (size_t begin = 0; begin < line.size();) {
    // With what stands behind, then without.
    size_t end = line.size();
    for (int cut = 0; cut < 6 && end > begin; ++cut) {
      const std::string part = line.substr(begin, end - begin);
      // A number alone would be a time since 1970.
      if (std::any_of(
              part.begin(), part.end(),
              [](char c) { return c == ' ' || c == '-' || c == '/'; }) &&
          ReadDate(part)) {
        return part;
      }
      end = line.rfind(' ', end - 1);
      if (end == std::string::npos) break;
    }
    begin = line.find(' ', begin);
    if (begin == std::string::npos) break;
    ++begin;
  }
  return {};
}

// "/2020/12/25/" in a path.
std::string DateInUrl(std::string_view url) {
  for (size_t i = 0; i + 11 < url.size(); ++i) {
    if (url[i] != '/' || !url.substr(i + 1).starts_with("20")) continue;
    const std::string date = WithDashes(url.substr(i + 1, 10));
    if (date.size() == 10 && date[4] == '-' && ReadDate(date)) return date;
  }
  return {};
}

// Dates that <time> elements state: those of the article's own part first.
void AddTimes(const PageTree& tree, std::vector<std::string>* dates) {
  constexpr size_t kMost = 32;
  for (const bool published : {true, false}) {
    size_t seen = 0;
    for (uint32_t i = 0; i < tree.nodes.size() && seen < kMost; ++i) {
      const PageNode& node = tree.nodes[i];
      const std::string_view names = tree.view(node.text);
      const bool says = node.tag != Tag::kText &&
                        names.find("datePublished") != std::string_view::npos;
      if (published ? !says : node.tag != Tag::kTime) continue;
      ++seen;
      dates->emplace_back(tree.view(node.value));
      for (uint32_t child = i + 1; child < node.end; ++child) {
        if (tree.nodes[child].tag != Tag::kText) continue;
        dates->push_back(
            DateInLine(CollapseBlanks(tree.view(tree.nodes[child].text))));
        break;
      }
    }
  }
}

// Short lines from the page's head to the first paragraphs of its text, the
// nearest to it first.
void AddLines(const PageBlocks& blocks, const std::vector<uint32_t>& text,
              std::vector<std::string>* dates) {
  constexpr size_t kBefore = 40;
  constexpr size_t kBehind = 8;
  if (text.empty()) return;
  for (size_t i = text[0]; i-- > 0 && text[0] - i <= kBefore;) {
    if (blocks.blocks[i].words > 20) continue;
    dates->push_back(DateInLine(blocks.text(blocks.blocks[i])));
  }
  for (size_t i = text[0]; i < blocks.blocks.size() && i < text[0] + kBehind;
       ++i) {
    if (blocks.blocks[i].words > 12) continue;
    dates->push_back(DateInLine(blocks.text(blocks.blocks[i])));
  }
}

}  // namespace

std::string_view MetaValue(const PageTree& tree,
                           const std::vector<std::string_view>& keys) {
  for (const std::string_view key : keys) {
    for (const PageMeta& meta : tree.metas) {
      if (tree.view(meta.key) == key) return tree.view(meta.value);
    }
  }
  return {};
}

std::string PageUrl(const PageTree& tree, const JsonLdArticle& json_ld,
                    std::string_view given) {
  for (const std::string_view url :
       {MetaValue(tree, {"canonical"}), MetaValue(tree, {"og:url"}),
        std::string_view(json_ld.url), given}) {
    std::string clean = CollapseBlanks(url);
    if (IsWebAddress(clean) && clean.find(' ') == std::string::npos) {
      return clean;
    }
  }
  return {};
}

std::string SiteName(const PageTree& tree, const JsonLdArticle& json_ld) {
  for (const std::string_view name :
       {MetaValue(tree, {"og:site_name"}), std::string_view(json_ld.publisher),
        MetaValue(tree, {"application-name", "apple-mobile-web-app-title"})}) {
    std::string clean = CollapseBlanks(name);
    if (!clean.empty()) return clean;
  }
  return {};
}

std::string PageDate(const PageTree& tree, const PageBlocks& blocks,
                     const std::vector<uint32_t>& text,
                     const JsonLdArticle& json_ld, std::string_view url) {
  std::vector<std::string> dates = {json_ld.date_published};
  for (const std::string_view key : {"article:published_time",
                                     "og:article:published_time",
                                     "og:published_time",
                                     "article:published",
                                     "datepublished",
                                     "pubdate",
                                     "publishdate",
                                     "publish_date",
                                     "publish-date",
                                     "publication_date",
                                     "published_date",
                                     "published-date",
                                     "parsely-pub-date",
                                     "sailthru.date",
                                     "cxenseparse:recs:publishtime",
                                     "dc.date.issued",
                                     "dcterms.issued",
                                     "dcterms.created",
                                     "dc.date.created",
                                     "dc.date",
                                     "dcterms.date",
                                     "date",
                                     "article_date_original"}) {
    dates.push_back(CollapseBlanks(MetaValue(tree, {key})));
  }
  AddTimes(tree, &dates);
  AddLines(blocks, text, &dates);
  dates.push_back(DateInUrl(url));
  for (const std::string& date : dates) {
    if (!date.empty() && ReadDate(date)) return date;
    if (std::string fixed = DateInLine(date); !fixed.empty()) return fixed;
  }
  const auto first =
      std::find_if(dates.begin(), dates.end(),
                   [](const auto& date) { return !date.empty(); });
  return first == dates.end() ? std::string() : *first;
}

}  // namespace nuskha::internal

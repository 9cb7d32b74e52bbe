// SPDX-License-Identifier: Apache-2.0

#include "html/html_tags.h"

#include <algorithm>
#include <iterator>

namespace nuskha::internal {
namespace {

constexpr TagTraits Inline(std::string_view name, Tag tag = Tag::kInline) {
  return {.name = name, .tag = tag};
}
constexpr TagTraits Block(std::string_view name, Tag tag = Tag::kBlock) {
  return {.name = name, .tag = tag, .is_block = true, .is_special = true};
}
// Stands in a line and may hold anything.
constexpr TagTraits Drop(std::string_view name) {
  return {.name = name, .tag = Tag::kDropped, .is_special = true};
}
constexpr TagTraits Void(std::string_view name, Tag tag = Tag::kInline) {
  return {.name = name, .tag = tag, .is_void = true};
}
constexpr TagTraits Raw(std::string_view name, Tag tag = Tag::kDropped) {
  return {.name = name, .tag = tag, .is_raw = true};
}

// In order of names. Elements of the standard, living and obsolete.
constexpr TagTraits kTags[] = {
    Inline("a", Tag::kA),
    Inline("abbr"),
    Block("address"),
    Void("area"),
    Block("article", Tag::kMain),
    Block("aside", Tag::kAside),
    Drop("audio"),
    Inline("b"),
    Void("base"),
    Void("basefont"),
    Inline("bdi"),
    Inline("bdo"),
    Void("bgsound"),
    Inline("big"),
    Block("blockquote"),
    Block("body", Tag::kBody),
    Void("br", Tag::kBr),
    Drop("button"),
    Drop("canvas"),
    Block("caption"),
    Block("center"),
    Inline("cite"),
    Inline("code"),
    Void("col"),
    Block("colgroup"),
    Inline("data"),
    Drop("datalist"),
    Block("dd"),
    Inline("del"),
    Block("details"),
    Inline("dfn"),
    Block("dialog", Tag::kDropped),
    Block("dir"),
    Block("div"),
    Block("dl"),
    Block("dt"),
    Inline("em"),
    Void("embed"),
    Block("fieldset"),
    Block("figcaption", Tag::kDropped),
    Block("figure", Tag::kDropped),
    Inline("font"),
    Block("footer", Tag::kAside),
    Block("form", Tag::kAside),
    Void("frame"),
    Block("frameset"),
    Block("h1", Tag::kHeading),
    Block("h2", Tag::kHeading),
    Block("h3", Tag::kHeading),
    Block("h4", Tag::kHeading),
    Block("h5", Tag::kHeading),
    Block("h6", Tag::kHeading),
    Block("head", Tag::kHead),
    Block("header"),
    Block("hgroup"),
    {.name = "hr", .tag = Tag::kBlock, .is_void = true, .is_block = true},
    Block("html", Tag::kHtml),
    Inline("i"),
    Raw("iframe"),
    Void("img"),
    Void("input"),
    Inline("ins"),
    Inline("kbd"),
    Void("keygen"),
    Inline("label"),
    Block("legend"),
    Block("li", Tag::kLi),
    Void("link", Tag::kMeta),
    Block("main", Tag::kMain),
    Inline("map"),
    Inline("mark"),
    Block("marquee", Tag::kDropped),
    Drop("math"),
    Block("menu", Tag::kDropped),
    Void("meta", Tag::kMeta),
    Block("nav", Tag::kDropped),
    Inline("nobr"),
    Raw("noembed"),
    Raw("noframes"),
    Drop("noscript"),
    Drop("object"),
    Block("ol"),
    Drop("optgroup"),
    Drop("option"),
    Block("p", Tag::kP),
    Void("param"),
    Raw("plaintext", Tag::kBlock),
    Block("pre"),
    Inline("q"),
    Inline("rp"),
    Inline("rt"),
    Inline("ruby"),
    Inline("s"),
    Inline("samp"),
    Raw("script"),
    Block("section"),
    Drop("select"),
    Inline("small"),
    Void("source"),
    Inline("span"),
    Inline("strike"),
    Inline("strong"),
    Raw("style"),
    Inline("sub"),
    Block("summary"),
    Inline("sup"),
    Drop("svg"),
    Block("table"),
    Block("tbody"),
    Block("td"),
    Drop("template"),
    Raw("textarea"),
    Block("tfoot"),
    Block("th"),
    Block("thead"),
    Inline("time", Tag::kTime),
    Raw("title", Tag::kTitle),
    Block("tr"),
    Void("track"),
    Inline("tt"),
    Inline("u"),
    Block("ul"),
    Inline("var"),
    Drop("video"),
    Void("wbr"),
    Raw("xmp", Tag::kBlock),
};

constexpr bool ByName(const TagTraits& a, const TagTraits& b) {
  return a.name < b.name;
}
static_assert(std::is_sorted(std::begin(kTags), std::end(kTags), ByName));

constexpr TagTraits kUnknown;

}  // namespace

const TagTraits& TraitsOf(std::string_view lower_name) {
  const auto at = std::lower_bound(std::begin(kTags), std::end(kTags),
                                   Inline(lower_name), ByName);
  return at != std::end(kTags) && at->name == lower_name ? *at : kUnknown;
}

}  // namespace nuskha::internal

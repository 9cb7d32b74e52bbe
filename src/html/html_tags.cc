// SPDX-License-Identifier: Apache-2.0

#include "html/html_tags.h"

#include <algorithm>
#include <iterator>

namespace nuskha::internal {
namespace {

constexpr TagTraits Inline(std::string_view name, Tag tag = Tag::kInline) {
  return {name, tag, false, false, false};
}
constexpr TagTraits Block(std::string_view name, Tag tag = Tag::kBlock) {
  return {name, tag, false, false, true};
}
constexpr TagTraits Void(std::string_view name, Tag tag = Tag::kInline) {
  return {name, tag, true, false, tag == Tag::kBlock};
}
constexpr TagTraits Raw(std::string_view name, Tag tag = Tag::kDropped) {
  return {name, tag, false, true, true};
}

// In order of names. Elements of the standard, living and obsolete.
constexpr TagTraits kTags[] = {
    Inline("a", Tag::kA),
    Inline("abbr"),
    Block("address"),
    Void("area"),
    Block("article", Tag::kArticle),
    Block("aside", Tag::kDropped),
    Block("audio", Tag::kDropped),
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
    Block("button", Tag::kDropped),
    Block("canvas", Tag::kDropped),
    Block("caption"),
    Block("center", Tag::kDiv),
    Inline("cite"),
    Inline("code"),
    Void("col"),
    Block("colgroup"),
    Inline("data"),
    Block("datalist", Tag::kDropped),
    Block("dd"),
    Inline("del"),
    Block("details", Tag::kDiv),
    Inline("dfn"),
    Block("dialog", Tag::kDropped),
    Block("dir", Tag::kList),
    Block("div", Tag::kDiv),
    Block("dl"),
    Block("dt"),
    Inline("em"),
    Void("embed"),
    Block("fieldset", Tag::kDiv),
    Block("figcaption", Tag::kDropped),
    Block("figure", Tag::kDropped),
    Inline("font"),
    Block("footer", Tag::kDropped),
    Block("form", Tag::kDiv),
    Void("frame"),
    Block("frameset"),
    Block("h1", Tag::kH1),
    Block("h2", Tag::kHeading),
    Block("h3", Tag::kHeading),
    Block("h4", Tag::kHeading),
    Block("h5", Tag::kHeading),
    Block("h6", Tag::kHeading),
    Block("head", Tag::kHead),
    Block("header", Tag::kHeader),
    Block("hgroup", Tag::kDiv),
    Void("hr", Tag::kBlock),
    Block("html", Tag::kHtml),
    Inline("i"),
    Raw("iframe"),
    Void("img", Tag::kImg),
    Void("input", Tag::kDropped),
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
    Block("math", Tag::kDropped),
    Block("menu", Tag::kDropped),
    Void("meta", Tag::kMeta),
    Block("nav", Tag::kDropped),
    Inline("nobr"),
    Raw("noembed"),
    Raw("noframes"),
    Block("noscript", Tag::kDropped),
    Block("object", Tag::kDropped),
    Block("ol", Tag::kList),
    Block("optgroup", Tag::kDropped),
    Block("option", Tag::kDropped),
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
    Block("section", Tag::kSection),
    Block("select", Tag::kDropped),
    Inline("small"),
    Void("source"),
    Inline("span"),
    Inline("strike"),
    Inline("strong"),
    Raw("style"),
    Inline("sub"),
    Block("summary"),
    Inline("sup"),
    Block("svg", Tag::kDropped),
    Block("table", Tag::kTable),
    Block("tbody"),
    Block("td", Tag::kTd),
    Block("template", Tag::kDropped),
    Raw("textarea"),
    Block("tfoot"),
    Block("th", Tag::kTd),
    Block("thead"),
    Inline("time", Tag::kTime),
    Raw("title", Tag::kTitle),
    Block("tr", Tag::kTr),
    Void("track"),
    Inline("tt"),
    Inline("u"),
    Block("ul", Tag::kList),
    Inline("var"),
    Block("video", Tag::kDropped),
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

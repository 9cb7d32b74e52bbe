// SPDX-License-Identifier: Apache-2.0

#include "html/html_guard.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>
#include <utility>

#include "base/hash.h"
#include "html/html_tags.h"
#include "html/tag_lexer.h"
#include "text/entities.h"

namespace nuskha::internal {
namespace {

constexpr size_t kLongestValue = 4096;

constexpr std::string_view kAttributes[] = {
    "class",    "content", "datetime", "hidden", "href", "id",
    "itemprop", "name",    "property", "rel",    "role", "style"};

// What the rules of nesting ask of an open element.
enum Trait : uint16_t {
  kSpecial = 1,
  kScope = 2,  // an end tag in it finds nothing that was opened around it
  kParagraph = 4,
  kHeading = 8,
  kCell = 16,
  kRow = 32,
  kRowGroup = 64,
  kCaption = 128,
  kTable = 256,
  kItem = 512,          // li
  kTerm = 1024,         // dt, dd
  kTransparent = 2048,  // div, p, address: an item ends through them
  kTablePart = kCell | kRow | kRowGroup | kCaption,
};

uint16_t TraitsByName(std::string_view name) {
  static constexpr std::pair<std::string_view, uint16_t> kNames[] = {
      {"td", kCell | kScope},
      {"th", kCell | kScope},
      {"tr", kRow},
      {"tbody", kRowGroup},
      {"thead", kRowGroup},
      {"tfoot", kRowGroup},
      {"caption", kCaption | kScope},
      {"table", kTable | kScope},
      {"template", kScope},
      {"object", kScope},
      {"button", kScope},
      {"li", kItem},
      {"dt", kTerm},
      {"dd", kTerm},
      {"div", kTransparent},
      {"p", kTransparent | kParagraph},
      {"address", kTransparent}};
  for (const auto& [known, traits] : kNames) {
    if (name == known) return traits;
  }
  return 0;
}

bool Is(std::string_view name, std::string_view attribute) {
  return std::equal(
      name.begin(), name.end(), attribute.begin(), attribute.end(),
      [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
      });
}

std::string_view ValueOf(const HtmlToken& tag, std::string_view name) {
  for (const Attribute& attribute : tag.attributes) {
    if (Is(attribute.name, name)) return attribute.value;
  }
  return {};
}

char Clean(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && c != '\n' && c != '\t' && c != '\r' ? ' ' : c;
}

void AppendEscaped(char c, std::string* html) {
  if (c == '<') {
    *html += "&lt;";
  } else if (c == '&') {
    *html += "&amp;";
  } else if (c == '"') {
    *html += "&quot;";
  } else {
    *html += c;
  }
}

// Character references are resolved here: libxml2 knows those of HTML 4, and
// spends a microsecond on each lone "&".
void AppendEscaped(std::string_view text, std::string* html) {
  while (!text.empty()) {
    const size_t begin = html->size();
    const size_t reference = text[0] == '&' ? MatchEntity(text, html) : 0;
    if (reference == 0) {
      AppendEscaped(Clean(text[0]), html);
      text.remove_prefix(1);
      continue;
    }
    if (html->size() == begin + 1) {
      const char c = html->back();
      html->pop_back();
      AppendEscaped(c, html);
    }
    text.remove_prefix(reference);
  }
}

// The head of `value`, not cut inside a character.
std::string_view Cut(std::string_view value) {
  if (value.size() <= kLongestValue) return value;
  size_t size = kLongestValue;
  while (size > 0 && (value[size] & 0xc0) == 0x80) --size;
  return value.substr(0, size);
}

class Guard {
 public:
  Guard(std::string_view page, uint32_t max_depth, GuardedHtml* out)
      : lexer_(page), max_depth_(max_depth), out_(*out) {}

  void Run() {
    HtmlToken token;
    for (lexer_.Next(&token); token.kind != HtmlToken::kFinished;
         lexer_.Next(&token)) {
      if (token.kind == HtmlToken::kText) {
        AppendEscaped(token.text, &out_.html);
      } else if (token.name.empty()) {
        continue;
      } else if (token.kind == HtmlToken::kStart) {
        Start(token);
      } else {
        End(token.name);
      }
    }
    CloseFrom(0);
  }

 private:
  // Small: hostile pages make every tag look through all open elements.
  struct Open {
    uint64_t key;  // of the name
    uint16_t traits;
  };

  static Open OpenOf(const std::string& name, const TagTraits& tag) {
    uint16_t traits = TraitsByName(name);
    if (tag.is_special) traits |= kSpecial;
    if (tag.tag == Tag::kHeading) traits |= kHeading;
    return {Hash64(name), traits};
  }

  static char Clean(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\n' && c != '\t' && c != '\r' ? ' ' : c;
  }

  void Start(const HtmlToken& tag);
  void StartRaw(const HtmlToken& tag, const TagTraits& traits);
  void StartOnce(const HtmlToken& tag);
  void CloseImplied(const std::string& name, const TagTraits& tag,
                    const Open& open);
  void CloseThrough(uint16_t wanted, uint16_t passed, uint16_t stops);
  void CloseTableParts(uint16_t part);
  void End(const std::string& name);
  void EndOpen(const Open& ended);
  void Write(const HtmlToken& tag);

  // Ends all open elements from number `first` on.
  void CloseFrom(size_t first) {
    while (open_.size() > first) {
      out_.html += "</";
      out_.html += names_.back();
      out_.html += '>';
      const auto count = counts_.find(open_.back().key);
      if (--count->second == 0) counts_.erase(count);
      open_.pop_back();
      names_.pop_back();
    }
  }

  TagLexer lexer_;
  const uint32_t max_depth_;
  GuardedHtml& out_;
  std::vector<Open> open_;
  std::vector<std::string> names_;                 // of open_
  std::unordered_map<uint64_t, uint32_t> counts_;  // open elements by key
  // Tags left out for their depth whose end tags are still to come.
  std::map<const TagTraits*, uint64_t> left_out_;
  bool html_ = false;
  bool head_ = false;
  bool head_open_ = false;
  bool body_ = false;
};

void Guard::Write(const HtmlToken& tag) {
  std::string& html = out_.html;
  html += '<';
  html += tag.name;
  bool written[std::size(kAttributes)] = {};
  for (const Attribute& attribute : tag.attributes) {
    for (size_t i = 0; i < std::size(kAttributes); ++i) {
      if (written[i] || !Is(attribute.name, kAttributes[i])) continue;
      written[i] = true;
      html += ' ';
      html += kAttributes[i];
      html += "=\"";
      AppendEscaped(Cut(attribute.value), &html);
      html += '"';
    }
  }
  html += '>';
}

void Guard::Start(const HtmlToken& tag) {
  const TagTraits& traits = TraitsOf(tag.name);
  if (traits.is_raw) return StartRaw(tag, traits);
  if (tag.name == "html" || tag.name == "head" || tag.name == "body") {
    return StartOnce(tag);
  }
  const Open open = OpenOf(tag.name, traits);
  CloseImplied(tag.name, traits, open);
  if (traits.is_void) {
    if (traits.tag != Tag::kInline) Write(tag);
    return;
  }
  // Outside HTML, as in SVG, "/>" ends an element.
  if (traits.name.empty() && tag.self_closing) return;
  if (open_.size() >= max_depth_) {
    out_.too_deep = true;
    ++left_out_[&traits];
    if (traits.is_block) out_.html += "<br>";
    return;
  }
  Write(tag);
  open_.push_back(open);
  names_.push_back(tag.name);
  ++counts_[open.key];
}

void Guard::StartRaw(const HtmlToken& tag, const TagTraits& traits) {
  if (tag.name == "plaintext") return;  // tags in it are more likely than not
  const bool lenient = tag.name == "title" || tag.name == "textarea";
  const std::string_view content = lexer_.SkipRaw(tag.name, lenient);
  if (traits.tag == Tag::kTitle) {
    out_.html += "<title>";
    AppendEscaped(content, &out_.html);
    out_.html += "</title>";
  } else if (traits.tag == Tag::kBlock) {
    out_.html += "<br>";
    AppendEscaped(content, &out_.html);
    out_.html += "<br>";
  } else if (tag.name == "script" &&
             ValueOf(tag, "type").find("ld+json") != std::string_view::npos) {
    out_.json_ld.push_back(content);
  }
}

// Never ended: what stands behind </body> belongs to the body.
void Guard::StartOnce(const HtmlToken& tag) {
  bool& seen = tag.name == "html" ? html_ : tag.name == "head" ? head_ : body_;
  if (std::exchange(seen, true)) return;
  if (tag.name == "head" && body_) return;
  if (tag.name == "body" && head_open_) End("head");
  head_open_ = tag.name == "head";
  Write(tag);
}

void Guard::CloseImplied(const std::string& name, const TagTraits& tag,
                         const Open& open) {
  if (tag.is_block) CloseThrough(kParagraph, 0, kSpecial);
  if ((open.traits & kItem) != 0) CloseThrough(kItem, kTransparent, kSpecial);
  if ((open.traits & kTerm) != 0) CloseThrough(kTerm, kTransparent, kSpecial);
  if ((open.traits & kTablePart) != 0) CloseTableParts(open.traits);
  if ((name == "a" || name == "option") && counts_.contains(open.key)) {
    for (size_t i = open_.size(); i-- > 0;) {
      if (open_[i].key == open.key) return CloseFrom(i);
      if ((open_[i].traits & kSpecial) != 0) return;
    }
  }
  if ((open.traits & kHeading) != 0 && !open_.empty() &&
      (open_.back().traits & kHeading) != 0) {
    CloseFrom(open_.size() - 1);
  }
}

// Ends the innermost element that is `wanted`, unless one that `stops` and is
// not to be `passed` stands before it.
void Guard::CloseThrough(uint16_t wanted, uint16_t passed, uint16_t stops) {
  for (size_t i = open_.size(); i-- > 0;) {
    const uint16_t traits = open_[i].traits;
    if ((traits & wanted) != 0) return CloseFrom(i);
    if ((traits & stops) != 0 && (traits & passed) == 0) return;
  }
}

// A cell ends the cell before it, a row the row, and so on, in one table.
void Guard::CloseTableParts(uint16_t part) {
  uint16_t ended = kCell | kCaption;
  if ((part & kCell) == 0) ended |= kRow;
  if ((part & (kCell | kRow)) == 0) ended |= kRowGroup;
  size_t close = open_.size();
  for (size_t i = open_.size(); i-- > 0;) {
    const uint16_t traits = open_[i].traits;
    if ((traits & ended) != 0) {
      close = i;
    } else if ((traits & (kTable | kScope | kRow | kRowGroup)) != 0) {
      break;
    }
  }
  CloseFrom(close);
}

void Guard::End(const std::string& name) {
  const TagTraits& traits = TraitsOf(name);
  if (name == "br") {
    out_.html += "<br>";
    return;
  }
  if (name == "head" && std::exchange(head_open_, false)) {
    CloseFrom(0);
    out_.html += "</head>";
    return;
  }
  if (const auto found = left_out_.find(&traits);
      found != left_out_.end() && found->second > 0) {
    --found->second;
    return;
  }
  EndOpen(OpenOf(name, traits));
}

void Guard::EndOpen(const Open& ended) {
  const bool heading = (ended.traits & kHeading) != 0;
  if (!heading && !counts_.contains(ended.key)) return;
  uint16_t stops = 0;
  if ((ended.traits & kSpecial) == 0) stops |= kSpecial;
  if ((ended.traits & kTablePart) != 0) {
    stops |= kTable;
  } else if ((ended.traits & kTable) == 0) {
    stops |= kScope;
  }
  for (size_t i = open_.size(); i-- > 0;) {
    // Any heading ends any other.
    if (open_[i].key == ended.key ||
        (heading && (open_[i].traits & kHeading) != 0)) {
      return CloseFrom(i);
    }
    if ((open_[i].traits & stops) != 0) return;
  }
}

}  // namespace

void GuardHtml(std::string_view page, uint32_t max_depth,
               GuardedHtml* guarded) {
  *guarded = {};
  guarded->html.reserve(page.size() / 2);
  Guard(page, max_depth, guarded).Run();
}

}  // namespace nuskha::internal

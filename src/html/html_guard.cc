// SPDX-License-Identifier: Apache-2.0

#include "html/html_guard.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "html/html_tags.h"
#include "html/tag_lexer.h"

namespace nuskha::internal {
namespace {

constexpr size_t kLongestValue = 4096;

constexpr std::string_view kAttributes[] = {
    "class",    "content", "datetime", "hidden", "href", "id",
    "itemprop", "name",    "property", "rel",    "role", "style"};

// Elements in which an end tag finds nothing that was opened around them.
bool IsScope(std::string_view name) {
  return name == "td" || name == "th" || name == "table" || name == "caption" ||
         name == "template" || name == "object" || name == "button";
}

bool IsCell(std::string_view name) { return name == "td" || name == "th"; }

bool IsRowGroup(std::string_view name) {
  return name == "tbody" || name == "thead" || name == "tfoot";
}

bool IsTablePart(std::string_view name) {
  return IsCell(name) || IsRowGroup(name) || name == "tr" || name == "caption";
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

class Guard {
 public:
  Guard(std::string_view page, uint32_t max_depth, GuardedHtml* out)
      : lexer_(page), max_depth_(max_depth), out_(*out) {}

  void Run() {
    HtmlToken token;
    for (lexer_.Next(&token); token.kind != HtmlToken::kFinished;
         lexer_.Next(&token)) {
      if (token.kind == HtmlToken::kText) {
        Text(token.text);
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
  struct Open {
    std::string name;
    const TagTraits* traits;
  };

  void Text(std::string_view text) {
    for (const char c : text) {
      if (c == '<') {
        out_.html += "&lt;";
      } else {
        out_.html += Clean(c);
      }
    }
  }

  static char Clean(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\n' && c != '\t' && c != '\r' ? ' ' : c;
  }

  void Start(const HtmlToken& tag);
  void StartRaw(const HtmlToken& tag, const TagTraits& traits);
  void StartOnce(const HtmlToken& tag);
  void CloseImplied(const std::string& name, const TagTraits& traits);
  void CloseParagraph();
  void CloseItem(std::string_view a, std::string_view b);
  void CloseTableParts(const std::string& name);
  void End(const std::string& name);
  void Write(const HtmlToken& tag);

  // Ends all open elements from number `first` on.
  void CloseFrom(size_t first) {
    while (open_.size() > first) {
      out_.html += "</";
      out_.html += open_.back().name;
      out_.html += '>';
      open_.pop_back();
    }
  }

  TagLexer lexer_;
  const uint32_t max_depth_;
  GuardedHtml& out_;
  std::vector<Open> open_;
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
      std::string_view value = attribute.value.substr(0, kLongestValue);
      // Not cut inside a character.
      while (value.size() == kLongestValue &&
             value.size() < attribute.value.size() &&
             (attribute.value[value.size()] & 0xc0) == 0x80) {
        value.remove_suffix(1);
        while ((attribute.value[value.size()] & 0xc0) == 0x80) {
          value.remove_suffix(1);
        }
      }
      for (const char c : value) {
        if (c == '"') {
          html += "&quot;";
        } else {
          html += Clean(c);
        }
      }
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
  CloseImplied(tag.name, traits);
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
  open_.push_back({tag.name, &traits});
}

void Guard::StartRaw(const HtmlToken& tag, const TagTraits& traits) {
  if (tag.name == "plaintext") return;  // tags in it are more likely than not
  const bool lenient = tag.name == "title" || tag.name == "textarea";
  const std::string_view content = lexer_.SkipRaw(tag.name, lenient);
  if (traits.tag == Tag::kTitle) {
    out_.html += "<title>";
    Text(content);
    out_.html += "</title>";
  } else if (traits.tag == Tag::kBlock) {
    out_.html += "<br>";
    Text(content);
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

void Guard::CloseImplied(const std::string& name, const TagTraits& traits) {
  if (traits.is_block) CloseParagraph();
  if (name == "li") return CloseItem("li", "li");
  if (name == "dt" || name == "dd") return CloseItem("dt", "dd");
  if (IsTablePart(name)) return CloseTableParts(name);
  if (name == "a" || name == "option") {
    for (size_t i = open_.size(); i-- > 0;) {
      if (open_[i].name == name) return CloseFrom(i);
      if (open_[i].traits->is_special) return;
    }
  }
  if (traits.tag == Tag::kHeading && !open_.empty() &&
      open_.back().traits->tag == Tag::kHeading) {
    CloseFrom(open_.size() - 1);
  }
}

void Guard::CloseParagraph() {
  for (size_t i = open_.size(); i-- > 0;) {
    if (open_[i].traits->tag == Tag::kP) return CloseFrom(i);
    if (open_[i].traits->is_special) return;
  }
}

void Guard::CloseItem(std::string_view a, std::string_view b) {
  for (size_t i = open_.size(); i-- > 0;) {
    const std::string& name = open_[i].name;
    if (name == a || name == b) return CloseFrom(i);
    if (open_[i].traits->is_special && name != "div" && name != "p" &&
        name != "address") {
      return;
    }
  }
}

void Guard::CloseTableParts(const std::string& name) {
  size_t close = open_.size();
  for (size_t i = open_.size(); i-- > 0 && open_[i].name != "table";) {
    const std::string& open = open_[i].name;
    if (open == "template") break;
    if (IsCell(open) || open == "caption" || (open == "tr" && !IsCell(name)) ||
        (IsRowGroup(open) && !IsCell(name) && name != "tr")) {
      close = i;
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
  const bool table = name == "table";
  const bool part = IsTablePart(name);
  for (size_t i = open_.size(); i-- > 0;) {
    const Open& open = open_[i];
    if (open.name == name) return CloseFrom(i);
    if (!traits.is_special && open.traits->is_special) return;
    if (part ? open.name == "table" : !table && IsScope(open.name)) return;
    // Any heading ends any other.
    if (traits.tag == Tag::kHeading && open.traits->tag == Tag::kHeading) {
      return CloseFrom(i);
    }
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

// SPDX-License-Identifier: Apache-2.0

#include "html/page_tree.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include <csetjmp>
#include <cstring>
#include <limits>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <utility>

#include "base/guarded.h"
#include "base/status_util.h"

namespace nuskha::internal {
namespace {

std::string_view View(const xmlChar* text) {
  return text == nullptr ? std::string_view()
                         : reinterpret_cast<const char*>(text);
}

// The attributes of one element that count.
struct Attributes {
  std::string_view names[4];  // class, id, role, itemprop
  std::string_view key, content, href, datetime;
  bool hidden = false;
};

bool HidesItself(std::string_view style) {
  const size_t at = style.find("display");
  if (at == std::string_view::npos) return false;
  size_t next = style.find_first_not_of(" \t:", at + 7);
  return next != std::string_view::npos &&
         style.substr(next).starts_with("none");
}

Attributes ReadAttributes(const xmlChar** list) {
  Attributes read;
  for (; list != nullptr && list[0] != nullptr; list += 2) {
    const std::string_view name = View(list[0]);
    const std::string_view value = View(list[1]);
    if (name == "class") {
      read.names[0] = value;
    } else if (name == "id") {
      read.names[1] = value;
    } else if (name == "role") {
      read.names[2] = value;
    } else if (name == "itemprop") {
      read.names[3] = value;
      if (read.key.empty()) read.key = value;
    } else if (name == "property" || name == "name" || name == "rel") {
      read.key = value;
    } else if (name == "content") {
      read.content = value;
    } else if (name == "href") {
      read.href = value;
    } else if (name == "datetime") {
      read.datetime = value;
    } else if (name == "hidden" || (name == "style" && HidesItself(value))) {
      read.hidden = true;
    }
  }
  return read;
}

class TreeBuilder {
 public:
  TreeBuilder(uint32_t max_nodes, PageTree* tree)
      : max_nodes_(max_nodes), tree_(*tree) {
    tree_.bytes.clear();
    tree_.metas.clear();
    tree_.nodes.assign(1, {.tag = Tag::kHtml});
    open_.push_back(0);
  }

  void set_context(htmlParserCtxtPtr context) { context_ = context; }
  bool full() const { return full_; }
  // Of the bytes that are parsed next.
  const void* place() const {
    return context_ == nullptr || context_->input == nullptr
               ? nullptr
               : context_->input->cur;
  }
  bool without_memory() const { return without_memory_; }

  // False if memory ended.
  bool Parse() {
    if (setjmp(escape_) != 0) return false;
    parsing_ = true;
    htmlParseDocument(context_);
    parsing_ = false;
    return !without_memory_;
  }

  // The parser is left there and then, over its C code: without memory it tries
  // some things again for ever, at the same place. What the caller has on the
  // stack must have no destructor.
  void LeaveWithoutMemory() {
    without_memory_ = true;
    if (std::exchange(parsing_, false)) longjmp(escape_, 1);
  }

  void Start(std::string_view name, const xmlChar** list) {
    if (full_) return;
    const Tag tag = TraitsOf(name).tag;
    const Attributes attributes = ReadAttributes(list);
    if (tag == Tag::kMeta) AddMeta(attributes);
    PageNode* const node = AddNode(tag);
    if (node == nullptr) return;
    open_.push_back(static_cast<uint32_t>(tree_.nodes.size() - 1));
    node->hidden = attributes.hidden;
    node->text = Append({attributes.names, 4});
    const std::string_view value = tag == Tag::kA      ? attributes.href
                                   : tag == Tag::kTime ? attributes.datetime
                                                       : attributes.content;
    node->value = Append({&value, 1});
  }

  void End() {
    if (full_ || open_.size() == 1) return;
    tree_.nodes[open_.back()].end = static_cast<uint32_t>(tree_.nodes.size());
    open_.pop_back();
  }

  void Text(std::string_view text) {
    if (full_ || text.empty()) return;
    PageNode& last = tree_.nodes.back();
    // Text comes in pieces.
    if (last.tag == Tag::kText && last.parent == open_.back() &&
        last.text.end == tree_.bytes.size()) {
      last.text.end = Append({&text, 1}).end;
      return;
    }
    PageNode* const node = AddNode(Tag::kText);
    if (node == nullptr) return;
    node->text = Append({&text, 1});
    node->end = static_cast<uint32_t>(tree_.nodes.size());
  }

  void Finish() {
    for (const uint32_t node : open_) {
      tree_.nodes[node].end = static_cast<uint32_t>(tree_.nodes.size());
    }
  }

 private:
  void Stop() {
    full_ = true;
    if (context_ != nullptr) xmlStopParser(context_);
  }

  PageNode* AddNode(Tag tag) {
    if (tree_.nodes.size() >= max_nodes_) {
      Stop();
      return nullptr;
    }
    tree_.nodes.push_back({.tag = tag, .parent = open_.back()});
    return &tree_.nodes.back();
  }

  // The parts that are not empty, with blanks between them.
  TextRange Append(std::span<const std::string_view> parts) {
    TextRange range{static_cast<uint32_t>(tree_.bytes.size()), 0};
    for (const std::string_view part : parts) {
      if (part.empty()) continue;
      if (tree_.bytes.size() > range.begin) tree_.bytes += ' ';
      tree_.bytes += part;
    }
    range.end = static_cast<uint32_t>(tree_.bytes.size());
    return range;
  }

  void AddMeta(const Attributes& attributes) {
    const std::string_view value =
        attributes.content.empty() ? attributes.href : attributes.content;
    if (attributes.key.empty() || value.empty()) return;
    PageMeta meta{Append({&attributes.key, 1}), Append({&value, 1})};
    for (uint32_t i = meta.key.begin; i < meta.key.end; ++i) {
      char& c = tree_.bytes[i];
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    tree_.metas.push_back(meta);
  }

  const uint32_t max_nodes_;
  PageTree& tree_;
  htmlParserCtxtPtr context_ = nullptr;
  std::vector<uint32_t> open_;
  bool full_ = false;
  bool without_memory_ = false;
  bool parsing_ = false;
  std::jmp_buf escape_;
};

// No exception may pass through the library's C code.
template <typename Event>
bool Succeeds(TreeBuilder* builder, const Event& event) {
  try {
    event(builder);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

template <typename Event>
void Pass(void* builder, const Event& event) {
  auto* const to = static_cast<TreeBuilder*>(builder);
  if (!Succeeds(to, event)) to->LeaveWithoutMemory();
}

void OnStart(void* builder, const xmlChar* name, const xmlChar** attributes) {
  Pass(builder, [&](TreeBuilder* to) { to->Start(View(name), attributes); });
}

void OnEnd(void* builder, const xmlChar* /*name*/) {
  Pass(builder, [](TreeBuilder* to) { to->End(); });
}

void OnText(void* builder, const xmlChar* text, int size) {
  Pass(builder, [&](TreeBuilder* to) {
    to->Text({reinterpret_cast<const char*>(text), static_cast<size_t>(size)});
  });
}

// Keeps what the library has to say about this thread's pages from standard
// error, and hears of its allocations that fail: most are told in no other way.
class ErrorListener {
 public:
  explicit ErrorListener(TreeBuilder* builder)
      : builder_(builder),
        before_(xmlStructuredError),
        context_before_(xmlStructuredErrorContext) {
    xmlSetStructuredErrorFunc(this, OnError);
  }
  ~ErrorListener() { xmlSetStructuredErrorFunc(context_before_, before_); }
  ErrorListener(const ErrorListener&) = delete;
  ErrorListener& operator=(const ErrorListener&) = delete;

 private:
  // Where a name cannot be kept the library says that there is none, at the
  // same place again and again.
  static constexpr int kMostAtOnePlace = 100;

  static void OnError(void* listener, xmlErrorPtr error) {
    auto* const to = static_cast<ErrorListener*>(listener);
    const void* const place = to->builder_->place();
    to->at_place_ = place == to->place_ ? to->at_place_ + 1 : 0;
    to->place_ = place;
    if (error->code == XML_ERR_NO_MEMORY || to->at_place_ > kMostAtOnePlace) {
      to->builder_->LeaveWithoutMemory();
    }
  }

  TreeBuilder* builder_;
  const void* place_ = nullptr;
  int at_place_ = 0;
  xmlStructuredErrorFunc before_;
  void* context_before_;
};

}  // namespace

absl::Status ParsePage(std::string_view html, uint32_t max_nodes,
                       PageTree* tree) {
  TreeBuilder builder(max_nodes, tree);
  if (html.empty()) {
    builder.Finish();
    return absl::OkStatus();
  }
  if (html.size() > static_cast<size_t>(std::numeric_limits<int>::max() / 2)) {
    return MakeStatus(absl::StatusCode::kResourceExhausted, "page too large");
  }
  // What libxml2 keeps for each thread is the one thing that it cannot do
  // without: there should be memory for it.
  constexpr size_t kForThread = 4096;
  ::operator delete(::operator new(kForThread));
  const ErrorListener listener(&builder);
  // Once for all threads.
  [[maybe_unused]] static const bool initialized = (xmlInitParser(), true);
  const std::unique_ptr<htmlParserCtxt, decltype(&htmlFreeParserCtxt)> context(
      htmlCreateMemoryParserCtxt(html.data(), static_cast<int>(html.size())),
      htmlFreeParserCtxt);
  if (context == nullptr) {
    EndOfMemory();
  }
  // Events only: no tree of the library's, whose freeing and limits depend on
  // its depth.
  std::memset(context->sax, 0, sizeof(*context->sax));
  context->sax->startElement = OnStart;
  context->sax->endElement = OnEnd;
  context->sax->characters = OnText;
  context->sax->ignorableWhitespace = OnText;
  context->sax->cdataBlock = OnText;
  context->userData = &builder;
  builder.set_context(context.get());
  htmlCtxtUseOptions(context.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                        HTML_PARSE_NOWARNING |
                                        HTML_PARSE_NONET |
                                        HTML_PARSE_IGNORE_ENC);
  xmlSwitchEncoding(context.get(), XML_CHAR_ENCODING_UTF8);
  if (builder.without_memory() || !builder.Parse() ||
      context->errNo == XML_ERR_NO_MEMORY) {
    EndOfMemory();
  }
  builder.Finish();
  if (builder.full()) {
    return MakeStatus(absl::StatusCode::kResourceExhausted,
                      "the page has more than " + std::to_string(max_nodes) +
                          " elements and pieces of text (a fixed limit)");
  }
  return absl::OkStatus();
}

}  // namespace nuskha::internal

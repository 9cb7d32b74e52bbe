// SPDX-License-Identifier: Apache-2.0

#include "html/html_article.h"

#include <utility>

#include "base/status_util.h"
#include "html/page_tree.h"
#include "text/encoding.h"

namespace nuskha::internal {
namespace {

std::string Collapse(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) > ' ') {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

}  // namespace

absl::Status ExtractArticle(std::string_view bytes, const HtmlHints& hints,
                            const HtmlLimits& limits, HtmlArticle* article) {
  *article = {};
  if (bytes.size() > limits.max_bytes) {
    return MakeStatus(absl::StatusCode::kResourceExhausted, "page too large");
  }
  CharsetDecision decision = DetectCharset(bytes, hints.http_charset);
  if (!hints.encoding.empty()) {
    decision = {CharsetName(hints.encoding), 0, false};
  }
  std::string html;
  if (!DecodeToUtf8(bytes.substr(decision.mark_bytes), decision.name, &html,
                    nullptr)) {
    return InvalidArgument("encoding not known: " +
                           std::string(hints.encoding));
  }
  PageTree tree;
  NUSKHA_RETURN_IF_ERROR(
      ParsePage(html, limits.max_depth, limits.max_nodes, &tree));
  article->charset = std::move(decision.name);
  article->charset_guessed = decision.guessed;
  article->too_deep = tree.too_deep;
  article->url = hints.url;
  for (const PageNode& node : tree.nodes) {
    if (node.tag != Tag::kText) continue;
    const Tag parent = tree.nodes[node.parent].tag;
    std::string line = Collapse(tree.view(node.text));
    if (parent == Tag::kTitle) article->title = line;
    if (parent != Tag::kP || line.empty()) continue;
    if (!article->text.empty()) article->text += '\n';
    article->text += line;
  }
  return absl::OkStatus();
}

}  // namespace nuskha::internal

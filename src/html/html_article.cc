// SPDX-License-Identifier: Apache-2.0

#include "html/html_article.h"

#include <utility>
#include <vector>

#include "base/status_util.h"
#include "html/html_guard.h"
#include "html/json_ld.h"
#include "html/main_text.h"
#include "html/meta_charset.h"
#include "html/page_blocks.h"
#include "html/page_metadata.h"
#include "html/page_tree.h"
#include "html/tag_lexer.h"
#include "text/encoding.h"

namespace nuskha::internal {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

absl::Status Decode(std::string_view bytes, const HtmlHints& hints,
                    std::string* page, HtmlArticle* article) {
  CharsetDecision decision;
  if (hints.encoding.empty()) {
    decision = DetectCharset(bytes, hints.http_charset, MetaCharset(bytes));
  } else {
    decision = ChosenCharset(bytes, hints.encoding);
  }
  if (!DecodeToUtf8(bytes.substr(decision.mark_bytes), decision.name, page,
                    nullptr)) {
    return InvalidArgument("the encoding '" + std::string(hints.encoding) +
                           "' is not known");
  }
  if (page->starts_with(kByteOrderMark)) page->erase(0, kByteOrderMark.size());
  article->charset = std::move(decision.name);
  article->charset_guessed = decision.guessed;
  return absl::OkStatus();
}

// An articleBody as paragraphs: its tags are line ends.
std::string PlainBody(std::string_view body) {
  std::string text;
  std::string line;
  const auto end_line = [&] {
    const std::string clean = CollapseBlanks(line);
    if (!clean.empty() && !text.empty()) text += '\n';
    text += clean;
    line.clear();
  };
  TagLexer lexer(body);
  HtmlToken token;
  for (lexer.Next(&token); token.kind != HtmlToken::kFinished;
       lexer.Next(&token)) {
    if (token.kind != HtmlToken::kText) {
      end_line();
      continue;
    }
    for (const char c : token.text) {
      if (c == '\n') {
        end_line();
      } else {
        line += c;
      }
    }
  }
  end_line();
  return text;
}

size_t CountBlanks(std::string_view text) {
  size_t blanks = 0;
  for (const char c : text) blanks += c == ' ' || c == '\n';
  return blanks;
}

}  // namespace

absl::Status ExtractArticle(std::string_view bytes, const HtmlHints& hints,
                            const HtmlLimits& limits, HtmlArticle* article) {
  *article = {};
  if (bytes.size() > limits.max_bytes) {
    return MakeStatus(absl::StatusCode::kResourceExhausted,
                      "the page has " + std::to_string(bytes.size()) +
                          " bytes, over the fixed limit of " +
                          std::to_string(limits.max_bytes));
  }
  std::string page;
  NUSKHA_RETURN_IF_ERROR(Decode(bytes, hints, &page, article));
  GuardedHtml guarded;
  GuardHtml(page, limits.max_depth, &guarded);
  article->too_deep = guarded.too_deep;
  const JsonLdArticle json_ld = ReadJsonLd(guarded.json_ld);
  PageTree tree;
  NUSKHA_RETURN_IF_ERROR(ParsePage(guarded.html, limits.max_nodes, &tree));
  PageBlocks blocks;
  FindBlocks(tree, &blocks);
  const std::vector<uint32_t> text = FindMainText(tree, blocks);
  article->url = PageUrl(tree, json_ld, hints.url);
  article->source = SiteName(tree, json_ld);
  article->title = PageTitle(tree, blocks, json_ld, article->source);
  if (article->source.empty()) {
    article->source = SiteInTitle(tree, article->title);
  }
  if (article->source.empty()) article->source = HostOf(article->url);
  article->date = PageDate(tree, blocks, text, json_ld, article->url);
  for (const uint32_t block : text) {
    const std::string_view line = blocks.text(blocks.blocks[block]);
    if (line == article->title) continue;
    if (!article->text.empty()) article->text += '\n';
    article->text += line;
  }
  // Pages whose text is put in by scripts have it here only.
  std::string body = PlainBody(json_ld.body);
  if (CountBlanks(body) > 2 * CountBlanks(article->text)) {
    article->text = std::move(body);
  }
  return absl::OkStatus();
}

}  // namespace nuskha::internal

// SPDX-License-Identifier: Apache-2.0

#include "html/page_blocks.h"

#include <algorithm>
#include <memory>

#include "nuskha/document.h"
#include "nuskha/normalize.h"
#include "text/embedded.h"
#include "text/normalizer.h"
#include "text/tsv.h"

namespace nuskha::internal {
namespace {

constexpr size_t kLookedAt = size_t{16} << 10;

bool BeginsLine(Tag tag) {
  switch (tag) {
    case Tag::kText:
    case Tag::kInline:
    case Tag::kA:
    case Tag::kTime:
    case Tag::kMeta:
    case Tag::kTitle:
    case Tag::kDropped:
      return false;
    default:
      return true;
  }
}

// Bytes of the blank at the head of `text`: 0 if there is none.
size_t BlankSize(std::string_view text) {
  if (static_cast<unsigned char>(text[0]) <= ' ') return 1;
  return text.starts_with("\xc2\xa0") ? 2 : 0;  // no-break space
}

const std::vector<uint32_t>& StopWords() {
  static const auto& words = *[] {
    auto list = std::make_unique<std::vector<uint32_t>>();
    Tokens tokens;
    TsvReader reader(StopWordsTable());
    while (reader.Next()) {
      ReadStandard(reader.fields()[0], {.repair = false}, &tokens);
      if (tokens.size() == 1) list->push_back(WordHash(tokens.token(0)));
    }
    std::sort(list->begin(), list->end());
    return list.release();
  }();
  return words;
}

class BlockFinder {
 public:
  BlockFinder(const PageTree& tree, PageBlocks* out) : tree_(tree), out_(*out) {
    out_.bytes.clear();
    out_.blocks.clear();
    lines_.push_back(0);
  }

  void Run() {
    const std::vector<PageNode>& nodes = tree_.nodes;
    for (uint32_t i = 1; i < nodes.size();) {
      CloseUpTo(i);
      const PageNode& node = nodes[i];
      if (node.tag == Tag::kDropped || node.tag == Tag::kHead ||
          node.tag == Tag::kTitle || node.tag == Tag::kMeta) {
        i = std::max(node.end, i + 1);
        continue;
      }
      if (node.tag == Tag::kText) {
        AddText(i, tree_.view(node.text));
      } else {
        Open(i, node);
      }
      ++i;
    }
    EndLine();
  }

 private:
  void CloseUpTo(uint32_t next) {
    while (lines_.size() > 1 && tree_.nodes[lines_.back()].end <= next) {
      EndLine();
      lines_.pop_back();
    }
  }

  void Open(uint32_t index, const PageNode& node) {
    if (node.tag == Tag::kA && node.value.end > node.value.begin) {
      link_end_ = std::max(link_end_, node.end);
    }
    if (!BeginsLine(node.tag)) return;
    EndLine();
    if (node.tag != Tag::kBr) lines_.push_back(index);
  }

  void AddText(uint32_t index, std::string_view text) {
    while (!text.empty()) {
      if (const size_t blank = BlankSize(text); blank > 0) {
        in_word_ = false;
        text.remove_prefix(blank);
        continue;
      }
      size_t size = 1;
      while (size < text.size() && BlankSize(text.substr(size)) == 0) ++size;
      AddWord(index, text.substr(0, size));
      text.remove_prefix(size);
    }
  }

  void AddWord(uint32_t index, std::string_view word) {
    if (block_.text.begin == out_.bytes.size()) block_.first = index;
    if (!in_word_) {
      if (out_.bytes.size() > block_.text.begin) out_.bytes += ' ';
      const bool counts = std::any_of(word.begin(), word.end(), [](char c) {
        return (c & 0x80) != 0 || (c >= '0' && c <= '9') ||
               ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
      });
      block_.words += counts;
      block_.link_words += counts && index < link_end_;
    }
    in_word_ = true;
    out_.bytes += word;
  }

  void EndLine() {
    in_word_ = false;
    block_.text.end = static_cast<uint32_t>(out_.bytes.size());
    if (block_.words > 0) {
      block_.node = lines_.back();
      // The head of a line tells what it is; a page may be one line.
      ReadStandard(out_.text(block_).substr(0, kLookedAt), {.repair = false},
                   &tokens_);
      for (size_t i = 0; i < tokens_.size(); ++i) {
        block_.stop_words += std::binary_search(
            StopWords().begin(), StopWords().end(), WordHash(tokens_.token(i)));
      }
      out_.blocks.push_back(block_);
    }
    block_ = {};
    block_.text.begin = static_cast<uint32_t>(out_.bytes.size());
  }

  const PageTree& tree_;
  PageBlocks& out_;
  std::vector<uint32_t> lines_;  // open elements that begin a line
  uint32_t link_end_ = 0;        // nodes before this are in a link
  Block block_;
  bool in_word_ = false;
  Tokens tokens_;
};

}  // namespace

void FindBlocks(const PageTree& tree, PageBlocks* blocks) {
  BlockFinder(tree, blocks).Run();
}

std::string CollapseBlanks(std::string_view text) {
  std::string line;
  bool blank = false;
  while (!text.empty()) {
    if (const size_t size = BlankSize(text); size > 0) {
      blank = !line.empty();
      text.remove_prefix(size);
      continue;
    }
    if (blank) line += ' ';
    blank = false;
    line += text[0];
    text.remove_prefix(1);
  }
  return line;
}

}  // namespace nuskha::internal

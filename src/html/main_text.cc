// SPDX-License-Identifier: Apache-2.0

#include "html/main_text.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "html/page_names.h"

namespace nuskha::internal {
namespace {

enum class Kind : uint8_t {
  kText,     // reads like running text
  kShort,    // too short to tell
  kHeading,  // h1 to h6
  kLinks,    // mostly links
  kOut,      // in a part of the page that is not the article
};

bool EndsSentence(std::string_view text) {
  // ASCII, then: Arabic question mark and full stop, ellipsis, closing quotes.
  for (const std::string_view mark :
       {".", "!", "?", ":", "\"", ")", "\xd8\x9f", "\xdb\x94", "\xe2\x80\xa6",
        "\xc2\xbb", "\xe2\x80\x9d"}) {
    if (text.ends_with(mark)) return true;
  }
  return false;
}

class MainText {
 public:
  MainText(const PageTree& tree, const PageBlocks& blocks)
      : tree_(tree),
        blocks_(blocks),
        kinds_(blocks.blocks.size()),
        sums_(tree.nodes.size()) {}

  std::vector<uint32_t> Find() {
    uint64_t stop_words = 0;
    for (const Block& block : blocks_.blocks) stop_words += block.stop_words;
    arabic_ = stop_words >= 3;
    for (size_t i = 0; i < kinds_.size(); ++i) {
      kinds_[i] = KindOf(blocks_.blocks[i]);
    }
    JoinShortLines();
    DropFurniture();
    DropTeasers();
    SumUp();
    const uint32_t best = BestNode();
    if (sums_[best].score <= 0) return {};
    FindNeighbours();
    return Select(best);
  }

 private:
  struct Sums {
    uint32_t text = 0;  // words of running text
    uint32_t words = 0;
    uint32_t link_words = 0;  // in lines that are mostly links
    int64_t score = 0;
  };

  struct Run {
    std::vector<uint32_t> blocks;
    uint64_t words = 0;  // of running text
  };

  Kind KindOf(const Block& block) const;
  int64_t Score(size_t index) const;
  void JoinShortLines();
  uint32_t GroupOf(const Block& block) const;
  void SumUp();
  void DropFurniture();
  uint32_t NodeBehindText(uint64_t wanted) const;
  void DropTeasers();
  void Drop(uint32_t node);
  uint32_t BestNode() const;
  std::vector<uint32_t> Select(uint32_t node) const;
  std::vector<Run> FindRuns(uint32_t node) const;
  bool IsIn(const Run& run, uint32_t node) const;
  uint32_t Around(const Run& run) const;
  void FindNeighbours();
  bool Belongs(size_t index, size_t begin) const;
  bool IsBeside(size_t index, size_t text) const;
  bool EndsText(size_t index, size_t begin) const;

  // Blocks of a subtree, [first, second).
  std::pair<size_t, size_t> BlocksIn(uint32_t node) const {
    const auto by_first = [](const Block& block, uint32_t value) {
      return block.first < value;
    };
    const auto& list = blocks_.blocks;
    const auto begin =
        std::lower_bound(list.begin(), list.end(), node, by_first);
    const auto end =
        std::lower_bound(begin, list.end(), tree_.nodes[node].end, by_first);
    return {static_cast<size_t>(begin - list.begin()),
            static_cast<size_t>(end - list.begin())};
  }

  const PageTree& tree_;
  const PageBlocks& blocks_;
  bool arabic_ = false;      // the page has function words to go by
  std::vector<Kind> kinds_;  // of the blocks
  std::vector<Sums> sums_;   // of the nodes, over their subtrees
  // Of each block the next running text on either side, kNone where something
  // is left out before it.
  static constexpr size_t kNone = ~size_t{0};
  std::vector<size_t> text_before_;
  std::vector<size_t> text_after_;
};

Kind MainText::KindOf(const Block& block) const {
  if (block.link_words * 2 > block.words) return Kind::kLinks;
  const uint32_t free = block.words - block.link_words;
  // Some sites set whole paragraphs as headings.
  if (tree_.nodes[block.node].tag == Tag::kHeading && free < 20) {
    return Kind::kHeading;
  }
  // Headlines and labels have few function words and no full stop.
  const bool fluent = block.stop_words > 0 || !arabic_;
  const bool text = free >= 20 || (free >= 10 && fluent) ||
                    (free >= 4 && EndsSentence(blocks_.text(block)));
  return text ? Kind::kText : Kind::kShort;
}

// What lines of one text have in common: the element they stand in, or that
// in which their paragraphs stand.
uint32_t MainText::GroupOf(const Block& block) const {
  const PageNode& node = tree_.nodes[block.node];
  return node.tag == Tag::kP || node.tag == Tag::kLi ? node.parent : block.node;
}

// Verses and the like: many short lines of one place are running text.
void MainText::JoinShortLines() {
  constexpr uint32_t kEnoughWords = 20;
  const std::vector<Block>& list = blocks_.blocks;
  for (size_t begin = 0; begin < list.size();) {
    size_t end = begin;
    uint32_t words = 0;
    uint32_t stop_words = 0;
    while (end < list.size() && kinds_[end] == Kind::kShort &&
           list[end].link_words == 0 &&
           tree_.nodes[list[end].node].tag != Tag::kLi &&
           GroupOf(list[end]) == GroupOf(list[begin])) {
      words += list[end].words;
      stop_words += list[end].stop_words;
      ++end;
    }
    if (words >= kEnoughWords && (stop_words > 1 || !arabic_)) {
      std::fill(kinds_.begin() + static_cast<std::ptrdiff_t>(begin),
                kinds_.begin() + static_cast<std::ptrdiff_t>(end), Kind::kText);
    }
    begin = std::max(end, begin + 1);
  }
}

// What a block adds to the part of the page it is in.
int64_t MainText::Score(size_t index) const {
  const Block& block = blocks_.blocks[index];
  const int64_t free = block.words - block.link_words;
  switch (kinds_[index]) {
    case Kind::kText:
      // Lists and labels of whatever length have no function words.
      return block.stop_words > 0 || !arabic_ ? free * 3 : free;
    case Kind::kShort:
      return -3;
    case Kind::kLinks:
      return -3 * std::min<int64_t>(block.link_words, 20) - 3;
    default:
      return 0;
  }
}

void MainText::SumUp() {
  std::fill(sums_.begin(), sums_.end(), Sums());
  for (size_t i = 0; i < kinds_.size(); ++i) {
    const Block& block = blocks_.blocks[i];
    if (kinds_[i] == Kind::kOut) continue;
    Sums& sums = sums_[block.first];
    sums.text += kinds_[i] == Kind::kText ? block.words - block.link_words : 0;
    sums.words += block.words;
    if (kinds_[i] == Kind::kLinks) sums.link_words += block.link_words;
    sums.score += Score(i);
  }
  for (size_t i = sums_.size(); i-- > 1;) {
    Sums& parent = sums_[tree_.nodes[i].parent];
    parent.text += sums_[i].text;
    parent.words += sums_[i].words;
    parent.link_words += sums_[i].link_words;
    parent.score += sums_[i].score;
  }
}

void MainText::Drop(uint32_t node) {
  const auto [begin, end] = BlocksIn(node);
  std::fill(kinds_.begin() + static_cast<std::ptrdiff_t>(begin),
            kinds_.begin() + static_cast<std::ptrdiff_t>(end), Kind::kOut);
}

// Parts that say of themselves that they are something else. A part with most
// of the page's text is not believed, names are given for other reasons too;
// but comments may be longer than what they are about, which stands before.
void MainText::DropFurniture() {
  constexpr uint64_t kArticleBefore = 15;
  SumUp();
  const uint64_t total = sums_[0].text;
  const uint32_t article_before = NodeBehindText(kArticleBefore);
  for (uint32_t i = 1; i < tree_.nodes.size();) {
    const PageNode& node = tree_.nodes[i];
    const bool whole = node.tag == Tag::kHtml || node.tag == Tag::kBody ||
                       node.tag == Tag::kMain || node.tag == Tag::kText;
    const NameHint hint =
        whole ? NameHint::kNothing : HintOfNames(tree_.view(node.text));
    const bool furniture = hint == NameHint::kFurniture ||
                           (!whole && node.hidden) || node.tag == Tag::kAside;
    if ((hint == NameHint::kComments && i > article_before) ||
        (furniture && sums_[i].text * uint64_t{2} <= total)) {
      Drop(i);
      i = std::max(node.end, i + 1);
    } else {
      ++i;
    }
  }
}

// The first piece of text with so many words of running text up to its line.
uint32_t MainText::NodeBehindText(uint64_t wanted) const {
  uint64_t words = 0;
  for (size_t i = 0; i < kinds_.size(); ++i) {
    const Block& block = blocks_.blocks[i];
    if (kinds_[i] == Kind::kText) words += block.words - block.link_words;
    if (words >= wanted) return block.first;
  }
  return static_cast<uint32_t>(tree_.nodes.size());
}

// Small parts with many links among their text: other articles, with a line
// of each.
void MainText::DropTeasers() {
  SumUp();
  const uint64_t total = sums_[0].text;
  for (uint32_t i = 1; i < tree_.nodes.size();) {
    const Sums& sums = sums_[i];
    if (tree_.nodes[i].tag != Tag::kText && sums.words <= 200 &&
        sums.link_words >= 3 && sums.link_words * 4 >= sums.words &&
        sums.text * uint64_t{2} <= total) {
      Drop(i);
      i = std::max(tree_.nodes[i].end, i + 1);
    } else {
      ++i;
    }
  }
}

// The subtree with the highest sum of scores; of equal ones the smallest.
uint32_t MainText::BestNode() const {
  uint32_t best = 0;
  for (uint32_t i = 1; i < sums_.size(); ++i) {
    if (sums_[i].score >= sums_[best].score) best = i;
  }
  return best;
}

// Of the subtree of `node`: the longest run of text, and others that are near
// it in the page's structure.
std::vector<uint32_t> MainText::Select(uint32_t node) const {
  const std::vector<Run> runs = FindRuns(node);
  if (runs.empty()) return {};
  const Run& main = *std::max_element(
      runs.begin(), runs.end(),
      [](const Run& a, const Run& b) { return a.words < b.words; });
  const uint32_t around = Around(main);
  const uint32_t wider = tree_.nodes[around].parent;
  std::vector<uint32_t> selected;
  for (const Run& run : runs) {
    const bool belongs = run.words * 3 >= main.words || IsIn(run, around) ||
                         (run.words * 10 >= main.words && IsIn(run, wider));
    if (!belongs) continue;
    selected.insert(selected.end(), run.blocks.begin(), run.blocks.end());
  }
  return selected;
}

void MainText::FindNeighbours() {
  const size_t size = kinds_.size();
  text_before_.assign(size, kNone);
  text_after_.assign(size, kNone);
  // What is left out before a heading says nothing about it.
  for (size_t i = 1; i < size; ++i) {
    text_before_[i] =
        kinds_[i - 1] == Kind::kText ? i - 1 : text_before_[i - 1];
  }
  for (size_t i = size; i-- > 1;) {
    if (kinds_[i] == Kind::kText) {
      text_after_[i - 1] = i;
    } else if (kinds_[i] != Kind::kLinks && kinds_[i] != Kind::kOut) {
      text_after_[i - 1] = text_after_[i];
    }
  }
}

// Runs end where several lines are left out.
std::vector<MainText::Run> MainText::FindRuns(uint32_t node) const {
  constexpr size_t kGap = 3;
  std::vector<Run> runs;
  size_t left_out = kGap;
  const auto [begin, end] = BlocksIn(node);
  for (size_t i = begin; i < end; ++i) {
    if (!Belongs(i, begin)) {
      left_out += kinds_[i] == Kind::kLinks || kinds_[i] == Kind::kOut;
      continue;
    }
    if (left_out >= kGap) runs.emplace_back();
    left_out = 0;
    runs.back().blocks.push_back(static_cast<uint32_t>(i));
    if (kinds_[i] == Kind::kText) runs.back().words += blocks_.blocks[i].words;
  }
  return runs;
}

bool MainText::IsIn(const Run& run, uint32_t node) const {
  const uint32_t first = blocks_.blocks[run.blocks.front()].first;
  const uint32_t last = blocks_.blocks[run.blocks.back()].first;
  return first >= node && last < tree_.nodes[node].end;
}

// The smallest element, but no paragraph, that holds the run.
uint32_t MainText::Around(const Run& run) const {
  uint32_t node = blocks_.blocks[run.blocks.front()].node;
  while (node != 0 && (!IsIn(run, node) || tree_.nodes[node].tag == Tag::kP)) {
    node = tree_.nodes[node].parent;
  }
  return node;
}

// A line that ends an article, as agencies sign: it stands where the text
// before it does.
bool MainText::EndsText(size_t index, size_t begin) const {
  if (index == begin || kinds_[index] != Kind::kShort ||
      kinds_[index - 1] != Kind::kText) {
    return false;
  }
  const uint32_t node = blocks_.blocks[index].node;
  const uint32_t last = blocks_.blocks[index - 1].node;
  return node == last || (tree_.nodes[node].tag == Tag::kP &&
                          tree_.nodes[last].tag == Tag::kP &&
                          tree_.nodes[node].parent == tree_.nodes[last].parent);
}

// Running text, and what is short between it.
bool MainText::Belongs(size_t index, size_t begin) const {
  if (kinds_[index] == Kind::kText) return true;
  if (kinds_[index] != Kind::kShort && kinds_[index] != Kind::kHeading) {
    return false;
  }
  const size_t before = text_before_[index];
  if (before == kNone || before < begin) return false;
  const size_t after = text_after_[index];
  if (after == kNone) return EndsText(index, begin);
  constexpr size_t kReach = 4;
  const auto near = [&](size_t text) {
    const size_t distance = text < index ? index - text : text - index;
    return distance <= kReach || IsBeside(index, text);
  };
  return near(before) && near(after);
}

// A line and a text in one list or sequence of paragraphs, or the line in a
// list between the paragraphs.
bool MainText::IsBeside(size_t index, size_t text) const {
  const uint32_t group = GroupOf(blocks_.blocks[index]);
  const uint32_t other = GroupOf(blocks_.blocks[text]);
  return group == other || tree_.nodes[group].parent == other;
}

}  // namespace

std::vector<uint32_t> FindMainText(const PageTree& tree,
                                   const PageBlocks& blocks) {
  return MainText(tree, blocks).Find();
}

}  // namespace nuskha::internal

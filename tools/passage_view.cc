// SPDX-License-Identifier: Apache-2.0

#include "passage_view.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "console.h"
#include "utf8.h"

namespace nuskha::tools {
namespace {

constexpr int kDefaultWidth = 80;
constexpr int kLeastWidth = 40;
constexpr int kLargestWidth = 240;
constexpr std::string_view kBorder = " | ";
constexpr size_t kMaxRows = 40;
constexpr size_t kMaxPassages = 30;
// Rows of equal words shown beside a difference and at the ends of a passage;
// fewer folded rows than kLeastFold would save nothing.
constexpr size_t kContext = 1;
constexpr size_t kLeastFold = 3;

struct Marks {
  std::string_view open, close, color;
};
constexpr Marks kDeleted{"[-", "-]", "\x1b[31m"};
constexpr Marks kInserted{"{+", "+}", "\x1b[32m"};
constexpr int kMarkWidth = 4;  // of one pair
constexpr std::string_view kPlain = "\x1b[0m";

// A word as it is shown, and the blanks and signs up to the next one.
struct ShownWord {
  std::string word;
  std::string between;
  bool edited = false;
};

// One side of one row.
using Cell = std::vector<ShownWord>;

// Runs of blanks and line breaks as one blank, what would drive the terminal
// made visible.
std::string OneLine(std::string_view text) {
  std::string joined;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!blank) {
      joined += c;
    } else if (joined.empty() || joined.back() != ' ') {
      joined += ' ';
    }
  }
  return Visible(joined);
}

// `text`, or what fits of it with dots behind.
std::string Shortened(std::string text, int width) {
  constexpr std::string_view kDots = "...";
  if (DisplayWidth(text) <= width) return text;
  std::string_view rest = text;
  int left = width - static_cast<int>(kDots.size());
  while (true) {
    const size_t size = FirstCodePoint(rest).size;
    left -= DisplayWidth(rest.substr(0, size));
    if (left < 0) break;
    rest.remove_prefix(size);
  }
  text.resize(text.size() - rest.size());
  return text += kDots;
}

std::string Draw(const Cell& cell, const Marks& marks, bool color) {
  std::string out;
  bool open = false;
  for (size_t i = 0; i < cell.size(); ++i) {
    if (cell[i].edited && !open) {
      if (color) out += marks.color;
      out += marks.open;
    }
    open = cell[i].edited;
    out += cell[i].word;
    const bool last = i + 1 == cell.size();
    if (open && (last || !cell[i + 1].edited)) {
      out += marks.close;
      if (color) out += kPlain;
      open = false;
    }
    if (!last) out += cell[i].between;
  }
  // Signs at the end stay, blanks go.
  if (!cell.empty()) {
    const std::string_view rest = cell.back().between;
    out += rest.substr(0, rest.find_last_not_of(' ') + 1);
  }
  return out;
}

struct Row {
  Cell a, b;
  uint32_t equal = 0;  // words that stand on both sides
  bool edited = false;
};

class View {
 public:
  View(const ViewedText& a, const ViewedText& b, const ViewOptions& options)
      : a_(a), b_(b), options_(options) {
    const int width = std::clamp(options.width, kLeastWidth, kLargestWidth) - 1;
    column_ = (width - static_cast<int>(kBorder.size())) / 2;
  }

  std::string Write(std::vector<Passage> passages);

 private:
  ShownWord Show(const ViewedText& side, uint32_t word, uint32_t end,
                 bool edited) const;
  void Add(const ShownWord* a, const ShownWord* b);
  void AddEqual(const Passage& passage, uint32_t* i, uint32_t* j, uint32_t to);
  void AddEdit(const Passage& passage, const Edit& edit);
  void LayOut(const Passage& passage);
  std::string WriteRows() const;
  std::string WriteRow(const Row& row) const;
  std::string Padded(std::string cell, int width) const;

  const ViewedText a_, b_;
  const ViewOptions options_;
  int column_;
  std::vector<Row> rows_;
};

ShownWord View::Show(const ViewedText& side, uint32_t word, uint32_t end,
                     bool edited) const {
  const ByteSpan place = side.words.places[word];
  ShownWord shown;
  // Words that share a sign are shown with the first.
  const bool glued = word > 0 && place.begin < side.words.places[word - 1].end;
  if (!glued) {
    shown.word = OneLine(side.text.substr(place.begin, place.size()));
  }
  if (word + 1 < end) {
    const uint32_t next = side.words.places[word + 1].begin;
    if (next > place.end) {
      shown.between = OneLine(side.text.substr(place.end, next - place.end));
    }
  }
  // An address, a row of signs: with its marks it still has to fit.
  shown.between = Shortened(std::move(shown.between), column_ / 3);
  shown.word = Shortened(std::move(shown.word),
                         column_ - kMarkWidth - DisplayWidth(shown.between));
  shown.edited = edited;
  return shown;
}

void View::Add(const ShownWord* a, const ShownWord* b) {
  if (rows_.empty()) rows_.emplace_back();
  Row longer = rows_.back();
  if (a != nullptr) longer.a.push_back(*a);
  if (b != nullptr) longer.b.push_back(*b);
  const bool fits = DisplayWidth(Draw(longer.a, kDeleted, false)) <= column_ &&
                    DisplayWidth(Draw(longer.b, kInserted, false)) <= column_;
  if (fits) {
    rows_.back() = std::move(longer);
  } else {
    rows_.emplace_back();
    if (a != nullptr) rows_.back().a.push_back(*a);
    if (b != nullptr) rows_.back().b.push_back(*b);
  }
  const bool edited = a == nullptr || b == nullptr || a->edited;
  rows_.back().edited |= edited;
  rows_.back().equal += edited ? 0 : 1;
}

void View::AddEqual(const Passage& passage, uint32_t* i, uint32_t* j,
                    uint32_t to) {
  for (; *i < to; ++*i, ++*j) {
    const ShownWord a = Show(a_, *i, passage.words_a.end, false);
    const ShownWord b = Show(b_, *j, passage.words_b.end, false);
    Add(&a, &b);
  }
}

void View::AddEdit(const Passage& passage, const Edit& edit) {
  const uint32_t words = std::max(edit.words_a.size(), edit.words_b.size());
  for (uint32_t k = 0; k < words; ++k) {
    ShownWord a, b;
    const bool has_a = k < edit.words_a.size();
    const bool has_b = k < edit.words_b.size();
    if (has_a) {
      a = Show(a_, edit.words_a.begin + k, passage.words_a.end, true);
    }
    if (has_b) {
      b = Show(b_, edit.words_b.begin + k, passage.words_b.end, true);
    }
    Add(has_a ? &a : nullptr, has_b ? &b : nullptr);
  }
}

void View::LayOut(const Passage& passage) {
  rows_.clear();
  uint32_t i = passage.words_a.begin, j = passage.words_b.begin;
  for (const Edit& edit : passage.edits) {
    AddEqual(passage, &i, &j, edit.words_a.begin);
    AddEdit(passage, edit);
    i = edit.words_a.end;
    j = edit.words_b.end;
  }
  AddEqual(passage, &i, &j, passage.words_a.end);
}

std::string View::Padded(std::string cell, int width) const {
  return cell +
         std::string(static_cast<size_t>(std::max(0, column_ - width)), ' ');
}

// Cells were made visible word by word: here they are only isolated.
std::string View::WriteRow(const Row& row) const {
  constexpr std::string_view kIsolate = "\xe2\x81\xa8", kPop = "\xe2\x81\xa9";
  const int width = DisplayWidth(Draw(row.a, kDeleted, false));
  std::string line(kIsolate);
  line += Draw(row.a, kDeleted, options_.color);
  line += kPop;
  line = Padded(std::move(line), width);
  line += kBorder;
  line += kIsolate;
  line += Draw(row.b, kInserted, options_.color);
  line += kPop;
  return line + '\n';
}

std::string View::WriteRows() const {
  std::vector<uint8_t> shown(rows_.size());
  for (size_t i = 0; i < rows_.size(); ++i) {
    const bool end = i <= kContext || i + kContext + 1 >= rows_.size();
    if (!rows_[i].edited && !end) continue;
    const size_t from = rows_[i].edited && i > kContext ? i - kContext : i;
    const size_t to = rows_[i].edited ? i + kContext : i;
    for (size_t k = from; k <= std::min(to, rows_.size() - 1); ++k) {
      shown[k] = 1;
    }
  }
  std::string out;
  size_t written = 0;
  for (size_t i = 0; i < rows_.size();) {
    size_t end = i;
    uint32_t equal = 0;
    while (end < rows_.size() && (shown[end] == 0 || written >= kMaxRows)) {
      equal += rows_[end++].equal;
    }
    if (end - i >= kLeastFold || (end > i && written >= kMaxRows)) {
      const auto edited =
          std::count_if(rows_.begin() + static_cast<ptrdiff_t>(i),
                        rows_.begin() + static_cast<ptrdiff_t>(end),
                        [](const Row& row) { return row.edited; });
      out += fmt::format("  ... {} equal words", equal);
      if (edited > 0) out += fmt::format(", {} lines with differences", edited);
      out += " ...\n";
      i = end;
      continue;
    }
    for (end = std::max(end, i + 1); i < end; ++i, ++written) {
      out += WriteRow(rows_[i]);
    }
  }
  return out;
}

// How many words stand between the passages of one side, in no passage: before
// each passage, and behind the last.
struct Rest {
  std::vector<uint32_t> before;  // shape [passages]
  uint32_t behind = 0;
};

Rest RestOf(const std::vector<Passage>& passages, WordSpan Passage::*side,
            uint32_t words) {
  std::vector<size_t> order(passages.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, {},
                    [&](size_t i) { return (passages[i].*side).begin; });
  Rest rest{.before = std::vector<uint32_t>(passages.size())};
  uint32_t end = 0;
  for (const size_t i : order) {
    const WordSpan span = passages[i].*side;
    if (span.begin > end) rest.before[i] = span.begin - end;
    end = std::max(end, span.end);
  }
  rest.behind = words - end;
  return rest;
}

std::string RestLine(uint32_t only_a, uint32_t only_b) {
  const auto words = [](uint32_t n) {
    return fmt::format("{} word{}", n, n == 1 ? "" : "s");
  };
  if (only_a == 0 && only_b == 0) return {};
  if (only_b == 0) return fmt::format("-- {} only in a --\n", words(only_a));
  if (only_a == 0) return fmt::format("-- {} only in b --\n", words(only_b));
  return fmt::format("-- {} only in a, {} only in b --\n", words(only_a),
                     words(only_b));
}

std::string View::Write(std::vector<Passage> passages) {
  if (passages.empty()) return "no shared passage\n";
  // The longest ones are shown; they come first.
  const size_t shown = std::min(passages.size(), kMaxPassages);
  uint64_t left_out = 0;
  for (size_t i = shown; i < passages.size(); ++i)
    left_out += passages[i].words;
  const size_t all = passages.size();
  passages.resize(shown);
  std::ranges::sort(passages, {},
                    [](const Passage& p) { return p.words_a.begin; });
  const bool complete = all == shown;
  const Rest a = RestOf(passages, &Passage::words_a,
                        static_cast<uint32_t>(a_.words.words.size()));
  const Rest b = RestOf(passages, &Passage::words_b,
                        static_cast<uint32_t>(b_.words.words.size()));
  std::string out;
  uint32_t end_b = 0;
  for (size_t i = 0; i < passages.size(); ++i) {
    const Passage& passage = passages[i];
    if (complete) out += RestLine(a.before[i], b.before[i]);
    out += fmt::format("-- {} words, bytes {}-{} of a, {}-{} of b{} --\n",
                       passage.words, passage.a.begin, passage.a.end,
                       passage.b.begin, passage.b.end,
                       passage.words_b.begin < end_b ? ", earlier in b" : "");
    end_b = passage.words_b.end;
    LayOut(passage);
    out += WriteRows();
  }
  if (complete) return out + RestLine(a.behind, b.behind);
  return out + fmt::format("-- and {} shorter passages of {} words --\n",
                           all - shown, left_out);
}

}  // namespace

std::string ViewPassages(const ViewedText& a, const ViewedText& b,
                         std::vector<Passage> passages,
                         const ViewOptions& options) {
  return View(a, b, options).Write(std::move(passages));
}

int TerminalWidth() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return kDefaultWidth;
  }
  return size.ws_col;
}

bool UseColor(std::string_view mode) {
  if (mode != "auto") return mode == "always";
  const char* const no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* const term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::string_view(term) == "dumb";
  return !dumb && isatty(STDOUT_FILENO) != 0;
}

}  // namespace nuskha::tools

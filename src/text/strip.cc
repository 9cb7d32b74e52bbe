// SPDX-License-Identifier: Apache-2.0

#include "nuskha/strip.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "text/cut_out.h"
#include "text/repair.h"

namespace nuskha {
namespace {

// Readings of one text to find out which cuts can be made, and how often the
// findings of what is left are looked at again.
constexpr int kMaxTries = 20;
constexpr int kMaxRounds = 5;

constexpr std::string_view kMark = "mark";
constexpr std::string_view kHeadline = "headline";

struct Cut {
  ByteSpan at;
  uint64_t StripCounts::*kind;
};

// The findings of `kinds`, ascending; a range that others cover is not listed.
std::vector<Cut> ListCuts(const ScanReport& report, const StripKinds& kinds) {
  std::vector<Cut> cuts;
  if (kinds.headlines && report.repeated_headline.has_value()) {
    for (const ByteSpan at : report.repeated_headline->again) {
      cuts.push_back({at, &StripCounts::headlines});
    }
  }
  if (kinds.repeats) {
    for (const Repetition& repetition : report.repeated_paragraphs) {
      for (const ByteSpan at : repetition.again) {
        cuts.push_back({at, &StripCounts::repeats});
      }
    }
  }
  for (const Boilerplate& found : report.boilerplate) {
    if (found.kind == kMark) continue;
    // "The link of this item:" goes with the headline it announces.
    const bool announces = found.kind == kHeadline;
    if (announces ? kinds.headlines : kinds.boilerplate) {
      cuts.push_back({found.at, announces ? &StripCounts::headlines
                                          : &StripCounts::boilerplate});
    }
  }
  std::ranges::stable_sort(cuts, {}, [](const Cut& cut) {
    return std::pair(cut.at.begin, ~cut.at.end);
  });
  uint32_t end = 0;
  std::erase_if(cuts, [&](Cut& cut) {
    cut.at.begin = std::max(cut.at.begin, end);
    end = std::max(end, cut.at.end);
    return cut.at.begin >= cut.at.end;
  });
  return cuts;
}

}  // namespace

void StripCounts::Add(const StripCounts& other) {
  headlines += other.headlines;
  boilerplate += other.boilerplate;
  repeats += other.repeats;
  left += other.left;
  texts += other.texts;
  bytes += other.bytes;
}

class Stripper::Impl : public internal::Spendable {
 public:
  Impl(std::shared_ptr<const BoilerplateRules> rules, StripKinds kinds)
      : kinds_(kinds), analyzer_(std::move(rules)) {}

  bool Strip(Article article, std::string* text, StripCounts* cuts);

 private:
  StripCounts CutOnce(const Article& article, std::string* text);
  bool Finish(size_t size, std::string* text, StripCounts* cuts) const;
  bool ReadsTheSame(std::string_view text);
  bool Try(std::span<const Cut> cuts);
  void MakeCuts(std::span<const Cut> cuts);

  const StripKinds kinds_;
  Analyzer analyzer_;
  Document document_;
  std::vector<uint32_t> words_;  // of the headline, then the content
  std::vector<uint32_t> words_left_;

  // Of the round.
  Article article_;        // what the text belongs to
  std::string_view text_;  // what the cuts are ranges of
  std::string decoded_;
  std::vector<bool> made_;  // shape [cuts]
  std::vector<ByteSpan> ranges_;
  std::string candidate_;
  std::string best_;
  std::string current_;
};

bool Stripper::Impl::Strip(Article article, std::string* text,
                           StripCounts* cuts) {
  *cuts = {};
  if (!kinds_.any()) return false;
  analyzer_.ForgetStems();
  internal::Check(analyzer_.Analyze(article, &document_));
  const bool all_content = document_.words.size() == document_.all_words;
  if (all_content || document_.words.empty()) return false;
  words_ = document_.title;
  words_.insert(words_.end(), document_.words.begin(), document_.words.end());
  const size_t size = article.text.size();
  for (int round = 0; round < kMaxRounds; ++round) {
    const StripCounts now = CutOnce(article, &best_);
    cuts->left = now.left;
    if (now.cuts() == 0) {
      return cuts->cuts() > 0 && Finish(size, text, cuts);
    }
    cuts->Add(now);
    current_.swap(best_);
    article.text = current_;
    if (document_.words.size() == document_.all_words) {
      // Nothing is left that could be found.
      cuts->left = 0;
      return Finish(size, text, cuts);
    }
  }
  // It does not come to rest: as it was, it does.
  *cuts = {.left = cuts->cuts()};
  return false;
}

// Hands over what is left of a text of `size` bytes.
bool Stripper::Impl::Finish(size_t size, std::string* text,
                            StripCounts* cuts) const {
  cuts->texts = 1;
  cuts->bytes = size - std::min(size, current_.size());
  *text = current_;
  return true;
}

// One round over the findings of article.text: counts what was cut, and
// replaces *text by what is left.
StripCounts Stripper::Impl::CutOnce(const Article& article, std::string* text) {
  StripCounts counts;
  const ScanReport report =
      internal::Checked(analyzer_.Scan(article, &document_, nullptr));
  const std::vector<Cut> cuts = ListCuts(report, kinds_);
  if (cuts.empty()) return counts;
  article_ = article;
  text_ = article.text;
  if (report.repair.windows_1256 &&
      internal::DecodeWindows1256(article.text, &decoded_)) {
    text_ = decoded_;
  }
  made_.assign(cuts.size(), false);
  MakeCuts(cuts);
  for (size_t i = 0; i < cuts.size(); ++i) {
    ++(made_[i] ? counts.*cuts[i].kind : counts.left);
  }
  if (counts.cuts() > 0) text->swap(candidate_);
  return counts;
}

// Sets made_ and candidate_: all cuts if that can be, else halves of them, down
// to single ones, as far as the tries reach.
void Stripper::Impl::MakeCuts(std::span<const Cut> cuts) {
  std::vector<std::pair<size_t, size_t>> open = {{0, cuts.size()}};
  bool same = false;
  for (int tries = 0; !open.empty() && tries < kMaxTries; ++tries) {
    const auto [begin, end] = open.back();
    open.pop_back();
    std::fill(made_.begin() + static_cast<ptrdiff_t>(begin),
              made_.begin() + static_cast<ptrdiff_t>(end), true);
    same = Try(cuts);
    if (same) continue;
    std::fill(made_.begin() + static_cast<ptrdiff_t>(begin),
              made_.begin() + static_cast<ptrdiff_t>(end), false);
    if (end - begin == 1) continue;
    const size_t middle = begin + (end - begin) / 2;
    open.emplace_back(middle, end);
    open.emplace_back(begin, middle);
  }
  if (!same) Try(cuts);  // once more with those that were right
}

bool Stripper::Impl::Try(std::span<const Cut> cuts) {
  ranges_.clear();
  for (size_t i = 0; i < cuts.size(); ++i) {
    if (made_[i]) ranges_.push_back(cuts[i].at);
  }
  internal::CutOut(text_, ranges_, &candidate_);
  return ReadsTheSame(candidate_);
}

bool Stripper::Impl::ReadsTheSame(std::string_view text) {
  article_.text = text;
  internal::Check(analyzer_.Analyze(article_, &document_));
  words_left_ = document_.title;
  words_left_.insert(words_left_.end(), document_.words.begin(),
                     document_.words.end());
  return words_left_ == words_;
}

Stripper::Stripper(std::shared_ptr<const BoilerplateRules> rules,
                   StripKinds kinds)
    : impl_(internal::MakeOrNull<Impl>(std::move(rules), kinds)) {}
Stripper::~Stripper() = default;
Stripper::Stripper(Stripper&&) noexcept = default;
Stripper& Stripper::operator=(Stripper&&) noexcept = default;

absl::StatusOr<bool> Stripper::Strip(const Article& article, std::string* text,
                                     StripCounts* cuts) {
  return internal::GuardedCall(impl_, [&](Impl& impl) -> absl::StatusOr<bool> {
    return impl.Strip(article, text, cuts);
  });
}

}  // namespace nuskha

// SPDX-License-Identifier: Apache-2.0
//
// Why a relation was given, in sentences from a closed list. Every number in
// them is a figure of the match.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/guarded.h"
#include "nuskha/match.h"

namespace nuskha {
namespace {

// Rounded to the nearest, but never to 0 or 100 % unless it is exactly that.
int Percent(double share) {
  const int rounded = static_cast<int>(std::lround(share * 100));
  if (rounded == 0 && share > 0) return 1;
  if (rounded == 100 && share < 1) return 99;
  return rounded;
}

// Shares from which on a sentence is worth saying.
constexpr double kFromItsStart = 0.05;
constexpr double kMuchUnseen = 0.05;
constexpr double kForeignHeadline = 0.35;
constexpr double kMostlyRecurrent = 0.5;

class Writer {
 public:
  Writer(const Match& match, std::string_view name_a, std::string_view name_b)
      : match_(match), e_(match.evidence), name_a_(name_a), name_b_(name_b) {
    shorter_ = match.a_is_longer ? name_b : name_a;
    longer_ = match.a_is_longer ? name_a : name_b;
  }

  std::vector<std::string> Write() {
    switch (match_.relation) {
      case Relation::kNothing:
        break;
      case Relation::kExact:
        if (match_.words_a == match_.words_b && match_.jaccard == 1) {
          Say("all {} content words are equal", match_.words_a);
        } else {
          Say("all words of the two texts are equal, in other paragraphs");
        }
        break;
      case Relation::kCopy:
        TakenOver();
        Unseen();
        NumbersAgree();
        break;
      case Relation::kPartial:
        Extent();
        TakenOver();
        Unseen();
        NumbersAgree();
        break;
      case Relation::kUpdate:
        Later();
        TakenOver();
        NumbersAgree();
        break;
      case Relation::kPassage:
        Say("a run of {} words is shared", match_.longest_run);
        TakenOver();
        if (e_.same_source && e_.days_later != 0) Later();
        Headline();
        Recurrent();
        break;
      case Relation::kTemplate:
        Recurrent();
        Conflicts();
        if (e_.conflicts == 0) NumbersAgree();
        Headline();
        break;
      case Relation::kTranslation:
        Translated();
        return std::move(reasons_);
    }
    SayTier();
    return std::move(reasons_);
  }

 private:
  template <typename... T>
  void Say(fmt::format_string<T...> text, T&&... values) {
    reasons_.push_back(fmt::format(text, std::forward<T>(values)...));
  }

  void Extent() {
    const double fewer = std::min(match_.words_a, match_.words_b);
    const double more = std::max(match_.words_a, match_.words_b);
    const int percent = Percent(fewer / more);
    if (e_.from < kFromItsStart) {
      Say("{} is {} % of {}, from its start", shorter_, percent, longer_);
    } else {
      Say("{} is {} % of {}, from {} % on", shorter_, percent, longer_,
          Percent(e_.from));
    }
  }

  void TakenOver() {
    Say("{} % of {}'s words stand in {}, too", Percent(e_.of_shorter), shorter_,
        longer_);
  }

  void Unseen() {
    if (e_.unseen < kMuchUnseen) return;
    Say("{} % of {}'s words are nowhere in {}", Percent(e_.unseen), shorter_,
        longer_);
  }

  void NumbersAgree() {
    Conflicts();
    if (e_.numbers == 0) return;
    if (2 * e_.numbers_shared >= e_.numbers) {
      Say("same numbers: {} of {}", e_.numbers_shared, e_.numbers);
    } else {
      Say("numbers differ: {} has {} of {}", longer_, e_.numbers_shared,
          e_.numbers);
    }
  }

  void Conflicts() {
    if (e_.conflicts == 0) return;
    std::string text;
    const size_t shown =
        std::min<size_t>(e_.conflicts, e_.conflict_examples.size());
    for (size_t i = 0; i < shown; ++i) {
      text += fmt::format("{}{} / {}", i == 0 ? "" : ", ",
                          e_.conflict_examples[i].a, e_.conflict_examples[i].b);
    }
    if (e_.conflicts > shown) {
      text += fmt::format(" and {} more", e_.conflicts - shown);
    }
    Say("numbers differ in the same place: {}", text);
  }

  void Recurrent() {
    if (e_.recurrent < kMostlyRecurrent) return;
    Say("this wording returns in other articles of {}: {} % of the shared runs",
        e_.tier == Tier::kSource ? "this source" : "other days",
        Percent(e_.recurrent));
  }

  void Headline() {
    if (e_.title_words == 0 || e_.headline >= kForeignHeadline) return;
    Say("the headline of {} is about something else: {} of its {} words are in "
        "{}",
        longer_, e_.title_found, e_.title_words, shorter_);
  }

  void Later() {
    const std::string_view later = e_.days_later > 0 ? name_b_ : name_a_;
    const bool shorter_is_later = later == shorter_;
    Say("same outlet, {} is {} days later and has {} % of the earlier text",
        later, std::abs(e_.days_later),
        Percent(shorter_is_later ? e_.of_longer : e_.of_shorter));
  }

  void Translated() {
    const Translation& t = match_.translation;
    Say("possibly two translations of one original: {} of {} rare words that "
        "both have come in the same order, {:.1f} % of the text apart",
        t.in_order, t.anchors, t.displacement * 100);
    Say("{} % of the weight of all their word stems is in both",
        Percent(t.overlap));
    if (t.numbers > 0) {
      Say("same numbers: {} of {}", t.numbers_shared, t.numbers);
    }
  }

  void SayTier() {
    if (match_.relation == Relation::kExact || reasons_.empty()) return;
    if (e_.tier == Tier::kText) {
      Say("judged by the two texts alone: templates cannot be told well");
    } else if (e_.tier == Tier::kDates) {
      Say("no source is known: templates are told by dates only");
    }
  }

  const Match& match_;
  const Evidence& e_;
  std::string_view name_a_, name_b_, shorter_, longer_;
  std::vector<std::string> reasons_;
};

}  // namespace

absl::StatusOr<std::vector<std::string>> Reasons(const Match& match,
                                                 std::string_view name_a,
                                                 std::string_view name_b) {
  return internal::Guarded([&]() -> absl::StatusOr<std::vector<std::string>> {
    return Writer(match, name_a, name_b).Write();
  });
}

}  // namespace nuskha

// SPDX-License-Identifier: Apache-2.0
//
// Stripper: takes out of a text what stands in it twice and what is no content.
//
// Guarantees: the headline and the content words, one after the other, are what
// they were; stripping what was stripped changes nothing; a text that is
// nothing but boilerplate stays as it is. A cut after which the rest would read
// as something else (a paragraph of content comes to stand where a rule looks
// for boilerplate) is left out and counted.
//
// Example:
//
//   auto rules = nuskha::BoilerplateRules::Default();
//   if (!rules.ok()) return rules.status();
//   nuskha::Stripper stripper(*rules, {.headlines = true, .repeats = true});
//   nuskha::StripCounts cuts;
//   std::string text;
//   auto changed = stripper.Strip(article, &text, &cuts);
//   if (!changed.ok()) return changed.status();
//   if (*changed) Write(text);

#ifndef NUSKHA_STRIP_H_
#define NUSKHA_STRIP_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "nuskha/article.h"
#include "nuskha/document.h"
#include "nuskha/export.h"

namespace nuskha {

// What is taken out.
struct StripKinds {
  bool headlines = false;    // repeats of the headline and what announces them
  bool boilerplate = false;  // the other findings of kind drop, inline cuts too
  bool repeats = false;      // repeats of an earlier paragraph

  bool any() const { return headlines || boilerplate || repeats; }
};

// Cuts of one text, or of many.
struct NUSKHA_EXPORT StripCounts {
  uint64_t headlines = 0;
  uint64_t boilerplate = 0;
  uint64_t repeats = 0;
  uint64_t left = 0;   // found, and left in: the rest would read otherwise
  uint64_t texts = 0;  // that were changed
  uint64_t bytes = 0;  // how much shorter these are

  uint64_t cuts() const { return headlines + boilerplate + repeats; }
  void Add(const StripCounts& other);
};

// One per thread: it keeps scratch buffers.
class NUSKHA_EXPORT Stripper {
 public:
  // rules: as of Analyzer.
  Stripper(std::shared_ptr<const BoilerplateRules> rules, StripKinds kinds);
  ~Stripper();
  Stripper(Stripper&&) noexcept;
  Stripper& operator=(Stripper&&) noexcept;

  // True: *text is Article::text (its decoded form if that is windows-1256)
  // without the cuts. False: nothing was cut, and *text is not touched. *cuts
  // is replaced in either case. A whole paragraph goes with its line break and
  // the blank lines behind it. O(bytes of the article): it is read again at
  // most 100 times, once or twice as a rule. Errors: ResourceExhausted if
  // memory ends, now or in the constructor; then and later, as of Analyzer.
  absl::StatusOr<bool> Strip(const Article& article, std::string* text,
                             StripCounts* cuts);

 private:
  class NUSKHA_HIDDEN Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nuskha

#endif  // NUSKHA_STRIP_H_

// SPDX-License-Identifier: Apache-2.0
//
// Labelled pairs: tab-separated a, b, label and, if there is a fourth column, a
// stratum; further columns are for people. A first line "a b label ..." is a
// header. `a` and `b` may stand in either order.

#ifndef NUSKHA_TOOLS_EVAL_GOLD_H_
#define NUSKHA_TOOLS_EVAL_GOLD_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace nuskha::tools {

struct GoldPair {
  size_t label = 0;     // index into kLabels
  std::string stratum;  // empty: none
};

class Gold {
 public:
  // Adds the pairs of a file. A pair that is there with the same label counts
  // once.
  // Errors: those of ReadWholeFile(); InvalidArgument naming file and line of
  // what is no labelled pair, or labelled otherwise before.
  absl::Status Read(const std::string& path);

  size_t size() const { return pairs_.size(); }
  size_t repeated() const { return repeated_; }
  const GoldPair& pair(size_t number) const { return pairs_[number]; }

  // Number of the pair, or size() if it is not labelled.
  size_t Find(std::string_view a, std::string_view b) const;

 private:
  absl::Status AddLine(std::string_view line);

  std::vector<GoldPair> pairs_;
  // Ids in byte order, to the number of the pair.
  std::map<std::pair<std::string, std::string>, size_t> numbers_;
  size_t repeated_ = 0;
};

}  // namespace nuskha::tools

#endif  // NUSKHA_TOOLS_EVAL_GOLD_H_

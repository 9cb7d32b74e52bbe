// SPDX-License-Identifier: Apache-2.0

#ifndef NUSKHA_SRC_CORPUS_DAMAGE_LOG_H_
#define NUSKHA_SRC_CORPUS_DAMAGE_LOG_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/status_util.h"
#include "corpus/byte_stream.h"
#include "nuskha/reader.h"

namespace nuskha::internal {

// What was damaged in one pass over the inputs. All of it is counted, the first
// places are listed.
class DamageLog {
 public:
  void Add(Reject place) {
    bytes_ += place.length;
    last_ = Describe(place);
    if (places_.size() < kMaxListed) places_.push_back(std::move(place));
  }
  void EndStream(bool damaged) { streams_ += damaged ? 1 : 0; }
  void Clear() { *this = {}; }

  uint64_t streams() const { return streams_; }
  uint64_t bytes() const { return bytes_; }
  const std::vector<Reject>& places() const { return places_; }

  // For --on-damage fail: DataLoss at `place`.
  static absl::Status Failure(const Reject& place) {
    return MakeStatus(absl::StatusCode::kDataLoss, Describe(place));
  }
  // The latest. REQUIRES: there was some
  absl::Status Failure() const {
    return MakeStatus(absl::StatusCode::kDataLoss, last_);
  }

 private:
  static constexpr size_t kMaxListed = 1000;

  static std::string Describe(const Reject& place) {
    return place.file + ": " + place.detail + " (at byte " +
           std::to_string(place.offset) + ")";
  }

  uint64_t streams_ = 0;
  uint64_t bytes_ = 0;
  std::vector<Reject> places_;
  std::string last_;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_CORPUS_DAMAGE_LOG_H_

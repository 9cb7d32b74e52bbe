// SPDX-License-Identifier: Apache-2.0
//
// Random numbers that are the same everywhere, and draws by Zipf's law.

#ifndef NUSKHA_BENCH_SCALE_ZIPF_H_
#define NUSKHA_BENCH_SCALE_ZIPF_H_

#include <cmath>
#include <cstdint>
#include <vector>

namespace nuskha::scale {

// SplitMix64 (Steele, Lea, Flood 2014).
constexpr uint64_t Mix(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

class Random {
 public:
  explicit Random(uint64_t seed) : state_(Mix(seed ^ 0x6e75736b6861)) {}

  uint64_t Next() { return Mix(state_ += 0x9e3779b97f4a7c15); }

  // In [0, bound).
  uint32_t Below(uint64_t bound) {
    return static_cast<uint32_t>((Next() >> 32) * bound >> 32);
  }

  bool Chance(double share) {
    return static_cast<double>(Next() >> 11) * 0x1p-53 < share;
  }

 private:
  uint64_t state_;
};

// Rank r, from 0, with probability proportional to (r + shift)^-exponent; O(1)
// a draw (Walker's alias method).
class Zipf {
 public:
  Zipf(uint32_t count, double exponent, double shift)
      : kept_(count), alias_(count) {
    std::vector<double> weight(count);
    double sum = 0;
    for (uint32_t i = 0; i < count; ++i) {
      weight[i] = std::pow(i + shift, -exponent);
      sum += weight[i];
    }
    std::vector<uint32_t> small, large;
    for (uint32_t i = 0; i < count; ++i) {
      weight[i] *= count / sum;
      (weight[i] < 1 ? small : large).push_back(i);
    }
    while (!small.empty() && !large.empty()) {
      const uint32_t less = small.back();
      const uint32_t more = large.back();
      small.pop_back();
      kept_[less] = weight[less];
      alias_[less] = more;
      weight[more] -= 1 - weight[less];
      if (weight[more] < 1) {
        large.pop_back();
        small.push_back(more);
      }
    }
    for (const uint32_t i : small) kept_[i] = 1;
    for (const uint32_t i : large) kept_[i] = 1;
  }

  uint32_t Draw(Random* random) const {
    const uint32_t i = random->Below(kept_.size());
    return random->Chance(kept_[i]) ? i : alias_[i];
  }

 private:
  std::vector<double> kept_;  // chance of i itself where i was hit
  std::vector<uint32_t> alias_;
};

}  // namespace nuskha::scale

#endif  // NUSKHA_BENCH_SCALE_ZIPF_H_

// SPDX-License-Identifier: Apache-2.0

#include "nuskha/lsh.h"

#include <array>
#include <cassert>
#include <cmath>
#include <limits>

namespace nuskha {
namespace {

// Pairs of 30,676 newspaper articles per tenth of w5 Jaccard that share at
// least a tenth of one text; the first entry holds the pairs below that share
// anything at all.
constexpr std::array<double, 10> kPairsPerTenth = {
    1900000, 12712, 5734, 3468, 2690, 2124, 1615, 1547, 1402, 974};

// Verifying a candidate costs a microsecond, a missed republication a reader's
// trust; 300 puts recall at the threshold near .95 with 128 lanes.
constexpr double kMissedCost = 300;

// Expected cost of a banding: integral over similarity, ten steps a tenth.
double ExpectedCost(double threshold, Banding banding) {
  constexpr int kSteps = 100;
  double cost = 0;
  for (int step = 0; step < kSteps; ++step) {
    const double jaccard = (step + 0.5) / kSteps;
    // Inside the first tenth the mass falls off steeply towards .1.
    const double weight =
        step < 10 ? kPairsPerTenth[0] * std::pow(0.5, step + 1)
                  : kPairsPerTenth[static_cast<size_t>(step / 10)] / 10;
    const double found = CandidateProbability(jaccard, banding);
    cost += weight * found;
    if (jaccard >= threshold) cost += kMissedCost * weight * (1 - found);
  }
  return cost;
}

}  // namespace

double CandidateProbability(double jaccard, Banding banding) {
  const double band = std::pow(jaccard, banding.rows);
  return 1 - std::pow(1 - band, banding.bands);
}

Banding ChooseBanding(double threshold, uint32_t width) {
  assert(width >= 1 && threshold > 0 && threshold <= 1);
  Banding best;
  double best_cost = std::numeric_limits<double>::infinity();
  for (uint32_t rows = width; rows >= 1; --rows) {
    const Banding banding{.bands = width / rows, .rows = rows};
    const double cost = ExpectedCost(threshold, banding);
    if (cost < best_cost) {
      best_cost = cost;
      best = banding;
    }
  }
  return best;
}

}  // namespace nuskha

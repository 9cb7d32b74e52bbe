// SPDX-License-Identifier: Apache-2.0
//
// MinHash: fixed-width sketches of shingle sets.
//
// A signature is `width` 32-bit lanes. The share of lanes on which two
// signatures agree estimates the Jaccard similarity J of the two shingle sets
// (size of the intersection over size of the union) with standard error
// sqrt(J * (1 - J) / width): 0.044 at J = 0.5 with the default 128 lanes.
// 32-bit lanes rather than 64 quarter the cost of a lane and add a bias below
// (size of the union) / 2^32, under 1e-6 for two articles of 2,000 shingles.
//
// Example:
//
//   absl::StatusOr<nuskha::MinHasher> hasher = nuskha::MinHasher::Create({});
//   if (!hasher.ok()) return hasher.status();
//   std::vector<uint32_t> a(hasher->width()), b(hasher->width());
//   hasher->Sketch(shingles_a, a);
//   hasher->Sketch(shingles_b, b);
//   const double similarity = nuskha::EstimateJaccard(a, b);
//
// Source: A. Broder, "On the resemblance and containment of documents",
// SEQUENCES 1997, pp. 21-29.

#ifndef NUSKHA_MINHASH_H_
#define NUSKHA_MINHASH_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "nuskha/export.h"

namespace nuskha {

struct MinHashOptions {
  // Lanes per signature, in [1, MinHasher::kMaxWidth]. Doubling it divides the
  // standard error by 1.41 and doubles time and storage (4 bytes a lane).
  uint32_t width = 128;

  // Chooses the hash family. Signatures made with different seeds must never
  // be compared; family_id() exists so that storage can refuse to. The default
  // spells "nuskha" in ASCII, revision 1.
  uint64_t seed = 0x6e75736b6861'0001;
};

// Turns shingle sets into signatures. Immutable once created: one instance may
// serve any number of threads without synchronization.
class NUSKHA_EXPORT MinHasher {
 public:
  static constexpr uint32_t kMaxWidth = 4096;

  // Lane value of an empty set. A non-empty set reaches it in a given lane with
  // probability below 2^-31 a shingle.
  static constexpr uint32_t kEmptyLane = std::numeric_limits<uint32_t>::max();

  // Errors: InvalidArgument if options.width is out of range, ResourceExhausted
  // if memory ends.
  static absl::StatusOr<MinHasher> Create(const MinHashOptions& options);

  // Writes the signature of `shingles` to `lanes`.
  //
  // shingles: shape [n], each a well-mixed 64-bit hash (ShingleHashes()
  //     produces them). Lane functions are only pairwise independent, which
  //     biases the minimum over structured keys (Patrascu & Thorup, ICALP
  //     2010). Order and repetition do not matter; n may be 0.
  // lanes: shape [width()], owned by the caller, overwritten.
  //
  // O(n * width()) time, no allocation, cannot fail.
  // REQUIRES: lanes.size() == width()
  void Sketch(std::span<const uint64_t> shingles,
              std::span<uint32_t> lanes) const;

  uint32_t width() const { return static_cast<uint32_t>(multipliers_.size()); }

  // Names everything a signature's meaning depends on: the algorithm revision,
  // width and seed. Stored next to signatures on disk; equal ids mean the
  // signatures are comparable.
  uint32_t family_id() const { return family_id_; }

 private:
  explicit MinHasher(const MinHashOptions& options);

  // Structure of arrays: kernels load consecutive lanes into one register.
  std::vector<uint32_t> multipliers_;  // odd; shape [width]
  std::vector<uint32_t> offsets_;      // shape [width]
  uint32_t family_id_;
};

// Estimated Jaccard similarity in [0, 1], a multiple of 1 / a.size(). Two empty
// sets give 0: an empty article is similar to nothing.
// REQUIRES: a.size() == b.size(), a.size() > 0, both from one family_id()
[[nodiscard]] NUSKHA_EXPORT double EstimateJaccard(std::span<const uint32_t> a,
                                                   std::span<const uint32_t> b);

// Makes `lanes` the signature of the union of its own set and `other`'s.
// REQUIRES: lanes.size() == other.size(), both from one family_id()
NUSKHA_EXPORT void MergeSignature(std::span<uint32_t> lanes,
                                  std::span<const uint32_t> other);

}  // namespace nuskha

#endif  // NUSKHA_MINHASH_H_

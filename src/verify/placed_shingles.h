// SPDX-License-Identifier: Apache-2.0
//
// The shingles of one text with their places, filled once and probed by many
// texts: the same probe gives the exact score and the seeds of the alignment.

#ifndef NUSKHA_SRC_VERIFY_PLACED_SHINGLES_H_
#define NUSKHA_SRC_VERIFY_PLACED_SHINGLES_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace nuskha::internal {

class PlacedShingles {
 public:
  // Replaces the shingles; hashes in text order. Allocates only to grow.
  void Assign(std::span<const uint64_t> hashes) {
    const size_t capacity = std::bit_ceil(hashes.size() * 2 + 2);
    if (slots_.size() < capacity) slots_.assign(capacity, {});
    mask_ = capacity - 1;
    if (++epoch_ == 0) {  // wrapped: forget the slots of old texts
      slots_.assign(slots_.size(), {});
      epoch_ = 1;
    }
    size_ = 0;
    next_.resize(hashes.size());
    bits_.assign(std::bit_ceil(hashes.size() / 4 + 1), 0);
    for (const uint64_t hash : hashes) bits_[Word(hash)] |= Bit(hash);
    // Backwards, so that every chain runs forwards.
    for (size_t place = hashes.size(); place-- > 0;) {
      Slot& slot = Find(hashes[place]);
      if (slot.epoch != epoch_) {
        slot = {.tag = Tag(hashes[place]), .epoch = epoch_};
        ++size_;
      }
      next_[place] = slot.first;
      slot.first = static_cast<uint32_t>(place + 1);
    }
  }

  // Distinct shingles.
  size_t size() const { return size_; }

  // Takes the shingles of another text, which must stay until Probe(). Returns
  // at most how many of them are among these: a cheap look that spares most
  // texts the probe, and the probe most shingles.
  size_t CountPossible(std::span<const uint64_t> probe) {
    probe_ = probe;
    if (possible_.size() < probe.size()) possible_.resize(probe.size());
    uint32_t* const possible = possible_.data();
    size_t count = 0;
    for (size_t i = 0; i < probe.size(); ++i) {
      // Written always, counted if it holds: no branch to predict.
      possible[count] = static_cast<uint32_t>(i);
      count += (bits_[Word(probe[i])] & Bit(probe[i])) != 0 ? 1 : 0;
    }
    return possible_count_ = count;
  }

  // Looks the shingles of the last CountPossible() up. Puts the first place + 1
  // of each into *links (0: none, or looked up more than `most` times before)
  // and returns how many distinct ones were found.
  size_t Probe(uint32_t most, std::vector<uint32_t>* links) {
    links->assign(probe_.size(), 0);
    if (slots_.empty()) return 0;
    if (++round_ == 0) {  // wrapped: forget the marks of old rounds
      for (Slot& slot : slots_) slot.round = 0;
      round_ = 1;
    }
    size_t shared = 0;
    for (size_t k = 0; k < possible_count_; ++k) {
      const uint32_t i = possible_[k];
      Slot& slot = Find(probe_[i]);
      if (slot.epoch != epoch_) continue;
      if (slot.round != round_) {
        slot.round = round_;
        slot.times = 0;
        ++shared;
      }
      if (slot.times == most) continue;
      ++slot.times;
      (*links)[i] = slot.first;
    }
    return shared;
  }

  size_t Probe(std::span<const uint64_t> probe, uint32_t most,
               std::vector<uint32_t>* links) {
    CountPossible(probe);
    return Probe(most, links);
  }

  // Next place + 1 of the shingle at each place, 0: none.
  std::span<const uint32_t> next() const { return next_; }

 private:
  // 16 bytes, so that the shingles of an article stay in the first-level cache.
  // The slot's place and 32 further bits tell hashes apart: two of one article
  // fall together with probability 2^-32 times the share of taken slots.
  struct Slot {
    uint32_t tag = 0;
    uint16_t epoch = 0;
    uint16_t round = 0;
    uint32_t times = 0;
    uint32_t first = 0;
  };

  // Of 16 bits a shingle or more; other bits of the hash than in the slots.
  size_t Word(uint64_t hash) const { return hash >> 26 & (bits_.size() - 1); }
  static uint64_t Bit(uint64_t hash) { return uint64_t{1} << (hash >> 58); }

  static uint32_t Tag(uint64_t hash) {
    return static_cast<uint32_t>(hash >> 32);
  }

  // The slot of `hash`, or the free one where it would go. Shingle hashes are
  // well mixed: the low bits choose the slot.
  Slot& Find(uint64_t hash) {
    size_t i = hash & mask_;
    while (slots_[i].epoch == epoch_ && slots_[i].tag != Tag(hash)) {
      i = (i + 1) & mask_;
    }
    return slots_[i];
  }

  std::vector<Slot> slots_;
  std::vector<uint64_t> bits_ = std::vector<uint64_t>(1);
  std::vector<uint32_t> next_;
  std::span<const uint64_t> probe_;
  std::vector<uint32_t> possible_;  // places in probe_
  size_t possible_count_ = 0;
  size_t mask_ = 0;
  size_t size_ = 0;
  uint16_t epoch_ = 0;
  uint16_t round_ = 0;
};

}  // namespace nuskha::internal

#endif  // NUSKHA_SRC_VERIFY_PLACED_SHINGLES_H_

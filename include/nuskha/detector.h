// SPDX-License-Identifier: Apache-2.0
//
// Detector: the same and the nearly same articles of a collection.
//
//   articles -> Add (words are kept, texts are not) -> Run -> matches
//
// Guarantee: every match is verified exactly on the words; which pairs are
// looked at is the only thing that is sampled. With the default sampled index
// at least 99.9 % of the pairs with containment 0.8 or more (on 3-shingles,
// documents of 20 words or more), and 98.5 % of those with 0.5 or more, were
// found on 18,984 newspaper articles; `kExact` finds all. Equal texts always
// meet, each of many with the first 4 and the 8 previous ones. The result is
// the same for any number of threads.
//
// Example:
//
//   auto detector = nuskha::Detector::Create({});
//   if (!detector.ok()) return detector.status();
//   for (const nuskha::Article& article : articles) {
//     auto number = detector->Add(article);
//     if (!number.ok()) return number.status();
//   }
//   auto matches = detector->Run();
//   if (!matches.ok()) return matches.status();
//   for (const nuskha::Match& match : *matches) Use(match.a, match.b);

#ifndef NUSKHA_DETECTOR_H_
#define NUSKHA_DETECTOR_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "nuskha/article.h"
#include "nuskha/checkpoint.h"
#include "nuskha/document.h"
#include "nuskha/export.h"
#include "nuskha/lsh.h"
#include "nuskha/match.h"

namespace nuskha {

enum class CandidateMethod {
  kSampled,  // sampled-shingle inverted index: containment and resemblance
  kMinHash,  // banded MinHash signatures: resemblance only, for comparison
  kExact,    // every shingle: all pairs, for audits
};

struct DetectorOptions {
  CandidateMethod candidates = CandidateMethod::kSampled;
  // One shingle in this many is a key, in [1, 65536]; in half as many if
  // min_score is below 0.3; sampled only.
  uint32_t sampling_rate = 8;
  // w5 Jaccard that bands and rows aim at, in (0, 1]; minhash only.
  double minhash_threshold = 0.4;
  uint64_t seed = 0x6e75736b6861'0001;
  // Threads for Run(), in [1, 1024].
  uint32_t threads = 1;
  // Bytes of words and keys to keep in memory, about; what is more goes to a
  // file without a name in temporary_folder (empty: TMPDIR or /tmp). 0: no
  // limit. Matches are the same. Not below it: about 160 bytes for each
  // document (430 if they are short) and 13 more for each thread, 12 for each
  // key that two documents share, and the matches.
  uint64_t memory = 0;
  std::string temporary_folder = {};
  // Keys of more documents than this link each holder to 12 others only, at
  // least 2.
  uint32_t frequency_cap = 256;
  // Pairs with a smaller max(a_in_b, b_in_a) are no matches, in [0, 1]. Below
  // 0.3 more pairs are looked at.
  double min_score = 0.3;
  // Never match two documents of one source.
  bool isolate_sources = false;
  // Suggest translations of one original, too (Relation::kTranslation), among
  // the pairs without another relation. Needs at least 20 documents, analyzed
  // with ListLightStems().
  bool translations = false;
  // Fill in all of Match::evidence, as reasons need it. Relation and confidence
  // are the same without.
  bool all_evidence = true;
};

// What a run did, for people and for statistics.
struct RunStats {
  uint64_t keys = 0;                    // (key, document) entries
  uint64_t shared_keys = 0;             // keys of two documents or more
  uint64_t hot_keys = 0;                // keys over the frequency cap
  uint32_t hottest = 0;                 // documents of the commonest key
  uint32_t hottest_example = 0;         // one of those documents
  uint64_t candidates = 0;              // pairs looked at
  uint64_t verified = 0;                // pairs that passed min_score
  uint64_t translation_candidates = 0;  // pairs with 10 rare words in common
  // Of wording that returns: see FurnitureStats.
  uint64_t recurrent_grams = 0;
  uint64_t furniture_grams = 0;
  // Bytes of words and keys that went to the temporary file, in all.
  uint64_t spilled = 0;
  Banding banding;  // minhash only
};

struct RunHooks {
  // Called between steps, on the caller's thread, with the documents judged so
  // far and in all; false ends the run.
  std::function<bool(uint64_t done, uint64_t total)> progress = {};
  // If set, steps it holds are not judged again, and others are added to it.
  // Its settings must name all that DetectorOptions change.
  Checkpoint* checkpoint = nullptr;
};

// Not thread-safe, except where said. What can fail after Create() is memory
// that ends, ResourceExhausted, and a temporary file that cannot be written,
// Aborted (only with DetectorOptions::memory). After it Add() and Run() return
// ResourceExhausted, and the detector can only be destroyed or assigned to. A
// Compare() that fails changes nothing.
class NUSKHA_EXPORT Detector {
 public:
  // Errors: InvalidArgument naming the option that is out of range,
  // ResourceExhausted if memory ends.
  static absl::StatusOr<Detector> Create(const DetectorOptions& options);
  ~Detector();
  Detector(Detector&&) noexcept;
  Detector& operator=(Detector&&) noexcept;

  // Adds an article; documents are numbered from 0 in the order they come.
  // Returns its number. At most 2^32 - 1 documents.
  absl::StatusOr<uint32_t> Add(const Article& article);

  // The same for an article analyzed before (on another thread, say).
  // source: the outlet's name, may be empty. date: seconds since 1970-01-01
  // UTC. Both tell templates and updates from copies: see Tier. Documents of
  // one analyzer must come in its order, none left out: see
  // Document::new_stems.
  absl::StatusOr<uint32_t> Add(const Document& document,
                               std::string_view source,
                               std::optional<int64_t> date = std::nullopt);

  uint32_t size() const;

  // The words that a document is judged on: its content words, or those of its
  // headline if it has no word in the body. Valid while the detector lives.
  // REQUIRES: document < size()
  std::span<const uint32_t> words(uint32_t document) const;

  // All matches with a relation other than kNothing, ascending by (a, b).
  // O(words) plus the candidate pairs.
  absl::StatusOr<std::vector<Match>> Run();

  // The same in steps of 16,384 documents. Errors: Cancelled if the hooks say
  // so.
  absl::StatusOr<std::vector<Match>> Run(const RunHooks& hooks);

  // The relation of two documents, whether or not they were candidates: what
  // Run() says of the pair, if Run() was called after the last Add(); without
  // the wording of the collection else, and never kTranslation. kNothing with
  // its scores, and a confidence of 0, for what the options leave out: scores
  // below min_score, isolated sources. Safe to call from any thread once all
  // documents are there. REQUIRES: a != b, both below size()
  absl::StatusOr<Match> Compare(uint32_t a, uint32_t b) const;

  // Of the last Run().
  const RunStats& stats() const;

  // Words of a document that the last Run() took for furniture, and not for
  // the article's own; 0 if there was none since the last Add(). O(words).
  absl::StatusOr<uint32_t> furniture_words(uint32_t doc) const;

 private:
  class NUSKHA_HIDDEN Impl;
  explicit Detector(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace nuskha

#endif  // NUSKHA_DETECTOR_H_

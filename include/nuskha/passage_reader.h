// SPDX-License-Identifier: Apache-2.0
//
// Passages of the matches of a collection. Documents keep words and no texts,
// so the records are read a second time, and those that stand in a match are
// analyzed again, each once.
//
// Example:
//
//   auto matches = detector->Run();
//   if (!matches.ok()) return matches.status();
//   absl::Status status = nuskha::ReadPassages(
//       reader.get(), collection, *detector, *matches, options,
//       [&](size_t i, const std::vector<nuskha::Passage>& passages) {
//         Use((*matches)[i], passages);
//       });

#ifndef NUSKHA_PASSAGE_READER_H_
#define NUSKHA_PASSAGE_READER_H_

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "nuskha/collection.h"
#include "nuskha/detector.h"
#include "nuskha/export.h"
#include "nuskha/match.h"
#include "nuskha/passage.h"
#include "nuskha/reader.h"

namespace nuskha {

// Rewinds *reader and calls on_passages(i, passages of matches[i]) once for
// each match, one call at a time on any thread: ascending by the later document
// of the match, then by the earlier.
//
// `matches`: of *detector, a < b, in the order of Detector::Run() or any part
// of it. `collection`: loaded once, with all of *reader and with `options`, of
// which read, rules, threads and progress are used.
//
// Between the two records of a match about 2 bytes a word are kept of the
// first. The result does not depend on the number of threads.
//
// Errors: those of RecordReader; DataLoss if a record is no longer what it was;
// Cancelled if progress() said so; InvalidArgument if options.threads is out of
// range; ResourceExhausted if memory ends.
NUSKHA_EXPORT absl::Status ReadPassages(
    RecordReader* reader, const Collection& collection,
    const Detector& detector, std::span<const Match> matches,
    const CollectionOptions& options,
    const std::function<
        void(size_t match, const std::vector<Passage>& passages)>& on_passages);

}  // namespace nuskha

#endif  // NUSKHA_PASSAGE_READER_H_

// SPDX-License-Identifier: Apache-2.0
//
// Collection: scrape dumps read into a Detector, with an account that closes.
//
// Every record that was read is a document, passed through (it has no word) or
// rejected. What is kept per record is small: its id and what keep policies
// look at; texts are read again when they are written.
//
// Example:
//
//   auto detector = nuskha::Detector::Create({});
//   nuskha::Collection collection({.rules = rules, .threads = 2});
//   auto reader = nuskha::RecordReader::Open({"dump.jsonl.zst"}, {});
//   absl::Status status = collection.Load(reader->get(), &*detector);
//   if (!status.ok()) return status;
//   auto matches = detector->Run();
//   if (!matches.ok()) return matches.status();
//   for (const nuskha::Match& match : *matches)
//     Use(collection.id(match.a), collection.id(match.b));

#ifndef NUSKHA_COLLECTION_H_
#define NUSKHA_COLLECTION_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nuskha/checkpoint.h"
#include "nuskha/cluster.h"
#include "nuskha/detector.h"
#include "nuskha/document.h"
#include "nuskha/export.h"
#include "nuskha/reader.h"

namespace nuskha {

struct CollectionOptions {
  ReadOptions read = {};
  std::shared_ptr<const BoilerplateRules> rules = {};  // null: the default
  uint32_t threads = 1;                                // in [1, 1024]
  // If set, blocks whose results it holds are not analyzed again, and those of
  // others are added to it; not with `render`. Its settings must name all that
  // is chosen here and changes results. Must outlive the collection.
  Checkpoint* checkpoint = nullptr;
  // Best source first; sources not listed come after all of these.
  std::vector<std::string> preferred_sources = {};
  // Called after each block with the compressed bytes read so far and in all
  // (0 if unknown); false cancels the run.
  std::function<bool(uint64_t done, uint64_t total)> progress = {};
  // If set, called on any thread in place of analyzer->Analyze(article,
  // document); what it returns is handed to on_rendered in input order, an
  // error ends the run. `id` as in Collection::id().
  std::function<absl::StatusOr<std::string>(
      std::string_view id, const Article& article, Analyzer* analyzer,
      Document* document)>
      render = {};
  // Called in input order for documents, this one first; false cancels the
  // run.
  std::function<void(const Document& document, std::string_view source)>
      on_document = {};
  std::function<bool(const std::string& rendered)> on_rendered = {};
  // See Analyzer::ListShortParagraphs() and ListLightStems().
  bool short_paragraphs = false;
  bool light_stems = false;
  // Called for each rejected record and each damaged stretch, in input order.
  std::function<void(const Reject&)> on_reject = {};
};

struct Account {
  uint64_t read = 0;
  uint64_t documents = 0;
  uint64_t passed_through = 0;
  uint64_t rejected = 0;
  std::map<std::string, uint64_t> rejected_by_code;
  // What was read over without being a record: see RecordReader.
  std::map<std::string, uint64_t> passed_over;
  uint64_t damaged_streams = 0;
  uint64_t damaged_bytes = 0;
  uint64_t undated = 0;  // documents whose date is missing or unreadable
  uint64_t unreadable_dates = 0;  // those that have one
  ParseCounts repairs;

  bool closes() const { return read == documents + passed_through + rejected; }
};

// Not thread-safe while Load() runs, which uses threads of its own; constant
// calls are, then.
class NUSKHA_EXPORT Collection {
 public:
  explicit Collection(const CollectionOptions& options);
  ~Collection();
  Collection(Collection&&) noexcept;

  // Reads all records of *reader, which must be at its start, and adds their
  // documents to *detector, whose next number must be documents(); detector
  // may be null. May be called again for further inputs, whose records are
  // numbered on.
  // Errors: those of RecordReader; Cancelled if progress() said so;
  // InvalidArgument if there are records but none has a text or title field, or
  // none the field that the options name for text, id or keeping (of further
  // inputs: for the text), or if `threads` is out of range; what render()
  // returned; ResourceExhausted if
  // memory ends, here or in the constructor. After an error *detector and the
  // collection hold a part of the records; after ResourceExhausted every Load()
  // returns it.
  absl::Status Load(RecordReader* reader, Detector* detector);

  const Account& account() const;
  uint32_t documents() const;  // number of documents so far

  // Of document `doc`: its id ("FILE:LINE" if the record has none), its record
  // number over all inputs, and what keep policies look at. REQUIRES: doc <
  // documents()
  std::string_view id(uint32_t doc) const;
  uint64_t position(uint32_t doc) const;
  const std::vector<DocumentFacts>& facts() const;

  // Numbers of the records that were rejected, ascending.
  const std::vector<uint64_t>& rejected() const;

  // Ids that more than one document has. Errors: ResourceExhausted.
  absl::StatusOr<uint64_t> repeated_ids() const;

  // The field names used, and all names seen if none was a text or title.
  const FieldNames& fields() const;
  const std::vector<std::string>& notes() const;

 private:
  class NUSKHA_HIDDEN Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nuskha

#endif  // NUSKHA_COLLECTION_H_

// SPDX-License-Identifier: Apache-2.0
//
// Every figure behind the relations of given pairs, for fitting and for
// comparing with another implementation.
//
//   relation_features [--tier dates|text] PAIRS.tsv CORPUS...
//
// PAIRS.tsv: ids of two records in the first two columns; pairs of which a
// corpus holds only one record, or none, are passed over. Each corpus is a
// collection of its own. --tier: as if sources (and dates) were not known.
// One JSON object a line on standard output.

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nuskha/collection.h"
#include "nuskha/detector.h"

namespace nuskha {
namespace {

using IdPairs = std::vector<std::pair<std::string, std::string>>;

IdPairs ReadPairs(const char* path) {
  IdPairs pairs;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const size_t first = line.find('\t');
    if (first == line.npos) continue;
    const size_t second = line.find('\t', first + 1);
    pairs.emplace_back(line.substr(0, first),
                       line.substr(first + 1, second - first - 1));
  }
  return pairs;
}

void Print(const std::pair<std::string, std::string>& ids, const Match& match) {
  const Evidence& e = match.evidence;
  fmt::print(
      "{{\"a\":\"{}\",\"b\":\"{}\",\"relation\":\"{}\",\"tier\":{},"
      "\"words_a\":{},\"words_b\":{},\"same_source\":{},\"days_later\":{},"
      "\"matched\":{},\"of_shorter\":{},\"of_longer\":{},\"from\":{},"
      "\"own\":{},\"own_share\":{},\"own_from\":{},\"own_lead\":{},"
      "\"fresh\":{},\"recurrent\":{},\"unseen\":{},\"titles_common\":{},"
      "\"headline\":{},\"alike\":{},\"numbers\":{},\"numbers_shared\":{},"
      "\"numbers_all\":{},\"numbers_kept\":{},\"conflicts\":{},"
      "\"probability\":{},\"confidence\":{}}}\n",
      ids.first, ids.second, RelationName(match.relation),
      static_cast<int>(e.tier), match.words_a, match.words_b, e.same_source,
      e.days_later, e.matched, e.of_shorter, e.of_longer, e.from, e.own,
      e.own_share, e.own_from, e.own_lead, e.fresh, e.recurrent, e.unseen,
      e.titles_common, e.headline, e.alike, e.numbers, e.numbers_shared,
      e.numbers_all, e.numbers_kept, e.conflicts, e.probability,
      match.confidence);
}

// Fields that no record has.
ReadOptions Without(std::string_view tier) {
  ReadOptions options;
  if (tier == "dates" || tier == "text") options.fields.source = "/no/source";
  if (tier == "text") options.fields.date = "/no/date";
  return options;
}

absl::Status Run(const IdPairs& pairs, const std::string& corpus,
                 const ReadOptions& options) {
  auto detector = Detector::Create({});
  if (!detector.ok()) return detector.status();
  auto reader = RecordReader::Open({corpus}, options);
  if (!reader.ok()) return reader.status();
  Collection collection({.read = options});
  absl::Status status = collection.Load(reader->get(), &*detector);
  if (!status.ok()) return status;
  detector->Run().value();
  std::map<std::string, uint32_t, std::less<>> documents;
  for (uint32_t doc = 0; doc < collection.documents(); ++doc) {
    documents.emplace(collection.id(doc), doc);
  }
  for (const auto& ids : pairs) {
    const auto a = documents.find(ids.first), b = documents.find(ids.second);
    if (a == documents.end() || b == documents.end()) continue;
    Print(ids, detector->Compare(a->second, b->second).value());
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace nuskha

int main(int argc, char** argv) {
  std::string_view tier;
  if (argc > 2 && std::string_view(argv[1]) == "--tier") {
    tier = argv[2];
    argv += 2;
    argc -= 2;
  }
  if (argc < 3) {
    fmt::print(stderr,
               "usage: relation_features [--tier dates|text] PAIRS.tsv "
               "CORPUS...\n");
    return 2;
  }
  const nuskha::IdPairs pairs = nuskha::ReadPairs(argv[1]);
  for (int i = 2; i < argc; ++i) {
    const absl::Status status =
        nuskha::Run(pairs, argv[i], nuskha::Without(tier));
    if (status.ok()) continue;
    fmt::print(stderr, "relation_features: {}\n", status.ToString());
    return 1;
  }
  return 0;
}

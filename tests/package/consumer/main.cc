// SPDX-License-Identifier: Apache-2.0
//
// A program in C++ that uses the library from end to end: it reads the records
// of a file and says how many pairs of them are the same article.

#include <cstdio>

#include "nuskha/detector.h"
#include "nuskha/reader.h"
#include "nuskha/version.h"

int main(int, char** argv) {
  auto reader = nuskha::RecordReader::Open({argv[1]}, {});
  auto detector = nuskha::Detector::Create({});
  if (!reader.ok() || !detector.ok()) return 1;
  nuskha::RecordParser parser({});
  nuskha::RecordBlock block;
  while (true) {
    const absl::StatusOr<bool> more = (*reader)->Next(&block);
    if (!more.ok()) return 1;
    if (!*more) break;
    for (const nuskha::RawRecord& record : block.records) {
      nuskha::Article article;
      nuskha::Reject reject;
      const absl::StatusOr<bool> read = parser.Parse(record, &article, &reject);
      if (!read.ok() || (*read && !detector->Add(article).ok())) return 1;
    }
  }
  const auto matches = detector->Run();
  if (!matches.ok()) return 1;
  int same = 0;
  for (const nuskha::Match& match : *matches) {
    same += nuskha::IsSameArticle(match.relation) ? 1 : 0;
  }
  std::printf("%s %d\n", nuskha::GetVersionInfo()->version.c_str(), same);
}

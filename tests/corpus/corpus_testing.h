// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the corpus floor share: folders that go away, compressed
// bytes, and one call that reads inputs to the end.

#ifndef NUSKHA_TESTS_CORPUS_CORPUS_TESTING_H_
#define NUSKHA_TESTS_CORPUS_CORPUS_TESTING_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "corpus/record_reader.h"
#include "nuskha/reader.h"

namespace nuskha::internal {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string Path(std::string_view name) const;
  // Creates folders on the way; the path.
  std::string Write(std::string_view name, std::string_view bytes) const;
  std::vector<std::string> Names() const;  // of what is inside, sorted

 private:
  std::string path_;
};

std::string ReadWholeFile(const std::string& path);

std::string Gzip(std::string_view bytes);
std::string Zstd(std::string_view bytes, bool checksum = true);
std::string Bzip2(std::string_view bytes);
std::string Xz(std::string_view bytes, uint32_t preset = 1);
// What zlib itself makes of one gzip member or the beginning of one.
std::string InflateOneMember(std::string_view member);
std::string DecompressZstdPrefix(std::string_view frame);
std::string DecompressBzip2Prefix(std::string_view stream);
std::string DecompressXzPrefix(std::string_view stream);

// JSON Lines of `count` articles, all different; a line each.
std::vector<std::string> MakeLines(int count, uint64_t seed);
std::string JoinLines(const std::vector<std::string>& lines);

struct SeenReject {
  uint64_t number;
  uint64_t line;
  uint64_t length;
  std::string code;
};

// Everything a reader and a parser said about some inputs.
struct Reading {
  absl::Status status;
  std::vector<std::string> records;  // bytes of those that were accepted
  std::vector<std::string> texts;
  std::vector<std::string> ids;
  std::vector<uint64_t> numbers;  // of those that were accepted
  std::vector<SeenReject> rejects;
  uint64_t read = 0;
  bool numbers_follow = true;  // 0, 1, 2 ... over all records
  uint64_t damaged_streams = 0;
  uint64_t damaged_bytes = 0;
  std::vector<Reject> damage;
  std::vector<std::string> notes;
  size_t largest_block = 0;  // capacity
  ParseCounts counts;

  std::vector<std::string> codes() const;  // of the rejects
};

// Reads what is left of `reader`.
Reading ReadAll(RecordReader* reader, const ReadOptions& options = {});
Reading ReadInputs(const std::vector<std::string>& inputs,
                   const ReadOptions& options = {},
                   const ReaderSizes& sizes = {});

}  // namespace nuskha::internal

#endif  // NUSKHA_TESTS_CORPUS_CORPUS_TESTING_H_

// SPDX-License-Identifier: Apache-2.0

#include "nuskha/collection.h"

#include <memory>
#include <vector>

#include "corpus/corpus_testing.h"
#include "gtest/gtest.h"
#include "nuskha/passage_reader.h"

namespace nuskha::internal {
namespace {

TEST(CollectionTest, RefusesThreadsOutOfRange) {
  const TemporaryFolder folder;
  const std::string path =
      folder.Write("in.jsonl", JoinLines(MakeLines(3, /*seed=*/1)));
  for (const uint32_t threads : {0u, 1025u}) {
    auto reader = RecordReader::Open({path}, {}).value();
    Detector detector = Detector::Create({}).value();
    const CollectionOptions options{.threads = threads};
    Collection collection(options);
    EXPECT_TRUE(
        absl::IsInvalidArgument(collection.Load(reader.get(), &detector)));
    const std::vector<Match> matches(1);
    EXPECT_TRUE(absl::IsInvalidArgument(
        ReadPassages(reader.get(), collection, detector, matches, options,
                     [](size_t, const std::vector<Passage>&) {})));
  }
}

}  // namespace
}  // namespace nuskha::internal

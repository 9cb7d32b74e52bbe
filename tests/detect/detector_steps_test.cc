// SPDX-License-Identifier: Apache-2.0
//
// Runs that are ended between steps, and go on from a checkpoint.

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "detect/news.h"
#include "gtest/gtest.h"
#include "nuskha/checkpoint.h"
#include "nuskha/detector.h"
#include "reference/random_texts.h"

namespace nuskha {
namespace {

constexpr uint32_t kDocuments = 2 * 16384 + 100;  // three steps

// Small articles, every fifth a copy of an earlier one.
Detector MakeSteps(uint64_t seed) {
  reference::Rng rng(seed);
  std::vector<Document> documents;
  Detector detector = Detector::Create({.threads = 2}).value();
  for (uint32_t i = 0; i < kDocuments; ++i) {
    documents.push_back(i % 5 == 4
                            ? documents[i / 2]
                            : reference::MakeDocument(
                                  reference::RandomWords(rng, 14, 1000000)));
    detector.Add(documents.back(), "").value();
  }
  return detector;
}

class DetectorStepsTest : public ::testing::Test {
 protected:
  ~DetectorStepsTest() override { std::filesystem::remove(path_); }

  std::unique_ptr<Checkpoint> Open() {
    return Checkpoint::Open(path_, "none\n").value();
  }

  const std::string path_ =
      testing::TempDir() + "nuskha-steps-" +
      std::to_string(std::hash<std::string>()(
          testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(DetectorStepsTest, HooksMayEndARun) {
  Detector detector = MakeSteps(1);
  std::vector<uint64_t> seen;
  const auto matches =
      detector.Run({.progress = [&](uint64_t done, uint64_t total) {
        EXPECT_EQ(total, kDocuments);
        seen.push_back(done);
        return seen.size() < 2;
      }});
  EXPECT_EQ(matches.status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(seen, (std::vector<uint64_t>{16384, 32768}));
}

TEST_F(DetectorStepsTest, GoesOnFromACheckpoint) {
  Detector detector = MakeSteps(2);
  const std::vector<Match> want = detector.Run().value();
  const uint64_t candidates = detector.stats().candidates;
  ASSERT_GT(want.size(), 5000u);
  auto checkpoint = Open();
  EXPECT_FALSE(detector
                   .Run({.progress = [](uint64_t done,
                                        uint64_t) { return done < 32768; },
                         .checkpoint = checkpoint.get()})
                   .ok());
  checkpoint.reset();
  for (int round = 0; round < 2; ++round) {
    checkpoint = Open();
    const auto matches = detector.Run({.checkpoint = checkpoint.get()});
    ASSERT_TRUE(matches.ok());
    EXPECT_TRUE(std::ranges::equal(*matches, want, SameMatch));
    EXPECT_EQ(detector.stats().candidates, candidates);
    EXPECT_GT(checkpoint->restored_bytes(), 0u);
    checkpoint.reset();
  }
}

TEST_F(DetectorStepsTest, OtherDocumentsAreJudgedAnew) {
  auto checkpoint = Open();
  ASSERT_TRUE(MakeSteps(3).Run({.checkpoint = checkpoint.get()}).ok());
  checkpoint.reset();
  Detector other = MakeSteps(4);
  checkpoint = Open();
  const auto matches = other.Run({.checkpoint = checkpoint.get()});
  ASSERT_TRUE(matches.ok());
  EXPECT_EQ(checkpoint->restored_bytes(), 0u);
  EXPECT_TRUE(std::ranges::equal(*matches, other.Run().value(), SameMatch));
}

}  // namespace
}  // namespace nuskha

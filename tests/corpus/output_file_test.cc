// SPDX-License-Identifier: Apache-2.0

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <string>

#include "corpus/corpus_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nuskha/writer.h"

namespace nuskha::internal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

namespace fs = std::filesystem;

class OutputFileTest : public ::testing::Test {
 protected:
  std::unique_ptr<OutputFile> Create(const std::string& path,
                                     bool overwrite = false) {
    OutputOptions options;
    options.overwrite = overwrite;
    auto file = OutputFile::Create(path, options);
    EXPECT_TRUE(file.ok()) << file.status();
    return file.ok() ? *std::move(file) : nullptr;
  }

  TemporaryFolder folder_;
};

TEST_F(OutputFileTest, AbsentUntilCommitted) {
  const std::string path = folder_.Path("out.jsonl");
  auto file = Create(path);
  ASSERT_TRUE(file->Write("abc").ok());
  EXPECT_FALSE(fs::exists(path));
  ASSERT_EQ(folder_.Names().size(), 1U);
  EXPECT_THAT(folder_.Names()[0], StartsWith(".out.jsonl.nuskha-"));
  struct stat status;
  ASSERT_EQ(stat(folder_.Path(folder_.Names()[0]).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  ASSERT_TRUE(file->Write("def").ok());
  ASSERT_TRUE(file->Commit().ok());
  EXPECT_EQ(ReadWholeFile(path), "abcdef");
  EXPECT_THAT(folder_.Names(), ElementsAre("out.jsonl"));
  const mode_t mask = umask(0);
  umask(mask);
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0666U & ~mask);
  EXPECT_FALSE(file->Write("more").ok());
}

TEST_F(OutputFileTest, WithoutCommitNothingStays) {
  const std::string path = folder_.Write("out.jsonl", "old");
  Create(path, /*overwrite=*/true)->Write("new").IgnoreError();
  EXPECT_EQ(ReadWholeFile(path), "old");
  EXPECT_THAT(folder_.Names(), ElementsAre("out.jsonl"));
}

TEST_F(OutputFileTest, ReplacesOnlyWhenAllowed) {
  const std::string path = folder_.Write("out.jsonl", "old");
  EXPECT_EQ(OutputFile::Create(path, {}).status().code(),
            absl::StatusCode::kAlreadyExists);
  auto file = Create(path, /*overwrite=*/true);
  ASSERT_TRUE(file->Write("new").ok());
  ASSERT_TRUE(file->Commit().ok());
  EXPECT_EQ(ReadWholeFile(path), "new");
}

TEST_F(OutputFileTest, ATargetThatAppearsMeanwhileIsNotReplaced) {
  const std::string path = folder_.Path("out.jsonl");
  auto file = Create(path);
  folder_.Write("out.jsonl", "someone else's");
  EXPECT_EQ(file->Commit().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(file->Commit().code(), absl::StatusCode::kAlreadyExists);
  file.reset();
  EXPECT_EQ(ReadWholeFile(path), "someone else's");
  EXPECT_THAT(folder_.Names(), ElementsAre("out.jsonl"));
}

TEST_F(OutputFileTest, InputsAreRefused) {
  const std::string input = folder_.Write("d/in.jsonl", "x");
  fs::create_symlink(input, folder_.Path("link"));
  OutputOptions options;
  options.overwrite = true;
  options.inputs = {input};
  for (const std::string& path : {input, folder_.Path("link")}) {
    const auto file = OutputFile::Create(path, options);
    EXPECT_EQ(file.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(file.status().ToString(), HasSubstr("is also an input"));
  }
  options.inputs = {folder_.Path("d")};
  EXPECT_FALSE(OutputFile::Create(input, options).ok());
  EXPECT_TRUE(OutputFile::Create(folder_.Path("d/new.jsonl"), options).ok());
  EXPECT_TRUE(OutputFile::Create(folder_.Path("other.jsonl"), options).ok());
  EXPECT_EQ(ReadWholeFile(input), "x");
}

TEST_F(OutputFileTest, FoldersAndMissingFoldersAreErrors) {
  EXPECT_EQ(OutputFile::Create(folder_.Path(""), {}).status().code(),
            absl::StatusCode::kInvalidArgument);
  const auto file = OutputFile::Create(folder_.Path("no/out.jsonl"), {});
  EXPECT_EQ(file.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(file.status().ToString(),
              HasSubstr("out.jsonl: No such file or directory"));
}

TEST_F(OutputFileTest, LeftOversOfDeadRunsAreSwept) {
  const std::string path = folder_.Path("out.jsonl");
  const std::string dead =
      folder_.Write(".out.jsonl.nuskha-999999-0.tmp", "half");
  const std::string alive =
      folder_.Write(".out.jsonl.nuskha-999999-1.tmp", "half");
  folder_.Write(".other.jsonl.nuskha-999999-0.tmp", "of another target");
  folder_.Write(".out.jsonl.nuskha-x.tmp", "not ours");
  const int lock = open(alive.c_str(), O_RDWR);
  ASSERT_EQ(flock(lock, LOCK_EX), 0);
  auto first = Create(path);
  auto second = Create(path);
  EXPECT_FALSE(fs::exists(dead));
  EXPECT_TRUE(fs::exists(alive));
  EXPECT_EQ(folder_.Names().size(), 5U);  // three kept, two growing
  first->Write("first").IgnoreError();
  EXPECT_TRUE(first->Commit().ok());
  EXPECT_EQ(second->Commit().code(), absl::StatusCode::kAlreadyExists);
  close(lock);
}

TEST_F(OutputFileTest, AKilledRunLeavesTheTargetAndIsSweptUp) {
  const std::string path = folder_.Write("out.jsonl", "old");
  const pid_t child = fork();
  if (child == 0) {
    OutputOptions options;
    options.overwrite = true;
    auto file = OutputFile::Create(path, options);
    if (file.ok()) (*file)->Write(std::string(1 << 20, 'x')).IgnoreError();
    raise(SIGKILL);
  }
  ASSERT_GT(child, 0);
  int result = 0;
  ASSERT_EQ(waitpid(child, &result, 0), child);
  ASSERT_TRUE(WIFSIGNALED(result));
  EXPECT_EQ(ReadWholeFile(path), "old");
  EXPECT_EQ(folder_.Names().size(), 2U);
  auto file = Create(path, /*overwrite=*/true);
  EXPECT_EQ(folder_.Names().size(), 2U);  // the new one instead of the old
  file.reset();
  EXPECT_THAT(folder_.Names(), ElementsAre("out.jsonl"));
}

TEST_F(OutputFileTest, CompressesByName) {
  const std::vector<std::string> lines = MakeLines(5000, /*seed=*/1);
  for (const char* name : {"a.jsonl", "a.jsonl.gz", "a.jsonl.zst"}) {
    const std::string path = folder_.Path(name);
    auto file = Create(path);
    for (const std::string& line : lines) {
      ASSERT_TRUE(file->Write(line).ok());
      ASSERT_TRUE(file->Write("\n").ok());
    }
    ASSERT_TRUE(file->Commit().ok());
    const Reading reading = ReadInputs({path});
    EXPECT_EQ(reading.records, lines) << name;
    EXPECT_EQ(reading.damaged_streams, 0U);
  }
  const auto plain = fs::file_size(folder_.Path("a.jsonl"));
  EXPECT_LT(fs::file_size(folder_.Path("a.jsonl.gz")), plain * 3 / 4);
  EXPECT_LT(fs::file_size(folder_.Path("a.jsonl.zst")), plain * 3 / 4);
}

TEST_F(OutputFileTest, AnEmptyOutputIsAValidStream) {
  for (const char* name : {"a.jsonl", "a.jsonl.gz", "a.jsonl.zst"}) {
    ASSERT_TRUE(Create(folder_.Path(name))->Commit().ok());
    const Reading reading = ReadInputs({folder_.Path(name)});
    EXPECT_TRUE(reading.status.ok()) << reading.status;
    EXPECT_EQ(reading.read, 0U);
    EXPECT_EQ(reading.damaged_streams, 0U);
  }
}

TEST_F(OutputFileTest, FullDevice) {
  auto file = Create("/dev/full");
  file->Write("x").IgnoreError();  // may still be held back
  const absl::Status status = file->Commit();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(status.ToString(),
              HasSubstr("write /dev/full: No space left on device"));
  EXPECT_EQ(file->Commit(), status);  // errors stay
  EXPECT_EQ(file->Write("y"), status);
  EXPECT_TRUE(fs::exists("/dev/full"));
}

// A limit on file sizes stands for a disk that fills up at each of many bytes.
TEST_F(OutputFileTest, AFullDiskLeavesTheTargetAsItWas) {
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit saved;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &saved), 0);
  const std::string bytes = JoinLines(MakeLines(3000, /*seed=*/2));
  for (const char* name : {"out.jsonl", "out.jsonl.gz", "out.jsonl.zst"}) {
    const std::string path = folder_.Write(name, "old");
    for (const rlim_t limit : {0U, 1U, 1000U, 65536U, 300000U}) {
      auto file = Create(path, /*overwrite=*/true);
      const rlimit small = {limit, saved.rlim_max};
      ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
      absl::Status status;
      for (int i = 0; i < 10 && status.ok(); ++i) status = file->Write(bytes);
      if (status.ok()) status = file->Commit();
      ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &saved), 0);
      EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
      EXPECT_THAT(status.ToString(), HasSubstr("write " + path));
      EXPECT_EQ(file->Commit(), status);
      file.reset();
      EXPECT_EQ(ReadWholeFile(path), "old");
    }
  }
  EXPECT_EQ(folder_.Names().size(), 3U);
  std::signal(SIGXFSZ, handler);
}

TEST_F(OutputFileTest, StandardOutputAndClosedPipes) {
  const auto handler = std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  fflush(stdout);
  const int saved = dup(STDOUT_FILENO);
  dup2(ends[1], STDOUT_FILENO);
  close(ends[1]);
  auto file = Create("-");
  const absl::Status written = file->Write("abc");
  const absl::Status committed = file->Commit();
  char bytes[8] = {};
  const ssize_t size = read(ends[0], bytes, sizeof(bytes));
  close(ends[0]);
  auto orphan = Create("-");
  orphan->Write("abc").IgnoreError();
  const absl::Status aborted = orphan->Commit();
  dup2(saved, STDOUT_FILENO);
  close(saved);
  EXPECT_TRUE(written.ok() && committed.ok());
  EXPECT_EQ(std::string(bytes, static_cast<size_t>(size)), "abc");
  EXPECT_EQ(aborted.code(), absl::StatusCode::kAborted);
  std::signal(SIGPIPE, handler);
}

TEST_F(OutputFileTest, LinksStayLinks) {
  const std::string path = folder_.Write("out.jsonl", "old");
  fs::create_symlink(path, folder_.Path("link"));
  auto file = Create(folder_.Path("link"), /*overwrite=*/true);
  ASSERT_TRUE(file->Write("new").ok());
  ASSERT_TRUE(file->Commit().ok());
  EXPECT_TRUE(fs::is_symlink(folder_.Path("link")));
  EXPECT_EQ(ReadWholeFile(path), "new");
}

TEST_F(OutputFileTest, LongNames) {
  const std::string path = folder_.Path(std::string(250, 'n'));
  auto file = Create(path);
  ASSERT_NE(file, nullptr);
  EXPECT_TRUE(file->Commit().ok());
  EXPECT_TRUE(fs::exists(path));
}

TEST_F(OutputFileTest, ErrorsOfTheFirstWriteStay) {
  EXPECT_THAT(folder_.Names(), IsEmpty());
  auto file = Create(folder_.Path("out.jsonl"));
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit saved;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &saved), 0);
  const rlimit none = {0, saved.rlim_max};
  setrlimit(RLIMIT_FSIZE, &none);
  const absl::Status failed = file->Write(std::string(1 << 20, 'x'));
  setrlimit(RLIMIT_FSIZE, &saved);
  std::signal(SIGXFSZ, handler);
  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(file->Write("room again"), failed);
  EXPECT_EQ(file->Commit(), failed);
  EXPECT_FALSE(fs::exists(folder_.Path("out.jsonl")));
}

}  // namespace
}  // namespace nuskha::internal

// SPDX-License-Identifier: Apache-2.0
//
// AheadStream against the stream inside it.

#include "corpus/ahead_stream.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <new>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "corpus/byte_stream.h"
#include "corpus/corpus_testing.h"
#include "gtest/gtest.h"

namespace nuskha::internal {
namespace {

std::string Describe(const StreamDamage& damage) {
  return std::string(damage.code) + " at " + std::to_string(damage.offset) +
         ", " + std::to_string(damage.bytes) + " bytes: " + damage.detail;
}

// Everything a stream gives, with what stands between two other events as one
// string, whatever pieces it came in.
std::vector<std::string> Transcript(ByteStream* stream, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::string> seen;
  std::string out(300, '\0');
  std::string bytes;
  bool damaged = false;
  while (true) {
    const size_t size = 1 + random() % out.size();
    const absl::StatusOr<StreamRead> read =
        stream->Read(std::span(out.data(), size));
    if (damaged) seen.push_back(Describe(stream->damage()));
    damaged = read.ok() && read->event == StreamRead::kDamage;
    if (read.ok() && read->event == StreamRead::kData) {
      EXPECT_GE(read->bytes, 1U);
      EXPECT_LE(read->bytes, size);
      bytes.append(out, 0, read->bytes);
      continue;
    }
    seen.push_back("data: " + bytes);
    bytes.clear();
    seen.push_back("source: " + std::to_string(stream->source_bytes()));
    if (!read.ok()) seen.push_back(read.status().ToString());
    if (!damaged) return seen;
  }
}

struct Format {
  const char* name;
  Compression compression;
  std::string (*compress)(std::string_view);
  const char* charset = "UTF-8";
};

class AheadFormatTest : public ::testing::TestWithParam<Format> {
 protected:
  static std::string Compress(std::string_view bytes) {
    return GetParam().compress(bytes);
  }

  static std::unique_ptr<ByteStream> Open(std::string_view bytes) {
    StreamLimits limits;
    limits.max_expansion = 10;
    limits.expansion_free = 20000;
    auto stream = MakeStream(
        GetParam().compression,
        std::make_unique<InputWindow>(MakeMemorySource(bytes)), limits);
    if (GetParam().charset == std::string_view("UTF-8")) return stream;
    return MakeDecodedStream(std::move(stream), GetParam().charset);
  }

  static void CheckSame(std::string_view bytes, const AheadSizes& sizes) {
    const std::vector<std::string> expected =
        Transcript(Open(bytes).get(), /*seed=*/1);
    const auto ahead = MakeAheadStream(Open(bytes), sizes);
    EXPECT_EQ(Transcript(ahead.get(), /*seed=*/bytes.size()), expected);
  }
};

TEST_P(AheadFormatTest, EveryPrefix) {
  const std::string file = Compress(JoinLines(MakeLines(4, /*seed=*/1)));
  for (size_t size = 0; size <= file.size(); ++size) {
    SCOPED_TRACE(size);
    CheckSame(std::string_view(file).substr(0, size),
              {.block = 96, .blocks = 2});
  }
}

TEST_P(AheadFormatTest, FlippedBytesAndGarbageBetween) {
  std::string file;
  for (uint64_t seed = 1; seed < 4; ++seed) {
    file += Compress(JoinLines(MakeLines(3, seed)));
    file += "garbage";
  }
  for (size_t at = 0; at < file.size(); at += 11) {
    SCOPED_TRACE(at);
    std::string bad = file;
    bad[at] = static_cast<char>(bad[at] ^ 0x55);
    CheckSame(bad, {.block = 64 + at % 64, .blocks = 2 + at % 3});
  }
}

TEST_P(AheadFormatTest, TinyAndLargeQueues) {
  std::string file = Compress(JoinLines(MakeLines(3, /*seed=*/5)));
  file += "garbage" + file;
  for (const AheadSizes& sizes :
       {AheadSizes{1, 2}, AheadSizes{1, 3}, AheadSizes{2, 2}, AheadSizes{7, 5},
        AheadSizes{1000, 2}, AheadSizes{}}) {
    CheckSame(file, sizes);
  }
}

TEST_P(AheadFormatTest, ExpansionIsLimitedAtTheSamePlace) {
  CheckSame(Compress(std::string(400000, 'a')), {.block = 500, .blocks = 2});
}

TEST_P(AheadFormatTest, DestroyedAnywhere) {
  const std::string file = Compress(JoinLines(MakeLines(20, /*seed=*/6)));
  char byte = 0;
  for (size_t reads = 0; reads < 120; ++reads) {
    const auto ahead = MakeAheadStream(Open(file), {.block = 40, .blocks = 2});
    for (size_t i = 0; i < reads; ++i) {
      ASSERT_EQ(ahead->Read(std::span(&byte, 1))->event, StreamRead::kData);
    }
  }
}

std::string Same(std::string_view bytes) { return std::string(bytes); }
std::string ZstdOf(std::string_view bytes) { return Zstd(bytes); }
std::string XzOf(std::string_view bytes) { return Xz(bytes); }

INSTANTIATE_TEST_SUITE_P(
    Formats, AheadFormatTest,
    ::testing::Values(Format{"plain", Compression::kNone, Same},
                      Format{"gzip", Compression::kGzip, Gzip},
                      Format{"zstd", Compression::kZstd, ZstdOf},
                      Format{"bzip2", Compression::kBzip2, Bzip2},
                      Format{"xz", Compression::kXz, XzOf},
                      Format{"decoded", Compression::kGzip, Gzip,
                             "windows-1256"}),
    [](const auto& format) { return std::string(format.param.name); });

// Gives what a test tells it to. Each step uses up 10 bytes of the source.
class ScriptedStream : public ByteStream {
 public:
  enum Step { kByte, kDamage, kEnd, kError, kNoMemory };

  // For ever the last step. reads: counts calls.
  ScriptedStream(std::vector<Step> steps, std::atomic<size_t>* reads)
      : steps_(std::move(steps)), reads_(reads) {}

  absl::StatusOr<StreamRead> Read(std::span<char> out) override {
    const size_t read = reads_->fetch_add(1);
    damage_.bytes += 3;
    source_bytes_ += 10;
    switch (steps_[std::min(read, steps_.size() - 1)]) {
      case kByte:
        out.front() = 'x';
        return StreamRead{StreamRead::kData, 1};
      case kDamage:
        damage_ = {"stream_corrupt", read, 0, "scripted"};
        return StreamRead{StreamRead::kDamage, 0};
      case kEnd:
        return StreamRead{};
      case kError:
        return absl::UnavailableError("scripted");
      case kNoMemory:
        break;
    }
    throw std::bad_alloc();
  }
  uint64_t source_bytes() const override { return source_bytes_; }

 private:
  const std::vector<Step> steps_;
  std::atomic<size_t>* const reads_;
  uint64_t source_bytes_ = 0;
};

class AheadStreamTest : public ::testing::Test {
 protected:
  std::unique_ptr<ByteStream> Ahead(std::vector<ScriptedStream::Step> steps,
                                    const AheadSizes& sizes) {
    reads_ = 0;
    return MakeAheadStream(
        std::make_unique<ScriptedStream>(std::move(steps), &reads_), sizes);
  }

  void WaitForReads(size_t reads) const {
    while (reads_ < reads) std::this_thread::yield();
  }

  std::atomic<size_t> reads_{0};
  std::string out_ = std::string(100, '\0');
};

using Script = ScriptedStream;

TEST_F(AheadStreamTest, DamageIsCompleteAtOnce) {
  for (const Script::Step after :
       {Script::kByte, Script::kEnd, Script::kError, Script::kNoMemory}) {
    const auto ahead = Ahead({Script::kByte, Script::kDamage, after},
                             {.block = 8, .blocks = 2});
    ASSERT_EQ(ahead->Read(out_)->event, StreamRead::kData);
    ASSERT_EQ(ahead->Read(out_)->event, StreamRead::kDamage);
    EXPECT_EQ(ahead->source_bytes(), 20U);
    EXPECT_EQ(Describe(ahead->damage()),
              "stream_corrupt at 1, 3 bytes: scripted");
  }
}

TEST_F(AheadStreamTest, DamageAtEveryPlaceOfARing) {
  for (size_t before = 0; before < 12; ++before) {
    for (const size_t block : {1u, 2u, 3u}) {
      std::vector<Script::Step> steps(before, Script::kByte);
      steps.insert(steps.end(), {Script::kDamage, Script::kByte,
                                 Script::kDamage, Script::kEnd});
      reads_ = 0;
      Script direct(steps, &reads_);
      const std::vector<std::string> expected = Transcript(&direct, 1);
      const auto ahead = Ahead(steps, {.block = block, .blocks = 2});
      EXPECT_EQ(Transcript(ahead.get(), 2), expected);
    }
  }
}

TEST_F(AheadStreamTest, AnErrorComesBehindTheBytesBeforeItAndStays) {
  const auto ahead = Ahead({Script::kByte, Script::kByte, Script::kError},
                           {.block = 8, .blocks = 2});
  WaitForReads(3);
  EXPECT_EQ(ahead->Read(out_)->bytes, 2U);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(ahead->Read(out_).status(), absl::UnavailableError("scripted"));
  }
  EXPECT_EQ(reads_, 3U);
}

TEST_F(AheadStreamTest, TheEndStays) {
  const auto ahead = Ahead({Script::kEnd}, {});
  EXPECT_EQ(ahead->Read(out_)->event, StreamRead::kEnd);
  EXPECT_EQ(ahead->Read(out_)->event, StreamRead::kEnd);
  EXPECT_EQ(ahead->source_bytes(), 10U);
}

TEST_F(AheadStreamTest, MemoryThatEndsIsAStatus) {
  const auto ahead = Ahead({Script::kByte, Script::kNoMemory}, {});
  EXPECT_EQ(ahead->Read(out_)->bytes, 1U);
  EXPECT_TRUE(absl::IsResourceExhausted(ahead->Read(out_).status()));
}

TEST_F(AheadStreamTest, ReadsItsQueueFullAndNoMore) {
  auto ahead = Ahead({Script::kByte}, {.block = 5, .blocks = 3});
  WaitForReads(15);
  for (size_t i = 0; i < 15; ++i) {
    ASSERT_EQ(ahead->Read(std::span(out_.data(), 1))->bytes, 1U);
    // As of what was handed out, not of what was read.
    EXPECT_EQ(ahead->source_bytes(), 50 * (i / 5 + 1));
  }
  WaitForReads(25);
  ahead.reset();
  EXPECT_GE(reads_, 25U);
  EXPECT_LE(reads_, 30U);
}

TEST_F(AheadStreamTest, DestroyedWithAFullQueue) {
  auto ahead = Ahead({Script::kByte}, {.block = 5, .blocks = 3});
  WaitForReads(15);
  ahead.reset();
  EXPECT_EQ(reads_, 15U);
}

// For ever bytes that are no gzip.
class EndlessGarbage : public ByteSource {
 public:
  explicit EndlessGarbage(std::atomic<size_t>* reads) : reads_(reads) {}

  absl::StatusOr<size_t> Read(std::span<char> out) override {
    std::fill(out.begin(), out.end(), 'x');
    if (reads_->fetch_add(1) == 0) out[0] = '\x1f', out[1] = '\x8b';
    return out.size();
  }

 private:
  std::atomic<size_t>* const reads_;
};

TEST_F(AheadStreamTest, DestroyedWhileTheStreamLooksForAGoodPlace) {
  std::atomic<bool> stopped{false};
  auto source =
      MakeStoppableSource(std::make_unique<EndlessGarbage>(&reads_), &stopped);
  auto ahead = MakeAheadStream(
      MakeStream(Compression::kGzip,
                 std::make_unique<InputWindow>(std::move(source)), {}),
      {});
  WaitForReads(10);
  stopped = true;
  ahead.reset();
}

// Stacks larger than what can be mapped: no thread can be had.
class NoThreads {
 public:
  NoThreads() {
    pthread_getattr_default_np(&before_);
    pthread_attr_t large;
    pthread_attr_init(&large);
    pthread_attr_setstacksize(&large, size_t{1} << 50);
    EXPECT_EQ(pthread_setattr_default_np(&large), 0);
    pthread_attr_destroy(&large);
  }
  ~NoThreads() {
    pthread_setattr_default_np(&before_);
    pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_;
};

TEST_F(AheadStreamTest, WithoutAThreadItIsReadDirectly) {
  const NoThreads none;
  auto stream = std::make_unique<Script>(
      std::vector<Script::Step>{Script::kByte, Script::kEnd}, &reads_);
  const ByteStream* const inner = stream.get();
  const auto ahead = MakeAheadStream(std::move(stream), {});
  EXPECT_EQ(ahead.get(), inner);
  EXPECT_EQ(ahead->Read(out_)->bytes, 1U);
}

}  // namespace
}  // namespace nuskha::internal

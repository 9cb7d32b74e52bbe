// SPDX-License-Identifier: Apache-2.0
//
// Every kernel of the standard scan against the scalar one, which the tests of
// the normalizer hold to the reference.

#include <cstdint>
#include <cstring>
#include <memory>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "text/hostile_text.h"
#include "text/scan_kernels.h"
#include "text/standard_scan.h"

namespace nuskha::internal {

// Names of tests are the same in every run.
void PrintTo(const ScanKernel& kernel, std::ostream* out) {
  *out << kernel.name;
}

namespace {

using nuskha::testing::Escaped;
using nuskha::testing::HostileText;
using nuskha::testing::RandomTexts;

// Two blocks and some, so that a sequence can stand across a border.
constexpr size_t kLane = 64;
constexpr size_t kTextSize = 2 * kLane + 16;

class ScanKernelTest : public ::testing::TestWithParam<ScanKernel> {
 protected:
  // Expects what the scalar kernel gives for text_[0, size). If that stops at a
  // character it cannot decide, only the chunk has to be the same.
  void Check(size_t size) {
    const uint8_t* const begin = text_;
    const uint8_t* const end = begin + size;
    const uint8_t* const stop = ScanStandardScalar(begin, end, expected_.get());
    const uint8_t* const found = GetParam().scan(begin, end, actual_.get());
    const std::string text(begin, end);
    if (stop != end) {
      ASSERT_EQ(ChunkOf(found, end), ChunkOf(stop, end)) << Escaped(text);
      return;
    }
    ASSERT_EQ(found, end) << Escaped(text);
    ASSERT_EQ(BytesOf(*actual_), BytesOf(*expected_)) << Escaped(text);
    ASSERT_EQ(BordersOf(*actual_), BordersOf(*expected_)) << Escaped(text);
    ASSERT_EQ(LinesOf(*actual_), LinesOf(*expected_)) << Escaped(text);
  }

  uint8_t text_[kScanBlock + kScanPadding] = {};

 private:
  const uint8_t* ChunkOf(const uint8_t* at, const uint8_t* end) const {
    if (at == end) return end;
    while (at > text_ && at[-1] > 0x20) --at;
    return at;
  }
  static std::string BytesOf(const ScanBuffer& scan) {
    return {scan.bytes, scan.bytes + scan.byte_count};
  }
  static std::vector<uint32_t> BordersOf(const ScanBuffer& scan) {
    return {scan.borders, scan.borders + scan.token_count + 1};
  }
  static std::vector<uint64_t> LinesOf(const ScanBuffer& scan) {
    std::vector<uint64_t> lines;
    for (size_t i = 0; i < scan.line_count; ++i) {
      lines.push_back(uint64_t{scan.lines[i].tokens} << 32 | scan.lines[i].end);
    }
    return lines;
  }

  std::unique_ptr<ScanBuffer> expected_ = std::make_unique<ScanBuffer>();
  std::unique_ptr<ScanBuffer> actual_ = std::make_unique<ScanBuffer>();
};

// Fillers before and behind a sequence: both scripts, marks, digits, nothing.
constexpr std::string_view kFillers[] = {"\u0628", "a", "\u0628\u064e", "1",
                                         " "};

TEST_P(ScanKernelTest, EveryTwoBytesAtEveryPlace) {
  for (size_t place = 0; place <= kLane + 1 && !HasFatalFailure(); ++place) {
    const std::string_view filler = kFillers[place % std::size(kFillers)];
    std::string text(place % filler.size(), ' ');
    while (text.size() < kTextSize) text += filler;
    std::memcpy(text_, text.data(), kTextSize);
    for (uint32_t two = 0; two < 0x10000 && !HasFatalFailure(); ++two) {
      text_[place] = static_cast<uint8_t>(two >> 8);
      text_[place + 1] = static_cast<uint8_t>(two);
      // A text that ends behind the sequence, and one that goes on.
      Check(two % 2 == 0 ? place + 2 : kTextSize);
    }
  }
}

TEST_P(ScanKernelTest, NumbersAtEveryPlace) {
  for (const std::string_view number :
       {"1,234", "12,345.6", "1.2.3", "3,5", "1,", "1.", "1,2345",
        "\u0661\u066c\u0662\u0663\u0664", "\u0663\u066b\u0665", "1\u064e.2",
        "1.\u064e2", "1\u200f,234", "9.\u0661", "\u07c1,234", "1,,2"}) {
    for (size_t place = 0; place <= 2 * kLane; ++place) {
      for (const std::string_view around : kFillers) {
        std::string text(place % around.size(), ' ');
        while (text.size() < place) text += around;
        text += number;
        const size_t end = text.size();
        text += around;
        text.resize(text.size() + kScanPadding);
        std::memcpy(text_, text.data(), text.size());
        ASSERT_NO_FATAL_FAILURE(Check(text.size() - kScanPadding));
        std::memset(text_ + end, 0, kScanPadding);
        ASSERT_NO_FATAL_FAILURE(Check(end));
      }
    }
  }
}

TEST_P(ScanKernelTest, HostileTexts) {
  std::mt19937_64 rng(7);
  for (uint64_t i = RandomTexts(60000); i-- > 0;) {
    std::string text = HostileText(rng, 100);
    text.resize(std::min(text.size(), kScanBlock));
    std::memcpy(text_, text.data(), text.size());
    std::memset(text_ + text.size(), 0, kScanPadding);
    ASSERT_NO_FATAL_FAILURE(Check(text.size()));
  }
}

TEST_P(ScanKernelTest, AnyBytes) {
  std::mt19937_64 rng(8);
  for (uint64_t i = RandomTexts(40000); i-- > 0;) {
    const size_t size = rng() % 300;
    std::memset(text_ + size, 0, kScanPadding);
    for (size_t at = 0; at < size; ++at) {
      // Lead and trail bytes of Arabic in half of the places.
      text_[at] = static_cast<uint8_t>(rng());
      if (rng() % 2 == 0) {
        text_[at] = static_cast<uint8_t>(at % 2 == 0 ? 0xd8 | rng() % 4
                                                     : 0x80 | rng() % 64);
      }
    }
    ASSERT_NO_FATAL_FAILURE(Check(size));
  }
}

// Whole blocks of one thing: the most tokens, bytes and lines there can be.
TEST_P(ScanKernelTest, FullBuffers) {
  for (const std::string_view piece :
       {"a ", " ", "\n", "a\u0628", "\u0628", "1", "\u064e", "a\n",
        "\u0628\u0640", "\u00ab", "\u201c", "\u06cc"}) {
    std::string text;
    while (text.size() + piece.size() <= kScanBlock) text += piece;
    std::memcpy(text_, text.data(), text.size());
    std::memset(text_ + text.size(), 0, kScanPadding);
    ASSERT_NO_FATAL_FAILURE(Check(text.size())) << piece;
  }
}

std::string NameOf(const ::testing::TestParamInfo<ScanKernel>& kernel) {
  return std::string(kernel.param.name);
}

INSTANTIATE_TEST_SUITE_P(Kernels, ScanKernelTest,
                         ::testing::ValuesIn(SupportedScanKernels().begin(),
                                             SupportedScanKernels().end()),
                         NameOf);

TEST(ScanKernelsTest, ScalarIsLastAndNamesAreDistinct) {
  const auto kernels = SupportedScanKernels();
  ASSERT_FALSE(kernels.empty());
  EXPECT_EQ(kernels.back().name, "scalar");
  for (size_t i = 1; i < kernels.size(); ++i) {
    EXPECT_GT(kernels[i - 1].level, kernels[i].level);
    EXPECT_NE(kernels[i - 1].name, kernels[i].name);
  }
}

}  // namespace
}  // namespace nuskha::internal

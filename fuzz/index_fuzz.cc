// SPDX-License-Identifier: Apache-2.0
//
// Files of an index: the columns of a row, and segments with right checksums
// but other bytes than a writer would write. Whatever they hold: no crash, what
// is read lies in the file, a merged segment can be opened.
//
// Input: one byte, then a body, a list of stems or a packed text, or places of
// a segment (3 bytes each) with what comes there (1 byte).

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/little_endian.h"
#include "store/delta.h"
#include "store/merge.h"
#include "store/segment.h"
#include "store/stored_document.h"
#include "store/text_packing.h"

namespace nuskha::internal {
namespace {

void Require(bool condition) {
  if (!condition) __builtin_trap();
}

void TryRow(char kind, std::string_view bytes) {
  std::string again;
  if (kind == 0) {
    Body body;
    if (!DecodeBody(bytes, &body)) return;
    EncodeBody(body, &again);
    Body same;
    Require(DecodeBody(again, &same) &&
            same.document.words == body.document.words);
  } else if (kind == 1) {
    std::vector<WordWithStem> stems;
    if (!DecodeStems(bytes, &stems)) return;
    EncodeStems(stems, &again);
    Require(again == bytes);
  } else {
    std::string text;
    (void)DecompressText(bytes, &text);
    CompressText(bytes, &again);
    Require(DecompressText(again, &text) && text == bytes);
  }
}

constexpr uint64_t kFamily = 1;
constexpr uint32_t kDocuments = 40;

// A folder for segments: on a disk (TMPDIR), most of the time goes there.
const std::string& Folder() {
  static const std::string& folder = *[] {
    std::string name =
        std::filesystem::temp_directory_path() / "nuskha_index_fuzz_XXXXXX";
    Require(mkdtemp(name.data()) != nullptr);
    return new std::string(name);
  }();
  return folder;
}

// The bytes of a segment as a writer makes it.
std::string MakeSegment() {
  Delta delta(0);
  for (uint32_t number = 0; number < kDocuments; ++number) {
    DocumentKeys keys;
    keys.info = {.flags = DocumentInfo::kPresent | DocumentInfo::kCounts |
                          (number % 2 == 0 ? DocumentInfo::kShort : 0u),
                 .source = number % 3};
    for (uint64_t i = 0; i < 20; ++i) {
      keys.grams.push_back(KeyOf(Mix64(number / 2 * 100 + i)));
    }
    keys.topics = {number, number + 1};
    keys.id = KeyOf(Mix64(number + 12345));
    const WordWithStem stem{number + 7, 9};
    delta.Add(keys, number, {&stem, 1});
  }
  const auto segment = delta.Write(Folder(), kFamily);
  Require(segment.ok());
  std::string bytes;
  FILE* const file = std::fopen((*segment)->path().c_str(), "rb");
  Require(file != nullptr);
  for (int c = 0; (c = std::fgetc(file)) != EOF;) {
    bytes += static_cast<char>(c);
  }
  std::fclose(file);
  unlink((*segment)->path().c_str());
  return bytes;
}

// As if a writer had meant what is in the file.
void SetChecksums(std::string* bytes) {
  SegmentHead head;
  std::string_view footer(*bytes);
  footer.remove_prefix(bytes->size() - kSegmentFooter);
  std::string fixed(footer);
  constexpr size_t kChecksum = sizeof(uint64_t);
  const auto close = [&] {
    StoreLittle(
        Hash64(std::string_view(fixed).substr(0, kSegmentFooter - kChecksum)),
        fixed.data() + kSegmentFooter - kChecksum);
  };
  close();
  if (head.Decode(fixed, bytes->size())) {
    const SegmentHead::Part& blocks = head.parts[kBlocksPart];
    for (uint64_t i = 0; i < blocks.count; ++i) {
      const uint64_t from = i * kSegmentBlock;
      if (from >= blocks.begin) break;
      const uint64_t size = std::min(kSegmentBlock, blocks.begin - from);
      StoreLittle(Hash64({bytes->data() + from, size}),
                  bytes->data() + blocks.begin + i * kChecksum);
    }
    head.blocks_checksum = Hash64(
        {bytes->data() + blocks.begin, blocks.count * kPartSizes[kBlocksPart]});
    fixed = head.Encode();
  }
  bytes->replace(bytes->size() - kSegmentFooter, kSegmentFooter, fixed);
}

void Look(const Segment& segment) {
  std::vector<uint32_t> topics;
  for (uint32_t i = 0; i < std::min(segment.size(), kDocuments); ++i) {
    (void)segment.Info(i);
    segment.Topics(i, &topics);
    Require(topics.size() <= segment.PartCount(kTopicsPart));
  }
  for (size_t kind = 0; kind < kPostingKinds; ++kind) {
    const auto one = static_cast<PostingKind>(kind);
    for (uint64_t number = 0; number < kDocuments * 100; number += 50) {
      const Segment::List list = segment.Find(one, KeyOf(Mix64(number)));
      for (uint64_t i = 0; i < list.size; ++i) {
        Require(segment.DocumentAt(one, list.begin + i) < segment.size());
      }
    }
  }
  (void)segment.ArticlesOf(1);
  (void)segment.Headlines(1, 2);
}

void TrySegment(std::string_view edits) {
  static const std::string& original = *new std::string(MakeSegment());
  std::string bytes = original;
  constexpr size_t kEdit = 4;
  for (; edits.size() >= kEdit; edits.remove_prefix(kEdit)) {
    const size_t place = LoadLittle<uint32_t>(edits.data()) & 0xffffff;
    bytes[place % bytes.size()] = edits[kEdit - 1];
  }
  SetChecksums(&bytes);
  const int file = memfd_create("segment", MFD_CLOEXEC);
  Require(write(file, bytes.data(), bytes.size()) ==
          static_cast<ssize_t>(bytes.size()));
  auto segment = Segment::Open(fmt::format("/proc/self/fd/{}", file), kFamily);
  close(file);
  if (!segment.ok()) return;
  Look(**segment);
  // Sizes that a writer never makes must not fill the disk.
  constexpr uint32_t kMostDocuments = 1000;
  if ((*segment)->size() > kMostDocuments) return;
  NumberSet removed, changed;
  removed.Add((*segment)->first() + 3);
  changed.Add((*segment)->first() + 4);
  for (const bool some : {false, true}) {
    const auto merged =
        MergeSegments(Folder(), {&*segment, 1}, some ? removed : NumberSet(),
                      some ? changed : NumberSet(), false);
    if (!merged.ok()) continue;
    Require((*merged)->CheckAll());
    Look(**merged);
    unlink((*merged)->path().c_str());
  }
}

}  // namespace
}  // namespace nuskha::internal

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  // A copy of its own: reading behind it is noticed.
  const std::string input(data + 1, data + size);
  constexpr uint8_t kRows = 3;
  if (data[0] < kRows) {
    nuskha::internal::TryRow(static_cast<char>(data[0]), input);
  } else {
    nuskha::internal::TrySegment(input);
  }
  return 0;
}

// SPDX-License-Identifier: Apache-2.0

#include "store/segment_folder.h"

#include <dirent.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <utility>

#include "base/descriptor.h"
#include "base/status_util.h"
#include "store/delta.h"

namespace nuskha::internal {
namespace {

absl::StatusOr<std::vector<std::string>> FilesIn(const std::string& folder) {
  std::vector<std::string> names;
  const FolderStream stream(opendir(folder.c_str()));
  // All that it holds is derived: without it there is more to read.
  if (stream == nullptr && errno == ENOENT) return names;
  if (stream == nullptr) return SystemError(folder, errno);
  while (const dirent* const entry = readdir(stream.get())) {
    if (entry->d_name[0] != '.') {
      names.push_back(folder + "/" + entry->d_name);
    }
  }
  std::ranges::sort(names);
  return names;
}

// Errors: NotFound if a file went away, what the system lacked to open one.
absl::Status OpenAll(const std::vector<std::string>& names, uint64_t family,
                     uint64_t next, SegmentChoice* choice,
                     std::vector<std::shared_ptr<const Segment>>* opened) {
  for (const std::string& name : names) {
    if (!name.ends_with(".seg")) {
      choice->others.push_back(name);
      continue;
    }
    absl::StatusOr<std::shared_ptr<const Segment>> segment =
        Segment::Open(name, family);
    if (segment.ok()) {
      choice->beyond = std::max(choice->beyond, (*segment)->end());
      if ((*segment)->end() <= next) {
        opened->push_back(*std::move(segment));
        continue;
      }
    } else if (absl::IsDataLoss(segment.status()) ||
               absl::IsFailedPrecondition(segment.status())) {
      choice->damage = StatusMessage(segment.status());
    } else {
      // It says nothing about the file, which may be whole.
      return segment.status();
    }
    choice->others.push_back(name);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SegmentChoice> ChooseSegments(const std::string& folder,
                                             uint64_t family, uint64_t next) {
  constexpr int kAttempts = 100;
  SegmentChoice choice;
  std::vector<std::shared_ptr<const Segment>> opened;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const absl::StatusOr<std::vector<std::string>> names = FilesIn(folder);
    if (!names.ok()) return names.status();
    choice = {};
    opened.clear();
    const absl::Status status = OpenAll(*names, family, next, &choice, &opened);
    if (status.ok()) break;
    if (!absl::IsNotFound(status)) return status;
  }
  std::ranges::sort(opened, [](const auto& x, const auto& y) {
    return x->first() != y->first() ? x->first() < y->first()
                                    : x->end() > y->end();
  });
  uint32_t end = 0;
  for (auto& segment : opened) {
    if (segment->first() < end) {
      choice.others.push_back(segment->path());
      continue;
    }
    end = segment->end();
    choice.segments.push_back(std::move(segment));
  }
  return choice;
}

size_t SegmentsToMerge(
    const std::vector<std::shared_ptr<const Segment>>& segments,
    size_t factor) {
  const auto tier = [](const Segment& segment) -> int {
    const auto part = static_cast<SegmentPart>(kFirstPostingsPart + 1);
    const auto units =
        static_cast<uint32_t>(segment.PartCount(part) / Delta::kFullPostings);
    return units < kMergeFactor
               ? 0
               : static_cast<int>(std::bit_width(units) - 1) / 2;
  };
  if (segments.empty()) return 0;
  size_t count = 0;
  uint64_t postings = 0;
  const int last = tier(*segments.back());
  while (count < segments.size()) {
    const Segment& segment = *segments[segments.size() - 1 - count];
    if (tier(segment) > last) break;
    postings +=
        segment.PartCount(static_cast<SegmentPart>(kFirstPostingsPart + 1));
    if (postings > UINT32_MAX) break;
    ++count;
  }
  return count >= factor ? count : 0;
}

}  // namespace nuskha::internal

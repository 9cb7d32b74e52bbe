// SPDX-License-Identifier: Apache-2.0

#include "signature_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "checked.h"
#include "json.h"
#include "nuskha/shingle.h"
#include "nuskha/version.h"

namespace nuskha::tools {
namespace {

constexpr int kVersion = 1;

// Places in ReadOptions::extra_fields.
enum Field {
  kId,
  kWords,
  kLanes,
  kFormat,
  kWidth,
  kShingle,
  kSeed,
  kNormalizer
};
const std::vector<std::string> kFields = {
    "id",    "words",         "signature", "nuskha_signatures",
    "width", "shingle_words", "seed",      "normalizer"};

template <typename Number>
bool ParseNumber(std::string_view text, Number* number) {
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size();
}

// [1, 2, 3] to numbers; exactly `width` of them.
bool ParseLanes(std::string_view text, size_t width,
                std::vector<uint32_t>* lanes) {
  constexpr std::string_view kBlanks = " \t";
  if (!text.starts_with('[') || !text.ends_with(']')) return false;
  text = text.substr(1, text.size() - 2);
  lanes->clear();
  while (lanes->size() < width) {
    const size_t comma = text.find(',');
    std::string_view number = text.substr(0, comma);
    number.remove_prefix(
        std::min(number.find_first_not_of(kBlanks), number.size()));
    number = number.substr(0, number.find_last_not_of(kBlanks) + 1);
    if (!ParseNumber(number, &lanes->emplace_back())) return false;
    if (comma == std::string_view::npos) return lanes->size() == width;
    text.remove_prefix(comma + 1);
  }
  return false;
}

class Reading {
 public:
  Reading(const SignatureFamily& family, const ReadOptions& options,
          const std::function<bool(Signature)>& take)
      : family_(family), parser_(options), take_(take) {}

  // Empty, or what is wrong with the record.
  std::string Add(const RawRecord& record) {
    Article article;
    Reject reject;
    if (record.kind != RecordKind::kJson) return "not JSON Lines";
    if (!Checked(parser_.Parse(record, &article, &reject))) {
      return fmt::format("{} ({})", reject.detail, reject.code);
    }
    if (!std::exchange(has_header_, true)) return CheckHeader();
    Signature signature;
    signature.id = parser_.extra_values()[kId];
    if (signature.id.empty() ||
        !ParseNumber(parser_.extra_values()[kWords], &signature.words) ||
        !ParseLanes(parser_.extra_values()[kLanes], family_.width,
                    &signature.lanes)) {
      return fmt::format("no signature: it needs id, words and {} lanes",
                         family_.width);
    }
    go_on_ = take_(std::move(signature));
    return {};
  }

  bool go_on() const { return go_on_; }
  bool has_header() const { return has_header_; }

 private:
  std::string CheckHeader() const {
    const std::vector<std::string_view>& values = parser_.extra_values();
    if (values[kFormat] != std::to_string(kVersion)) {
      return fmt::format(
          "no signature file of version {}: no \"nuskha_signatures\":{}",
          kVersion, kVersion);
    }
    const auto differs = [&](Field field, std::string_view ours) {
      return values[field] == ours
                 ? std::string()
                 : fmt::format("signatures of another family: {} {}, not {}",
                               kFields[field], values[field], ours);
    };
    for (const auto& [field, ours] :
         {std::pair(kWidth, std::to_string(family_.width)),
          std::pair(kShingle, std::to_string(kCandidateWidth)),
          std::pair(kSeed, std::to_string(family_.seed)),
          std::pair(kNormalizer, Checked(GetVersionInfo()).normalizer)}) {
      if (std::string wrong = differs(field, ours); !wrong.empty()) {
        return wrong;
      }
    }
    return {};
  }

  const SignatureFamily family_;
  RecordParser parser_;
  const std::function<bool(Signature)>& take_;
  bool has_header_ = false;
  bool go_on_ = true;
};

}  // namespace

std::string SignatureFamily::Header() const {
  Json json;
  json.Object().Key("nuskha_signatures").Integer(kVersion);
  json.Key("width").Integer(width);
  json.Key("shingle_words").Integer(kCandidateWidth);
  json.Key("seed").Integer(seed);
  json.Key("normalizer")
      .String(Checked(GetVersionInfo()).normalizer)
      .EndObject();
  return json.text() + "\n";
}

std::string SignatureLine(std::string_view id, size_t words,
                          std::span<const uint32_t> lanes) {
  Json json;
  json.Object().Key("id").String(id).Key("words").Integer(words);
  json.Key("signature").Array();
  for (const uint32_t lane : lanes) json.Integer(lane);
  json.EndArray().EndObject();
  return json.text() + "\n";
}

absl::Status ReadSignatures(const std::string& path,
                            const SignatureFamily& family,
                            const ReadOptions& limits,
                            const std::function<bool(Signature)>& take) {
  ReadOptions options = limits;
  options.fail_on_damage = true;  // lost lines would count as "not alike"
  options.fields = {};
  options.extra_fields = kFields;
  absl::StatusOr<std::unique_ptr<RecordReader>> reader =
      RecordReader::Open({path}, options);
  if (!reader.ok()) return reader.status();
  Reading reading(family, options, take);
  RecordBlock block;
  while (reading.go_on()) {
    absl::StatusOr<bool> more = (*reader)->Next(&block);
    if (!more.ok()) return more.status();
    if (!*more) break;
    for (const RawRecord& record : block.records) {
      const std::string wrong = reading.Add(record);
      if (!wrong.empty()) {
        const std::string place = fmt::format(
            "{}:{}: {}", (*reader)->file_name(record.file), record.line, wrong);
        return absl::InvalidArgumentError(place);
      }
      if (!reading.go_on()) break;
    }
  }
  if (reading.has_header()) return absl::OkStatus();
  return absl::InvalidArgumentError(path + ": empty, without a header line");
}

}  // namespace nuskha::tools

// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checked.h"
#include "commands.h"
#include "console.h"
#include "json.h"
#include "number_flags.h"
#include "nuskha/lsh.h"
#include "nuskha/minhash.h"
#include "nuskha/shingle.h"
#include "session.h"
#include "signature_file.h"

namespace nuskha::tools {
namespace {

struct SketchFlags {
  InputFlags input;
  OutputFlags output;
  SignatureFamily family;
  std::string known;  // file; empty: none
  double min_estimate = 0.5;
};

// Signatures of a file, found again by their bands.
class Known {
 public:
  explicit Known(const SketchFlags& flags)
      : width_(flags.family.width),
        banding_(ChooseBanding(flags.min_estimate, flags.family.width)) {}

  void Add(Signature signature) {
    const auto number = static_cast<uint32_t>(names_.size());
    for (uint32_t band = 0; band < banding_.bands; ++band) {
      bands_[Band(signature.lanes, band)].push_back(number);
    }
    lanes_.insert(lanes_.end(), signature.lanes.begin(), signature.lanes.end());
    names_.push_back({std::move(signature.id), signature.words});
  }

  size_t size() const { return names_.size(); }

  // Lines for the signatures whose estimated similarity with `lanes` is
  // `least` or more, in the order of the file.
  std::string Like(std::string_view id, size_t words,
                   std::span<const uint32_t> lanes, double least) const {
    std::set<uint32_t> candidates;
    for (uint32_t band = 0; band < banding_.bands; ++band) {
      const auto found = bands_.find(Band(lanes, band));
      if (found == bands_.end()) continue;
      candidates.insert(found->second.begin(), found->second.end());
    }
    std::string text;
    for (const uint32_t number : candidates) {
      const double estimate = EstimateJaccard(
          lanes, std::span(lanes_).subspan(size_t{number} * width_, width_));
      if (estimate < least) continue;
      Json json;
      json.Object().Key("a").String(id).Key("b").String(names_[number].id);
      json.Key("estimated_jaccard").Real(estimate);
      json.Key("standard_error")
          .Real(std::sqrt(estimate * (1 - estimate) / width_));
      json.Key("words_a").Integer(words);
      json.Key("words_b").Integer(names_[number].words).EndObject();
      text += json.text() + "\n";
    }
    return text;
  }

 private:
  struct Name {
    std::string id;
    uint32_t words;
  };

  // The lanes of a band are its key, with its number.
  std::string Band(std::span<const uint32_t> lanes, uint32_t band) const {
    const auto rows = lanes.subspan(band * banding_.rows, banding_.rows);
    std::string key(reinterpret_cast<const char*>(&band), sizeof band);
    key.append(reinterpret_cast<const char*>(rows.data()), rows.size_bytes());
    return key;
  }

  const uint32_t width_;
  const Banding banding_;
  std::vector<Name> names_;
  std::vector<uint32_t> lanes_;  // shape [size(), width]
  std::unordered_map<std::string, std::vector<uint32_t>> bands_;
};

// The line, or lines, of one document. Any thread.
class Sketcher {
 public:
  Sketcher(MinHasher hasher, const SketchFlags& flags, const Known* known)
      : hasher_(std::move(hasher)),
        seed_(flags.family.seed),
        least_(flags.min_estimate),
        known_(known) {}

  std::string Lines(std::string_view id, const Document& document) const {
    // A title without a text is what there is of the article.
    const std::vector<uint32_t>& words =
        document.all_words > 0 ? document.words : document.title;
    if (words.empty()) return {};  // nothing but boilerplate
    std::vector<uint64_t> shingles;
    Check(ShingleHashes(words, kCandidateWidth, seed_, &shingles));
    std::vector<uint32_t> lanes(hasher_.width());
    hasher_.Sketch(shingles, lanes);
    return known_ == nullptr ? SignatureLine(id, words.size(), lanes)
                             : known_->Like(id, words.size(), lanes, least_);
  }

 private:
  const MinHasher hasher_;
  const uint64_t seed_;
  const double least_;
  const Known* const known_;
};

ExitCode LoadKnown(const SketchFlags& flags, Known* known) {
  ReadOptions read = flags.input.read;
  read.interrupted = [] { return CaughtSignal() != 0; };
  const absl::Status status =
      ReadSignatures(flags.known, flags.family, read, [&](Signature signature) {
        known->Add(std::move(signature));
        return CaughtSignal() == 0;
      });
  if (!status.ok()) {
    Error(status);
    return absl::IsInvalidArgument(status) ? kUsage : ReadExitCode(status);
  }
  Note(fmt::format("{} signatures to compare with", known->size()));
  return kDone;
}

// Reads, and writes the lines as they come.
ExitCode WriteLines(const SketchFlags& flags, const Sketcher& sketcher,
                    Session* session, OutputFile* out) {
  absl::Status written;
  uint64_t lines = 0;
  if (flags.known.empty()) written = out->Write(flags.family.Header());
  session->Render(
      [&](std::string_view id, const Article& article, Analyzer* analyzer,
          Document* document) -> absl::StatusOr<std::string> {
        Check(analyzer->Analyze(article, document));
        return sketcher.Lines(id, *document);
      },
      [&](const std::string& text) {
        lines +=
            static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n'));
        if (written.ok()) written = out->Write(text);
        return written.ok();
      });
  const ExitCode loaded = session->Load(flags.input.inputs, nullptr);
  if (written.ok() && loaded != kDone) return loaded;
  if (!written.ok()) return session->OutputFailed(written);
  const ExitCode code = session->ReadyToPublish(flags.output.path);
  if (code != kDone) return code;
  Note(fmt::format("{} {}", lines,
                   flags.known.empty() ? "signatures" : "pairs"));
  return kDone;
}

ExitCode Run(const SketchFlags& flags) {
  if (flags.known == "-" && flags.input.StandardInputs() > 0) {
    Error("--signatures -: standard input is read for something else");
    return kUsage;
  }
  if (const ExitCode code = flags.input.CheckOutputs({flags.output.path});
      code != kDone) {
    return code;
  }
  std::vector<std::string> inputs = flags.input.files_to_keep();
  if (!flags.known.empty()) inputs.push_back(flags.known);
  absl::StatusOr<std::unique_ptr<OutputFile>> out = OutputFile::Create(
      flags.output.path, {.overwrite = flags.output.force, .inputs = inputs});
  if (!out.ok()) {
    Error(out.status());
    return WriteExitCode(out.status());
  }
  absl::StatusOr<MinHasher> hasher = MinHasher::Create(
      {.width = flags.family.width, .seed = flags.family.seed});
  if (!hasher.ok()) {
    Error(hasher.status());
    return kUsage;
  }
  Known known(flags);
  if (!flags.known.empty()) {
    const ExitCode code = LoadKnown(flags, &known);
    if (code != kDone) return code;
  }
  const Sketcher sketcher(*std::move(hasher), flags,
                          flags.known.empty() ? nullptr : &known);
  Session session(flags.input, "sketch");
  session.PrintsWhileReading(flags.output.path);
  const ExitCode code = WriteLines(flags, sketcher, &session, out->get());
  return code == kDone ? session.Finish({out->get()}, std::nullopt) : code;
}

}  // namespace

void AddSketch(CLI::App* program, ExitCode* code) {
  CLI::App* const command = program->add_subcommand(
      "sketch",
      "MinHash signatures to exchange instead of texts, and what is like them");
  auto flags = std::make_shared<SketchFlags>();
  flags->input.Register(command);
  flags->output.Register(command);
  constexpr auto kSketching = "Sketching";
  command
      ->add_option("--width", flags->family.width,
                   "Lanes of a signature (128): twice as many, 1.4 times as "
                   "precise")
      ->type_name("N")
      ->transform(WholeNumber(1, MinHasher::kMaxWidth))
      ->group(kSketching);
  command
      ->add_option("--seed", flags->family.seed,
                   "Seed of all hashing: only equal seeds can be compared")
      ->type_name("N")
      ->transform(WholeNumber())
      ->group(kSketching);
  command
      ->add_option("--signatures", flags->known,
                   "Signatures from elsewhere: list which of them the inputs "
                   "are like, by estimate")
      ->type_name("FILE")
      ->group(kSketching);
  command
      ->add_option(
          "--min-estimate", flags->min_estimate,
          "With --signatures: least estimated Jaccard similarity of word "
          "5-shingles (0.5)")
      ->type_name("X")
      ->transform(RealNumber(0.01, 1))
      ->group(kSketching);
  command->callback([flags, code] {
    flags->input.Complete();
    *code = Run(*flags);
  });
}

}  // namespace nuskha::tools

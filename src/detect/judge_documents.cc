// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "detect/detector_impl.h"

namespace nuskha {

using internal::Candidate;
using internal::CandidateIndex;
using internal::StepResult;
using internal::Worker;

namespace {

constexpr size_t kDocumentsPerPiece = 64;
// A text of so many words, and so many times those of the other, is the base
// whichever came first: its shingles are laid out once for many others.
constexpr size_t kGiantWords = size_t{1} << 15;
constexpr size_t kGiantTimes = 4;

}  // namespace

bool Detector::Impl::IsGiantBeside(uint32_t giant, uint32_t doc) const {
  const size_t words = documents_.word_count(giant);
  return words >= kGiantWords &&
         words / kGiantTimes >= documents_.word_count(doc);
}

void Detector::Impl::JudgeDocument(uint32_t doc, const CandidateIndex& index,
                                   Worker* worker, StepResult* result) const {
  worker->scratch.counts.resize(documents_.size());
  index.Before(doc, &worker->scratch, &worker->candidates);
  if (worker->candidates.empty()) return;
  worker->verifier.SetBase(View(doc, &worker->base_text));
  Match match;
  for (const Candidate& candidate : worker->candidates) {
    if (Isolated(candidate.a, doc)) continue;
    ++result->candidates;
    if (IsGiantBeside(candidate.a, doc)) {
      worker->giants.emplace_back(candidate.a, doc);
      continue;
    }
    std::tie(match.a, match.b) = std::pair(candidate.a, doc);
    if (!worker->verifier.Verify(View(candidate.a, &worker->other_text),
                                 &match)) {
      continue;
    }
    ++result->verified;
    if (match.relation != Relation::kNothing) result->matches.push_back(match);
  }
}

// Judges the pairs that JudgeDocument() left, those of one giant together.
void Detector::Impl::JudgeGiants(Worker* worker, StepResult* result) const {
  std::ranges::sort(worker->giants);
  Match match;
  for (const auto& [giant, doc] : worker->giants) {
    if (worker->giant != giant) {
      worker->with_giants.SetBase(View(giant, &worker->giant_text));
      worker->giant = giant;
    }
    std::tie(match.a, match.b) = std::pair(doc, giant);
    if (!worker->with_giants.Verify(View(doc, &worker->other_text), &match)) {
      continue;
    }
    ++result->verified;
    if (match.relation == Relation::kNothing) continue;
    internal::SwapSides(&match);
    result->matches.push_back(match);
  }
  worker->giants.clear();
}

// Judges documents [begin, end) against all before them.
StepResult Detector::Impl::JudgeStep(size_t begin, size_t end,
                                     const CandidateIndex& index,
                                     std::vector<Worker>* workers) const {
  std::vector<StepResult> pieces(
      internal::PieceCount(end - begin, kDocumentsPerPiece));
  internal::ParallelFor(
      options_.threads, end - begin, kDocumentsPerPiece,
      [&](const internal::Piece& piece) {
        for (size_t i = piece.begin; i < piece.end; ++i) {
          JudgeDocument(static_cast<uint32_t>(begin + i), index,
                        &(*workers)[piece.worker], &pieces[piece.number]);
        }
        JudgeGiants(&(*workers)[piece.worker], &pieces[piece.number]);
      });
  StepResult step;
  size_t count = 0;
  for (const StepResult& piece : pieces) count += piece.matches.size();
  step.matches.reserve(count);
  for (const StepResult& piece : pieces) {
    step.candidates += piece.candidates;
    step.verified += piece.verified;
    step.matches.insert(step.matches.end(), piece.matches.begin(),
                        piece.matches.end());
  }
  return step;
}

}  // namespace nuskha

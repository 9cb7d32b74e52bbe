// SPDX-License-Identifier: Apache-2.0
//
// "Memory ended at allocation N", for every N of a scenario, once and for ever:
// a status and nothing else, no block lost, and the same scenario then works as
// before. First in a process that has run the scenario before, then in new
// processes, where the tables of the library and its libraries are still to be
// built (if this program, as under ctest, runs that case alone).
//
// Where a scenario allocates often, only some N are tried, spread evenly;
// NUSKHA_EVERY_N=1 tries all,
// NUSKHA_EVERY_N=20 one in 20.

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "corpus/corpus_testing.h"
#include "faults/failing_memory.h"
#include "faults/scenarios.h"
#include "fmt/format.h"
#include "gtest/gtest.h"

#if defined(NUSKHA_ADDRESS_SANITIZER)
#include <sanitizer/lsan_interface.h>
#endif

namespace nuskha::testing {
namespace {

#if defined(NUSKHA_ADDRESS_SANITIZER)
constexpr uint64_t kTries = 30;
constexpr uint64_t kTriesInNewProcess = 6;
bool Leaks() { return __lsan_do_recoverable_leak_check() != 0; }
#else
constexpr uint64_t kTries = 100;
constexpr uint64_t kTriesInNewProcess = 12;
bool Leaks() { return false; }
#endif

// What one call did. No memory of its own.
struct Outcome {
  bool ok = false;
  bool out_of_memory = false;
  bool threw = false;
  uint64_t value = 0;
  uint64_t allocations = 0;
};

Outcome RunFailing(const Scenario& scenario, uint64_t n, Failing failing) {
  Outcome outcome;
  StartFailing(n, failing);
  try {
    const absl::StatusOr<uint64_t> result = scenario.run();
    outcome.ok = result.ok();
    outcome.out_of_memory = absl::IsResourceExhausted(result.status());
    if (result.ok()) outcome.value = *result;
  } catch (const std::exception&) {
    outcome.threw = true;
  }
  outcome.allocations = StopFailing();
  return outcome;
}

uint64_t StepFor(uint64_t allocations, uint64_t tries) {
  const char* const every = std::getenv("NUSKHA_EVERY_N");
  if (every != nullptr)
    return std::max(1ull, std::strtoull(every, nullptr, 10));
  // The compilation of rules takes long.
  if (allocations > 20000) tries = std::min<uint64_t>(tries, 20);
  return std::max<uint64_t>(1, allocations / tries);
}

// Calls `at` with the N to be tried and both ways of failing.
template <typename At>
void ForEachN(uint64_t allocations, uint64_t tries, const At& at) {
  const uint64_t step = StepFor(allocations, tries);
  uint64_t tried = 0;
  for (uint64_t n = 1; n <= allocations; n += step, ++tried) {
    for (const Failing failing : {Failing::kOnce, Failing::kForever}) {
      at(n, failing);
      if (::testing::Test::HasFailure()) {
        FAIL() << "at allocation " << n << " of " << allocations
               << (failing == Failing::kOnce ? ", once" : ", for ever");
      }
    }
  }
  fmt::print("{} allocations, {} tried twice\n", allocations, tried);
}

class AllocationTest : public ::testing::TestWithParam<size_t> {
 protected:
  AllocationTest() { EXPECT_EQ(scenario().name, kScenarioNames[GetParam()]); }
  const Scenario& scenario() const { return scenarios_[GetParam()]; }

 private:
  internal::TemporaryFolder folder_;
  std::vector<Scenario> scenarios_ = MakeScenarios(folder_.Path("."));
};

TEST_P(AllocationTest, EndsInAStatus) {
  Outcome good;
  for (int i = 0; i < 3; ++i) {
    good = RunFailing(scenario(), 0, Failing::kOnce);
    ASSERT_TRUE(good.ok);
    ASSERT_TRUE(scenario().is_clean());
  }
  int64_t live = LiveBlocks();
  ForEachN(good.allocations, kTries, [&](uint64_t n, Failing failing) {
    const Outcome bad = RunFailing(scenario(), n, failing);
    EXPECT_FALSE(bad.threw);
    EXPECT_TRUE(bad.ok || bad.out_of_memory);
    if (bad.ok) {
      EXPECT_EQ(bad.value, good.value);
    }
    EXPECT_TRUE(scenario().is_clean());
    const Outcome after = RunFailing(scenario(), 0, failing);
    EXPECT_TRUE(after.ok);
    EXPECT_EQ(after.value, good.value);
    EXPECT_TRUE(scenario().is_clean());
    if (!scenario().threads && !scenario().foreign_leaks) {
      EXPECT_LE(LiveBlocks(), live);
    }
    live = std::min(live, LiveBlocks());
  });
  EXPECT_FALSE(Leaks());
}

// Runs in a process of its own; exits with the number of what is wrong.
[[noreturn]] void RunCold(const Scenario& scenario, uint64_t n, Failing failing,
                          uint64_t expected) {
  const Outcome bad = RunFailing(scenario, n, failing);
  if (bad.threw) _exit(1);
  if (!bad.ok && !bad.out_of_memory) _exit(2);
  if (bad.ok && bad.value != expected) _exit(3);
  if (!scenario.is_clean()) _exit(4);
  // ICU remembers for ever that memory ended while it set itself up.
  const Outcome after = RunFailing(scenario, 0, failing);
  if (after.threw || (!after.ok && !after.out_of_memory)) _exit(5);
  if (after.ok && after.value != expected) _exit(6);
  if (!scenario.is_clean()) _exit(7);
  _exit(Leaks() ? 8 : 0);
}

TEST_P(AllocationTest, EndsInAStatusInANewProcess) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  if (fork() == 0) {
    Outcome good = RunFailing(scenario(), 0, Failing::kOnce);
    (void)!write(ends[1], &good, sizeof good);
    _exit(0);
  }
  Outcome good;
  ASSERT_EQ(read(ends[0], &good, sizeof good), ssize_t{sizeof good});
  close(ends[0]);
  close(ends[1]);
  wait(nullptr);
  ASSERT_TRUE(good.ok);
  ASSERT_TRUE(scenario().is_clean());  // and knows now what a whole file is
  ForEachN(good.allocations, kTriesInNewProcess,
           [&](uint64_t n, Failing failing) {
             const pid_t child = fork();
             if (child == 0) RunCold(scenario(), n, failing, good.value);
             int status = 0;
             ASSERT_EQ(waitpid(child, &status, 0), child);
             EXPECT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
             EXPECT_EQ(WEXITSTATUS(status), 0);
           });
}

INSTANTIATE_TEST_SUITE_P(Scenarios, AllocationTest,
                         ::testing::Range(size_t{0}, std::size(kScenarioNames)),
                         [](const auto& parameter) {
                           return std::string(kScenarioNames[parameter.param]);
                         });

}  // namespace
}  // namespace nuskha::testing

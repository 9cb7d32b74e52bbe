// SPDX-License-Identifier: Apache-2.0
//
// The service under two clients that ask as fast as they are answered, and
// four that misbehave (malformed, oversized, slow, aborted requests, as fast as
// --hostile says). Every answer to the two is checked. Questions:
//   1. How many requests a second, and how long does each take?
//   2. Does memory grow?
//   3. Is any answer wrong, or any connection of theirs cut?
//
// usage: serve_bench NUSKHA FOLDER [SECONDS [DOCUMENTS [HOSTILE [ADDS]]]]
//   NUSKHA: the program; FOLDER: where the index is made; HOSTILE: requests a
//   second of each that misbehaves (100); ADDS: of a hundred requests (10)

#include <fmt/format.h>
#include <simdjson.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "nuskha/index.h"
#include "scale/synthetic_corpus.h"
#include "serve_client.h"

namespace nuskha {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kAsked = 2000;  // documents that queries are about

void Check(const absl::Status& status) {
  if (!status.ok()) Fail(status.ToString());
}

// The texts are letters, blanks and line ends.
std::string Request(std::string_view path, const std::string& id,
                    const scale::SyntheticArticle& article) {
  std::string text;
  for (const char c : article.text) {
    if (c == '\n') {
      text += "\\n";
    } else {
      text += c;
    }
  }
  const std::string body = fmt::format(
      R"({{"article":{{"id":"{}","title":"{}","text":"{}","source":"{}",)"
      R"("date":"{}"}}}})",
      id, article.title, text, article.source, article.date);
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
      "\r\nContent-Length: {}\r\n\r\n{}",
      path, body.size(), body);
}

// Requests of which the answers are known beforehand.
struct Asked {
  std::string request;
  std::map<std::string, std::string> relations;  // by id
};

struct Counts {
  std::mutex mutex;
  std::map<std::string, std::vector<float>> times;  // by kind, microseconds
  std::map<int, uint64_t> refused;                  // of the hostile, by status
  uint64_t wrong = 0;
  std::string first_wrong;
};

class Bench {
 public:
  Bench(uint16_t port, std::vector<Asked> asked, uint64_t documents,
        uint64_t adds)
      : port_(port), asked_(std::move(asked)), adds_(adds), next_(documents) {}

  void Run(double seconds, double hostile_rate, pid_t service);
  int Report(double seconds);

 private:
  void Crawl(uint64_t seed);
  void Misbehave(uint64_t seed, double rate);
  bool IsRight(const Asked& asked, const std::string& body);
  bool HasStatus(const std::string& body, std::string_view one,
                 std::string_view other);

  const uint16_t port_;
  const std::vector<Asked> asked_;
  const uint64_t adds_;
  std::atomic<uint64_t> next_;
  std::atomic<bool> ended_ = false;
  Counts counts_;
  std::vector<double> memory_;  // MB, each second
  double cpu_ = 0;              // seconds of the service
};

// All that were there are found, each with its relation; what else is found has
// been added since.
bool Bench::IsRight(const Asked& asked, const std::string& body) {
  simdjson::dom::parser parser;
  simdjson::dom::array matches;
  if (parser.parse(body)["matches"].get(matches) != simdjson::SUCCESS) {
    return false;
  }
  size_t found = 0;
  for (const simdjson::dom::element match : matches) {
    std::string_view id, relation;
    if (match["id"].get(id) != simdjson::SUCCESS ||
        match["relation"].get(relation) != simdjson::SUCCESS) {
      return false;
    }
    const auto known = asked.relations.find(std::string(id));
    if (known != asked.relations.end()) {
      if (known->second != relation) return false;
      ++found;
    } else if (!id.starts_with("new-")) {
      return false;
    }
  }
  return found == asked.relations.size();
}

bool Bench::HasStatus(const std::string& body, std::string_view one,
                      std::string_view other) {
  simdjson::dom::parser parser;
  std::string_view status;
  return parser.parse(body)["status"].get(status) == simdjson::SUCCESS &&
         (status == one || status == other);
}

// Of a hundred requests `adds_` add, as many add what is there; the others are
// queries.
void Bench::Crawl(uint64_t seed) {
  scale::SyntheticCorpus corpus(
      {.seed = 2,
       .stop_words = std::string(NUSKHA_SOURCE_DIR) + "/data/stop_words.tsv"});
  scale::SyntheticArticle article;
  std::mt19937_64 random(seed);
  std::map<std::string, std::vector<float>> times;
  int fd = ConnectTo(port_);
  bool last = false;
  std::string added, body;
  while (!ended_) {
    const uint64_t draw = random() % 100;
    const bool adds_new = draw < adds_;
    const bool adds_known = !adds_new && draw < 2 * adds_ && !added.empty();
    const Asked& asked = asked_[random() % asked_.size()];
    if (adds_new) {
      const uint64_t number = next_++;
      corpus.Make(number, &article);
      added =
          Request("/v1/check-and-add", fmt::format("new-{}", number), article);
    }
    const bool adds = adds_new || adds_known;
    const auto start = Clock::now();
    const int status = SendAll(fd, adds ? added : asked.request)
                           ? ReceiveAnswer(fd, &body, &last)
                           : 0;
    const std::chrono::duration<float, std::micro> time = Clock::now() - start;
    const bool right =
        status == 200 && (adds_new     ? HasStatus(body, "new", "match")
                          : adds_known ? HasStatus(body, "known", "known")
                                       : IsRight(asked, body));
    times[adds_new     ? "add"
          : adds_known ? "known"
                       : "query"]
        .push_back(time.count());
    if (last) {  // --keep-alive-requests
      close(fd);
      fd = ConnectTo(port_);
      last = false;
    }
    if (right) continue;
    const std::lock_guard lock(counts_.mutex);
    if (counts_.wrong++ == 0) {
      counts_.first_wrong = fmt::format("{} {}", status, body.substr(0, 300));
    }
    if (status == 0) break;
  }
  close(fd);
  const std::lock_guard lock(counts_.mutex);
  for (auto& [kind, some] : times) {
    auto& all = counts_.times[kind];
    all.insert(all.end(), some.begin(), some.end());
  }
}

void Bench::Misbehave(uint64_t seed, double rate) {
  std::mt19937_64 random(seed);
  // Slow ones are waited for, so each has a thread for as long.
  std::vector<std::thread> running;
  auto next = Clock::now();
  while (!ended_) {
    next += std::chrono::microseconds(static_cast<int64_t>(1e6 / rate));
    std::this_thread::sleep_until(next);
    running.emplace_back([this, own = random()] {
      std::mt19937_64 once(own);
      const std::string& whole = asked_[once() % asked_.size()].request;
      const int status = MisbehaveOnce(port_, whole, &once);
      const std::lock_guard lock(counts_.mutex);
      ++counts_.refused[status];
    });
    if (running.size() < 256) continue;
    for (std::thread& one : running) one.join();
    running.clear();
  }
  for (std::thread& one : running) one.join();
}

void Bench::Run(double seconds, double hostile_rate, pid_t service) {
  std::vector<std::thread> threads;
  for (const uint64_t seed : {1u, 2u}) {
    threads.emplace_back([this, seed] { Crawl(seed); });
  }
  for (uint64_t seed = 3; hostile_rate > 0 && seed < 7; ++seed) {
    threads.emplace_back([=, this] { Misbehave(seed, hostile_rate); });
  }
  const double cpu = CpuSeconds(service);
  for (double second = 0; second < seconds; ++second) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    memory_.push_back(ResidentMegabytes(service));
  }
  cpu_ = CpuSeconds(service) - cpu;
  ended_ = true;
  for (std::thread& thread : threads) thread.join();
}

// Exit code.
int Bench::Report(double seconds) {
  size_t all = 0;
  for (auto& one : counts_.times) {
    std::vector<float>& times = one.second;
    std::sort(times.begin(), times.end());
    const auto at = [&times](double share) {
      return times[static_cast<size_t>(share *
                                       static_cast<double>(times.size() - 1))];
    };
    std::printf("%-6s %8zu  p50 %7.0f us  p99 %7.0f us  max %8.0f us\n",
                one.first.c_str(), times.size(), at(.5), at(.99), at(1));
    all += times.size();
  }
  std::printf("all    %8zu  %.0f requests/s of two clients\n", all,
              static_cast<double>(all) / seconds);
  uint64_t hostile = 0;
  for (const auto& [status, count] : counts_.refused) hostile += count;
  std::printf("hostile %7lu (%.0f/s):", hostile,
              static_cast<double>(hostile) / seconds);
  for (const auto& [status, count] : counts_.refused) {
    std::printf(" %lu x %d", count, status);
  }
  std::printf("\nCPU of the service: %.0f us a request, hostile ones too\n",
              cpu_ * 1e6 / static_cast<double>(all + hostile));
  std::printf("memory, MB, at each tenth of the time:");
  for (size_t i = 0; i <= 10; ++i) {
    std::printf(" %.0f", memory_[i * (memory_.size() - 1) / 10]);
  }
  std::printf("\nwrong answers: %lu %s\n", counts_.wrong,
              counts_.first_wrong.c_str());
  return counts_.wrong == 0 ? 0 : 1;
}

struct Owned {
  std::string id, date;
  scale::SyntheticArticle made;

  Article view() const {
    return {.id = id,
            .title = made.title,
            .text = made.text,
            .url = {},
            .source = made.source,
            .date = date};
  }
};

std::vector<Asked> MakeIndex(const std::string& path, uint64_t documents) {
  scale::SyntheticCorpus corpus(
      {.seed = 1,
       .stop_words = std::string(NUSKHA_SOURCE_DIR) + "/data/stop_words.tsv"});
  Check(Index::Create(path, {.seed = kPublicSeed}));
  absl::StatusOr<Index> index = Index::Open(path, {});
  Check(index.status());
  const auto make = [&corpus](uint64_t i, std::string_view prefix) {
    Owned one{fmt::format("{}-{}", prefix, i), {}, {}};
    corpus.Make(i, &one.made);
    one.date = std::to_string(one.made.date);
    return one;
  };
  constexpr uint64_t kAtOnce = 1000;
  for (uint64_t begin = 0; begin < documents; begin += kAtOnce) {
    std::vector<Owned> owned;
    std::vector<Article> articles;
    for (uint64_t i = begin; i < std::min(documents, begin + kAtOnce); ++i) {
      owned.push_back(make(i, "old"));
    }
    for (const Owned& one : owned) articles.push_back(one.view());
    Check(index->AddMany(articles, nullptr).status());
  }
  std::vector<Asked> asked;
  for (uint64_t i = 0; i < documents; i += 1 + documents / kAsked) {
    const Owned owned = make(i, "asked");
    const auto answer = index->Query(owned.view());
    Check(answer.status());
    Asked one{Request("/v1/query", owned.id, owned.made), {}};
    for (const IndexMatch& match : answer->matches) {
      one.relations[match.id] = RelationName(match.match.relation);
    }
    asked.push_back(std::move(one));
  }
  return asked;
}

struct Started {
  pid_t process;
  uint16_t port;
};

Started Start(const std::string& program, const std::string& index) {
  int ends[2];
  if (pipe(ends) != 0) Fail("pipe");
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    execl(program.c_str(), program.c_str(), "serve", index.c_str(),
          "--writable", "--listen", "127.0.0.1:0", "--request-timeout", "2s",
          nullptr);
    _exit(127);
  }
  close(ends[1]);
  std::string line;
  char c;
  while (read(ends[0], &c, 1) == 1 && c != '\n') line += c;
  const size_t colon = line.rfind(':');
  if (colon == std::string::npos) Fail("the service does not start");
  return {child, static_cast<uint16_t>(std::atoi(line.c_str() + colon + 1))};
}

int Main(int argc, char** argv) {
  if (argc < 3)
    Fail("usage: serve_bench NUSKHA FOLDER [SECONDS [N [HOSTILE [ADDS]]]]");
  const double seconds = argc > 3 ? std::atof(argv[3]) : 10;
  const uint64_t documents =
      argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 20'000;
  const double hostile = argc > 5 ? std::atof(argv[5]) : 100;
  const uint64_t adds = argc > 6 ? std::strtoull(argv[6], nullptr, 10) : 10;
  const std::string path = std::string(argv[2]) + "/serve_bench.index";
  std::vector<Asked> asked = MakeIndex(path, documents);
  const Started service = Start(argv[1], path);
  std::printf("%lu documents; %.0f s\nmemory before: %.0f MB\n", documents,
              seconds, ResidentMegabytes(service.process));
  std::fflush(stdout);
  Bench bench(service.port, std::move(asked), documents, adds);
  bench.Run(seconds, hostile, service.process);
  const int code = bench.Report(seconds);
  kill(service.process, SIGTERM);
  int status = 0;
  waitpid(service.process, &status, 0);
  std::printf("the service ended with %d\n", WEXITSTATUS(status));
  return code != 0 || status != 0 ? 1 : 0;
}

}  // namespace
}  // namespace nuskha

int main(int argc, char** argv) { return nuskha::Main(argc, argv); }

// SPDX-License-Identifier: Apache-2.0
//
// nuskha serve.

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <thread>

#include "commands.h"
#include "console.h"
#include "index_flags.h"
#include "number_flags.h"
#include "serve/gate.h"
#include "serve/limits.h"
#include "serve/listener.h"
#include "serve/server.h"

namespace nuskha::tools {
namespace {

struct ServeFlags {
  std::string path;
  std::string listen = "127.0.0.1:8437";
  std::string token_file;
  bool writable = false;
  std::string wait = "0s";
  std::string request_timeout = "10s";
  std::string keep_alive = "60s";
  serve::Limits limits;
  const CLI::Option* connections = nullptr;
  bool quiet = false;
};

absl::StatusOr<OpenIndexOptions> Opening(const ServeFlags& flags) {
  const absl::StatusOr<std::chrono::milliseconds> wait =
      ParseTime("--wait", flags.wait);
  if (!wait.ok()) return wait.status();
  OpenIndexOptions options;
  options.read_only = !flags.writable;
  options.wait = *wait;
  options.owner = "nuskha serve";
  options.interrupted = [] { return CaughtSignal() != 0; };
  return options;
}

absl::Status ReadTimes(ServeFlags* flags) {
  const auto read = [](const char* flag, const std::string& text,
                       std::chrono::milliseconds* out) {
    const absl::StatusOr<std::chrono::milliseconds> time =
        ParseTime(flag, text);
    if (!time.ok()) return time.status();
    constexpr std::chrono::hours kLongest(24);
    if (time->count() == 0 || *time > kLongest) {
      return absl::InvalidArgumentError(
          fmt::format("{}: from 1ms to 24h", flag));
    }
    *out = *time;
    return absl::OkStatus();
  };
  serve::Limits& limits = flags->limits;
  const absl::Status status = read("--request-timeout", flags->request_timeout,
                                   &limits.request_timeout);
  if (!status.ok()) return status;
  return read("--keep-alive", flags->keep_alive, &limits.keep_alive);
}

// A service that cannot open its index for want of files would answer errors.
absl::Status FitConnections(ServeFlags* flags) {
  serve::Limits& limits = flags->limits;
  const size_t fit = serve::RaiseFileLimit(limits.threads);
  if (limits.connections <= fit) return absl::OkStatus();
  if (fit == 0 || flags->connections->count() > 0) {
    return absl::InvalidArgumentError(fmt::format(
        "--connections {} with -j {}: at most {} fit into the files that a "
        "process may open: raise the hard limit (ulimit -n, LimitNOFILE=)",
        limits.connections, limits.threads, fit));
  }
  Warning(
      fmt::format("--connections is {} instead of {}: more do not fit into "
                  "the files that a process may open (ulimit -n)",
                  fit, limits.connections));
  limits.connections = fit;
  return absl::OkStatus();
}

// Who may ask, and from where.
absl::StatusOr<serve::Gate> MakeGate(const ServeFlags& flags,
                                     const serve::Address& address) {
  serve::Gate::Options options;
  options.writable = flags.writable;
  options.only_loopback = address.is_loopback();
  if (!flags.token_file.empty()) {
    absl::StatusOr<std::string> token = serve::ReadToken(flags.token_file);
    if (!token.ok()) return token.status();
    options.token = *std::move(token);
  } else if (!options.only_loopback) {
    return absl::InvalidArgumentError(fmt::format(
        "refusing to listen on {} without --token-file", address.text()));
  }
  return serve::Gate(std::move(options));
}

ExitCode Failed(const absl::Status& status, ExitCode code) {
  Error(status);
  return code;
}

// The index with its last word: what was acknowledged goes to the disk.
ExitCode Close(const ServeFlags& flags, const absl::Status& served,
               serve::Service* service) {
  if (!served.ok()) return Failed(served, kOutputError);
  if (service->broken) {
    OutOfMemory();
    return kLimit;
  }
  if (flags.writable) {
    const absl::StatusOr<uint64_t> documents = service->index->Flush();
    if (!documents.ok()) return IndexFailed(documents.status());
  }
  Note("stopped");
  return kDone;
}

ExitCode Serve(const ServeFlags& flags, const serve::Gate& gate,
               serve::Address address) {
  const absl::StatusOr<OpenIndexOptions> options = Opening(flags);
  if (!options.ok()) return IndexFailed(options.status());
  auto rules = BoilerplateRules::Default();
  if (!rules.ok()) return Failed(rules.status(), kLimit);
  absl::StatusOr<Index> index = Index::Open(flags.path, *options);
  if (!index.ok()) return IndexFailed(index.status());
  SayLosses(*index);
  serve::Service service{
      .index = &*index, .writable = flags.writable, .rules = *rules};
  const absl::StatusOr<int> listener = serve::Listen(&address);
  if (!listener.ok()) return Failed(listener.status(), kOutputError);
  absl::Status served;
  {
    serve::Server server(flags.limits, &service, &gate, *listener);
    Print(fmt::format("listening on http://{}\n", address.text()));
    if (const ExitCode code = EndOutput(kDone); code != kDone) return code;
    served = server.Run();
  }
  return Close(flags, served, &service);
}

ExitCode Run(ServeFlags* flags) {
  SetQuiet(flags->quiet);
  const absl::StatusOr<serve::Address> address =
      serve::ParseAddress(flags->listen);
  if (!address.ok()) return Failed(address.status(), kUsage);
  const absl::Status times = ReadTimes(flags);
  if (!times.ok()) return Failed(times, kUsage);
  const absl::Status fits = FitConnections(flags);
  if (!fits.ok()) return Failed(fits, kUsage);
  const absl::StatusOr<serve::Gate> gate = MakeGate(*flags, *address);
  if (!gate.ok()) {
    return Failed(gate.status(), absl::IsInvalidArgument(gate.status())
                                     ? kUsage
                                     : kInputError);
  }
  return Serve(*flags, *gate, *address);
}

void RegisterLimits(CLI::App* command, ServeFlags* flags) {
  constexpr auto kGroup = "Limits";
  const auto time = [&](const char* name, std::string* out, const char* text) {
    command->add_option(name, *out, text)
        ->check(TimeProblem)
        ->type_name("TIME")
        ->group(kGroup);
  };
  const auto number = [&](const char* name, auto* out, const char* text,
                          uint64_t most) {
    command->add_option(name, *out, text)
        ->type_name("N")
        ->transform(WholeNumber(1, most))
        ->group(kGroup);
  };
  serve::Limits& limits = flags->limits;
  const auto size = [&](const char* name, size_t* out, const char* text,
                        uint64_t least, uint64_t most) {
    command->add_option(name, *out, text)
        ->type_name("SIZE")
        ->transform(SizeInBytes())
        ->check(CLI::Range(least, most))
        ->group(kGroup);
  };
  size("--max-body", &limits.body, "Largest body of a request (8MiB)", 1024,
       uint64_t{1} << 30);
  size("--max-head", &limits.head,
       "Most bytes of a request line and its headers (16KiB)", 1024,
       uint64_t{1} << 20);
  number("--max-headers", &limits.headers, "Most headers of a request (100)",
         10'000);
  time("--request-timeout", &flags->request_timeout,
       "For a request to arrive, for its answer to be taken, and at the end "
       "for what has been asked (10s)");
  time("--keep-alive", &flags->keep_alive,
       "How long a connection may be idle (60s)");
  number("--keep-alive-requests", &limits.requests,
         "Most requests of one connection (10000)", uint64_t{1} << 40);
  number("--connections", &limits.connections,
         "Most connections; fewer where ulimit -n leaves no room (128)",
         10'000);
  flags->connections = command->get_option("--connections");
  number("--queue", &limits.queue,
         "Most requests that wait for a thread; further ones are told to come "
         "back (64)",
         100'000);
}

void Register(CLI::App* command, ServeFlags* flags) {
  command->add_option("INDEX", flags->path, "Folder of the index")
      ->required()
      ->type_name("DIR");
  command
      ->add_option("--listen", flags->listen,
                   "Address and port, 0 for any free one (127.0.0.1:8437)")
      ->type_name("ADDR:PORT");
  command
      ->add_option("--token-file", flags->token_file,
                   "Ask for the token in this file; needed for an address "
                   "that others reach")
      ->type_name("FILE");
  command->add_flag("--writable", flags->writable,
                    "Serve check-and-add, update and remove, too");
  command
      ->add_option("--wait", flags->wait,
                   "How long to wait for another writer, such as 10m (0s)")
      ->check(TimeProblem)
      ->type_name("TIME");
  flags->limits.threads = std::max(1u, std::thread::hardware_concurrency());
  command
      ->add_option("-j,--jobs,--threads", flags->limits.threads,
                   "Threads that answer (all cores)")
      ->type_name("N")
      ->transform(WholeNumber(1, 1024));
  command->add_flag("-q,--quiet", flags->quiet, "Only warnings and errors");
  RegisterLimits(command, flags);
}

}  // namespace

void AddServe(CLI::App* program, ExitCode* code) {
  CLI::App* const command = program->add_subcommand(
      "serve", "An index for other programs: HTTP and JSON on this machine");
  auto flags = std::make_shared<ServeFlags>();
  Register(command, flags.get());
  command->callback([flags, code] { *code = Run(flags.get()); });
}

}  // namespace nuskha::tools

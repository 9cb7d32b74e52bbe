// SPDX-License-Identifier: Apache-2.0
//
// Preloaded into the program, makes one of its system calls fail: the N-th of
// a kind, or all from the N-th on. A seccomp filter hands each call of the
// kinds below to a signal handler, so that the calls the C library makes inside
// (fopen, opendir, malloc) are caught like those of the program, in whatever
// variant. x86-64 Linux only.
//
// Calls count from main() on: before it only the dynamic loader and the
// initializers of libraries run. From the environment:
//   FAULT_KIND   name of a kind (kKinds)
//   FAULT_AT     number of the call, from 1; 0: none, only count
//   FAULT_EVER   1: all calls of that kind from there on
//   FAULT_ERRNO  what they fail with; 0: they are cut short to one byte;
//                -1: the process is killed instead of the call
//   FAULT_COUNTS file of at least 64 bytes that gets one uint64 a kind: calls

#include <dlfcn.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <vector>

// A system call that the filter lets through: it knows the address behind it.
extern "C" long fault_let_through(long number, const long long* arguments);
extern "C" const char fault_behind_syscall[];
asm(R"(
  .text
  .globl fault_let_through
  .hidden fault_let_through
  .globl fault_behind_syscall
  .hidden fault_behind_syscall
fault_let_through:
  movq %rdi, %rax
  movq %rsi, %r11
  movq 0(%r11), %rdi
  movq 8(%r11), %rsi
  movq 16(%r11), %rdx
  movq 24(%r11), %r10
  movq 32(%r11), %r8
  movq 40(%r11), %r9
  syscall
fault_behind_syscall:
  ret
)");

namespace {

struct Kind {
  const char* name;
  int calls[6];  // -1: no more
};

constexpr Kind kKinds[] = {
    {"open", {SYS_open, SYS_openat, SYS_creat, SYS_openat2, -1}},
    {"read",
     {SYS_read, SYS_readv, SYS_pread64, SYS_preadv, SYS_getdents64, -1}},
    {"write", {SYS_write, SYS_writev, SYS_pwrite64, SYS_pwritev, -1}},
    {"fsync", {SYS_fsync, SYS_fdatasync, -1}},
    {"rename",
     {SYS_rename, SYS_renameat, SYS_renameat2, SYS_link, SYS_linkat, -1}},
    {"mmap", {SYS_mmap, -1}},
    // With all that malloc() falls back to.
    {"memory", {SYS_mmap, SYS_brk, SYS_mremap, -1}},
    {"stat", {SYS_stat, SYS_fstat, SYS_lstat, SYS_newfstatat, SYS_statx, -1}},
};
constexpr size_t kMostCalls = 512;

using Counter = std::atomic<uint64_t>;

Counter* counters = nullptr;
unsigned kinds_of[kMostCalls];  // by number of the call: bits of kinds
bool started = false;           // main() was entered
size_t chosen = std::size(kKinds);
uint64_t fail_at = 0;
bool fail_ever = false;
int fail_errno = 0;

long long Setting(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? 0 : std::atoll(value);
}

// Counts the call; whether it is one that has to fail.
bool Hit(size_t number) {
  bool hit = false;
  for (size_t kind = 0; kind < std::size(kKinds); ++kind) {
    if ((kinds_of[number] >> kind & 1) == 0) continue;
    const uint64_t now = counters[kind].fetch_add(1) + 1;
    if (kind != chosen || fail_at == 0) continue;
    hit = now == fail_at || (fail_ever && now > fail_at);
  }
  return hit;
}

void OnCall(int /*signal*/, siginfo_t* info, void* context) {
  const int saved = errno;
  greg_t* const registers =
      static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  const long number = info->si_syscall;
  long long arguments[6] = {registers[REG_RDI], registers[REG_RSI],
                            registers[REG_RDX], registers[REG_R10],
                            registers[REG_R8],  registers[REG_R9]};
  if (started && Hit(static_cast<size_t>(number))) {
    if (fail_errno < 0) kill(getpid(), SIGKILL);
    if (fail_errno > 0) {
      // brk() tells its failure by the old end.
      for (long long& argument : arguments) {
        if (number == SYS_brk) argument = 0;
      }
      registers[REG_RAX] = number == SYS_brk
                               ? fault_let_through(number, arguments)
                               : -fail_errno;
      errno = saved;
      return;
    }
    if (number != SYS_getdents64 && arguments[2] > 1) arguments[2] = 1;
  }
  registers[REG_RAX] = fault_let_through(number, arguments);
  errno = saved;
}

[[noreturn]] void Give(const char* what) {
  (void)!write(STDERR_FILENO, what, std::strlen(what));
  _exit(99);
}

void CountInto(const char* path) {
  const int file = open(path, O_RDWR | O_CLOEXEC);
  void* const page =
      mmap(nullptr, 64, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (file < 0 || page == MAP_FAILED) Give("fail_calls: no FAULT_COUNTS\n");
  close(file);
  counters = static_cast<Counter*>(page);
}

sock_filter Load(uint32_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset);
}
// Goes on with the next instruction if equal, else skips `skip`.
sock_filter IfEqual(uint32_t value, uint8_t skip) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip);
}
sock_filter Return(uint32_t value) { return BPF_STMT(BPF_RET | BPF_K, value); }

void InstallFilter() {
  constexpr uint32_t kAddress = offsetof(seccomp_data, instruction_pointer);
  const auto own = reinterpret_cast<uintptr_t>(fault_behind_syscall);
  std::vector<sock_filter> program = {
      Load(kAddress),
      IfEqual(static_cast<uint32_t>(own), 3),
      Load(kAddress + 4),
      IfEqual(static_cast<uint32_t>(own >> 32), 1),
      Return(SECCOMP_RET_ALLOW),
      Load(offsetof(seccomp_data, nr))};
  for (uint32_t number = 0; number < kMostCalls; ++number) {
    if (kinds_of[number] == 0) continue;
    program.push_back(IfEqual(number, 1));
    program.push_back(Return(SECCOMP_RET_TRAP));
  }
  program.push_back(Return(SECCOMP_RET_ALLOW));
  const sock_fprog filter = {static_cast<unsigned short>(program.size()),
                             program.data()};
  struct sigaction action = {};
  action.sa_sigaction = OnCall;
  action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART;
  if (sigaction(SIGSYS, &action, nullptr) != 0 ||
      prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
    Give("fail_calls: no seccomp filter\n");
  }
}

void Start() {
  const char* const kind = std::getenv("FAULT_KIND");
  const char* const counts = std::getenv("FAULT_COUNTS");
  if (kind == nullptr || counts == nullptr) Give("fail_calls: no FAULT_...\n");
  CountInto(counts);
  for (size_t i = 0; i < std::size(kKinds); ++i) {
    if (std::strcmp(kind, kKinds[i].name) == 0) chosen = i;
    for (const int call : kKinds[i].calls) {
      if (call < 0) break;
      kinds_of[call] |= 1u << i;
    }
  }
  fail_at = static_cast<uint64_t>(Setting("FAULT_AT"));
  fail_ever = Setting("FAULT_EVER") != 0;
  fail_errno = static_cast<int>(Setting("FAULT_ERRNO"));
  InstallFilter();
}

using Main = int (*)(int, char**, char**);
Main program_main = nullptr;

int CountedMain(int argc, char** argv, char** environment) {
  started = true;
  return program_main(argc, argv, environment);
}

// A blocked signal of a filter ends the process: SIGSYS stays open.
int Mask(const char* name, int how, const sigset_t* set, sigset_t* old) {
  using Function = int (*)(int, const sigset_t*, sigset_t*);
  const auto next = reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
  if (set == nullptr || how == SIG_UNBLOCK) return next(how, set, old);
  sigset_t open = *set;
  sigdelset(&open, SIGSYS);
  return next(how, &open, old);
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

int pthread_sigmask(int how, const sigset_t* set, sigset_t* old) {
  return Mask("pthread_sigmask", how, set, old);
}

int sigprocmask(int how, const sigset_t* set, sigset_t* old) {
  return Mask("sigprocmask", how, set, old);
}

// The program takes memory in steps so big that a small run has two of them:
// with the C library's own steps there are more calls to fail.
int mallopt(int /*parameter*/, int /*value*/) { return 1; }

// What the start-up code of the program calls, with main().
int __libc_start_main(Main main, int argc, char** argv, void (*init)(),
                      void (*fini)(), void (*loader_fini)(), void* stack_end) {
  using Function =
      int (*)(Main, int, char**, void (*)(), void (*)(), void (*)(), void*);
  const auto next =
      reinterpret_cast<Function>(dlsym(RTLD_NEXT, "__libc_start_main"));
  program_main = main;
  Start();
  return next(CountedMain, argc, argv, init, fini, loader_fini, stack_end);
}

}  // extern "C"
#pragma GCC visibility pop

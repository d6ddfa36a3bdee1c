#include "pppd/spawning_process.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "os/descriptor_passing.h"
#include "os/scheduling.h"
#include "pppd/command_line.h"

namespace vpdnd {
namespace {

constexpr int kSocket = 3;  // of the spawner: what it receives is above, what the program gets is below or replaces it
constexpr int kOutputs[] = {1, 2};

char path_of_programs[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
char* environment_of_programs[] = {path_of_programs, nullptr};

struct Plan {
    std::array<char*, kMostSpawnWords + 1> argv{};
    int output = -1;
    int plugin_end = -1;
    int error = 0;
};

/// Runs in the child on a stack of its own but in the spawner's memory, which waits: nothing but system calls, and no
/// function that a sanitizer or the C library would take notes of.
int become_program(void* raw) {
    auto& plan = *static_cast<Plan*>(raw);
    const std::uint64_t no_signals = 0;
    bool done = ::syscall(SYS_setsid) >= 0;
    for (const int output : kOutputs) done = done && ::syscall(SYS_dup3, plan.output, output, 0) >= 0;
    if (plan.plugin_end >= 0) done = done && ::syscall(SYS_dup3, plan.plugin_end, kPluginDescriptor, 0) >= 0;
    done = done && ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &no_signals, nullptr, sizeof no_signals) == 0;
    if (done) ::syscall(SYS_execve, plan.argv[0], plan.argv.data(), environment_of_programs);
    plan.error = errno;
    return 127;
}

alignas(16) std::array<char, 32768> stack_of_child;

SpawnAnswer start(Plan& plan) {
    // As vfork, but the child is our parent's: that one may wait for it, and nobody else.
    constexpr int kFlags = CLONE_VM | CLONE_VFORK | CLONE_PARENT | SIGCHLD;
    const pid_t pid = ::clone(become_program, stack_of_child.data() + stack_of_child.size(), kFlags, &plan);
    if (pid < 0) return {0, errno};
    return {pid, plan.error};
}

/// False: not a request.
bool read_words(char* packet, std::size_t size, Plan& plan) {
    if (size == 0 || packet[size - 1] != '\0') return false;
    std::size_t count = 0;
    for (std::size_t at = 0; at < size; at += std::strlen(packet + at) + 1) {
        if (count == kMostSpawnWords) return false;
        plan.argv[count++] = packet + at;
    }
    return true;
}

/// False: nobody asks any more.
bool serve_one() {
    static std::array<std::uint8_t, kMostSpawnOctets> packet;
    auto request = receive_packet(kSocket, packet);
    if (request.size <= 0) return request.size < 0 && errno == EINTR;
    Plan plan;
    auto& [output, plugin_end, none, neither] = request.descriptors;
    plan.output = output.get();
    plan.plugin_end = plugin_end.get();
    const bool whole = !request.cut_off && request.count >= 1 && request.count <= 2;
    auto* const words = reinterpret_cast<char*>(packet.data());
    const auto answer = whole && read_words(words, static_cast<std::size_t>(request.size), plan) ? start(plan) : SpawnAnswer{0, EMSGSIZE};
    output.reset();
    plugin_end.reset();
    return ::send(kSocket, &answer, sizeof answer, MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof answer);
}

/// Nothing of the daemon's stays open here, so that nothing of it can reach a program or outlive it.
bool keep_only(int socket) {
    if (socket != kSocket && ::dup2(socket, kSocket) < 0) return false;
    ::fcntl(kSocket, F_SETFD, FD_CLOEXEC);
    ::closefrom(kSocket + 1);
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0) return false;
    for (int fd = 0; fd < kSocket; ++fd)
        if (::dup2(null, fd) < 0) return false;
    ::close(null);
    return true;
}

/// What is ignored here would be ignored by the programs. The C library refuses to name its own two signals, which may
/// have been ignored before us; all zero is the kernel's "default action".
void forget_ignored_signals() {
    const std::array<std::uint64_t, 8> action{};
    for (int number = 1; number < NSIG; ++number) ::syscall(SYS_rt_sigaction, number, action.data(), nullptr, sizeof(std::uint64_t));
}

/// The daemon has raised its own. Programs that use select(), or close all that may be open, expect the usual one.
void lower_descriptor_limit() {
    constexpr rlim_t kUsual = 1024;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur <= kUsual) return;
    limit.rlim_cur = kUsual;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// The daemon's is lower (OOMScoreAdjust of its unit): where memory is short, one session is to be lost before all.
void give_up_memory_protection() {
    constexpr const char* kFile = "/proc/self/oom_score_adj";
    const int fd = ::open(kFile, O_RDWR | O_CLOEXEC);
    if (fd < 0) return;
    char sign = 0;
    if (::pread(fd, &sign, 1, 0) == 1 && sign == '-') [[maybe_unused]] const auto raised = ::pwrite(fd, "0", 1, 0);
    ::close(fd);
}

}  // namespace

void run_spawning_process(int socket) {
    ::prctl(PR_SET_NAME, "vpdnd-spawner");
    forget_ignored_signals();
    if (::chdir("/") != 0) ::_exit(1);  // relative names in scripts must not depend on where the daemon was started
    if (!keep_only(socket)) ::_exit(1);
    lower_descriptor_limit();
    give_up_memory_protection();
    give_up_preference();
    while (serve_one()) {
    }
    ::_exit(0);
}

}  // namespace vpdnd

#include "os/scheduling.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>

#include "os/unique_fd.h"

namespace vpdnd {

bool apply_nice_to_session() {
    const int nice = ::getpriority(PRIO_PROCESS, 0);
    if (nice >= 0 || ::getsid(0) != ::getpid()) return true;
    const UniqueFd file(::open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC));
    if (file.get() < 0) return true;
    const std::string text = std::to_string(nice);
    return ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

void give_up_preference() {
    if (::getpriority(PRIO_PROCESS, 0) < 0) ::setpriority(PRIO_PROCESS, 0, 0);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_NICE, &none);
}

}  // namespace vpdnd

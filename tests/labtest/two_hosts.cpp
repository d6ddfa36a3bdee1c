#include "labtest/two_hosts.h"

#include <fcntl.h>
#include <sched.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace labtest {

void run(const std::string& command) {
    if (int status = std::system(command.c_str()); status != 0)
        throw std::runtime_error("status " + std::to_string(status) + ": " + command);
}

std::string output_of(const std::string& command) {
    FILE* pipe = ::popen(command.c_str(), "re");
    if (pipe == nullptr) throw std::runtime_error("cannot start: " + command);
    std::string out;
    std::array<char, 4096> buffer;
    while (const auto length = std::fread(buffer.data(), 1, buffer.size(), pipe)) out.append(buffer.data(), length);
    if (int status = ::pclose(pipe); status != 0) throw std::runtime_error("status " + std::to_string(status) + ": " + command);
    return out;
}

Namespace::Namespace(const std::string& name)
    : name_(name), fd_(::open(("/run/netns/" + name).c_str(), O_RDONLY | O_CLOEXEC)) {
    if (!fd_) throw std::runtime_error("open the namespace " + name);
}

Namespace::Inside::Inside(const Namespace& where) : before_(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)) {
    if (!before_ || ::setns(where.fd_.get(), CLONE_NEWNET) < 0) throw std::runtime_error("enter " + where.name_);
}

Namespace::Inside::~Inside() {
    if (::setns(before_.get(), CLONE_NEWNET) < 0) std::abort();
}

TwoHosts::Cabling::Cabling() {
    // Few processes: starting one is the slowest thing in a lab kernel.
    run("printf '%s\n' 'netns add here' 'netns add there' 'link add cable netns here type veth peer name cable netns "
        "there' | ip -batch -");
    run("printf '%s\n' 'addr add 192.0.2.1/24 dev cable' 'addr add 192.0.2.11/24 dev cable' "
        "'addr add fd00::1/64 dev cable nodad' 'addr add fd00::11/64 dev cable nodad' "
        "'link set lo up' 'link set cable up' | ip -n here -batch -");
    run("printf '%s\n' 'addr add 192.0.2.2/24 dev cable' 'addr add fd00::2/64 dev cable nodad' "
        "'link set lo up' 'link set cable up' | ip -n there -batch -");
}

TwoHosts::TwoHosts() = default;

TwoHosts::~TwoHosts() {
    if (std::system("printf '%s\n' 'netns del here' 'netns del there' | ip -batch -") != 0) std::abort();
}

}  // namespace labtest

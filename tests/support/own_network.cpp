#include "support/own_network.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sstream>

namespace test {
namespace {

bool write_file(const char* path, const std::string& text) {
    const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
    const bool done = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (fd >= 0) ::close(fd);
    return done;
}

bool leave_network() {
    const auto uid = ::geteuid();
    if (uid == 0) return ::unshare(CLONE_NEWNET) == 0;
    return ::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 && write_file("/proc/self/uid_map", "0 " + std::to_string(uid) + " 1\n");
}

std::vector<std::string> lines_of(FILE* stream) {
    std::vector<std::string> out;
    std::string line;
    for (int c = std::fgetc(stream);; c = std::fgetc(stream)) {
        if (c != '\n' && c != EOF) {
            line += static_cast<char>(c);
            continue;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        if (!line.empty()) out.push_back(line);
        line.clear();
        if (c == EOF) return out;
    }
}

}  // namespace

std::vector<std::string> in_own_network(const std::function<std::vector<std::string>()>& work) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return {std::string("no network: ") + std::strerror(errno)};
    const auto child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        std::string text;
        if (leave_network())
            for (const auto& line : work()) text += line + "\n";
        else
            text = std::string("no network: ") + std::strerror(errno);
        const auto written = ::write(ends[1], text.data(), text.size());
        ::_exit(written == static_cast<ssize_t>(text.size()) ? 0 : 1);
    }
    ::close(ends[1]);
    FILE* stream = ::fdopen(ends[0], "r");
    auto out = lines_of(stream);
    std::fclose(stream);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0) out.push_back("the child ended with " + std::to_string(status));
    return out;
}

std::vector<std::string> ip(const std::string& arguments) {
    FILE* stream = ::popen(("PATH=/usr/sbin:/sbin:/usr/bin:/bin ip " + arguments + " 2>&1").c_str(), "r");
    if (stream == nullptr) return {"popen failed"};
    auto out = lines_of(stream);
    ::pclose(stream);
    return out;
}

}  // namespace test

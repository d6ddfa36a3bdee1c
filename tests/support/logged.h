// What the log writes while a test does something. For Catch2 tests only.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "log/log.h"
#include "os/unique_fd.h"
#include "support/temporary_directory.h"

namespace test {

using vpdnd::UniqueFd;

/// Sends stderr to `fd` as long as it lives.
class StderrTo {
public:
    explicit StderrTo(int fd) : saved_(::dup(STDERR_FILENO)) { ::dup2(fd, STDERR_FILENO); }
    ~StderrTo() { ::dup2(saved_.get(), STDERR_FILENO); }
    StderrTo(const StderrTo&) = delete;
    StderrTo& operator=(const StderrTo&) = delete;

private:
    UniqueFd saved_;
};

/// What `write` logs, from start to stop.
template <class Write>
std::string logged(vpdnd::log::Level level, Write write) {
    const TemporaryDirectory dir;
    const UniqueFd file(::open(dir.write("log", "").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    {
        const StderrTo redirected(file.get());
        vpdnd::log::start(true, level);
        write();
        vpdnd::log::stop();
    }
    return content_of(dir.path("log"));
}

}  // namespace test

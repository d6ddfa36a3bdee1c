#include "client.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <system_error>

#include "exit_code.h"
#include "ipc/control_text.h"

namespace ctl {
namespace {

/// A list of 65535 sessions takes about 40 MiB.
constexpr std::size_t kMaxReply = 256 * 1024 * 1024;

std::string reason(int error) { return std::generic_category().message(error); }

ExitCode exit_code_of(ipc::ControlErrorCode code) {
    switch (code) {
        case ipc::ControlErrorCode::kNotFound: return ExitCode::kNothingMatched;
        case ipc::ControlErrorCode::kBadParams: return ExitCode::kUsage;
        case ipc::ControlErrorCode::kBadRequest:
        case ipc::ControlErrorCode::kUnknownMethod:
        case ipc::ControlErrorCode::kRefused:
        case ipc::ControlErrorCode::kFailed: return ExitCode::kFailed;
    }
    return ExitCode::kFailed;
}

Failure not_understood(const std::string& why) {
    return Failure(ExitCode::kFailed,
                   "The daemon's reply is not understood (" + why + "); use l2tpctl and vpdnd of the same version.");
}

Failure no_answer() { return Failure(ExitCode::kNotReachable, "The daemon does not answer in time; look at its log."); }

std::string advice(int error) {
    if (error == ENOENT || error == ECONNREFUSED) return "is it running? `systemctl status vpdnd` tells";
    if (error == EACCES || error == EPERM) return "become root, or a member of the socket's group";
    return "look at its log";
}

}  // namespace

Client::Client(std::string path) : path_(std::move(path)), lines_(kMaxReply) {}

Client::~Client() {
    if (fd_ >= 0) close(fd_);
}

void Client::connect() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path_.empty() || path_.size() >= sizeof address.sun_path) {
        throw Failure(ExitCode::kUsage, "The path of the socket must have 1 to " +
                                            std::to_string(sizeof address.sun_path - 1) + " octets.");
    }
    std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
    fd_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // It blocks while a daemon that hangs has a full queue, and sending does while that reads nothing.
    const timeval patience{.tv_sec = kConnectPatience.count(), .tv_usec = 0};
    if (fd_ >= 0) setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (fd_ < 0 || ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const int error = errno;
        if (error == EAGAIN) throw no_answer();
        throw Failure(ExitCode::kNotReachable,
                      "The daemon cannot be reached at " + path_ + " (" + reason(error) + "); " + advice(error) + ".");
    }
}

void Client::send(const std::string& line) {
    std::size_t sent = 0;
    while (sent < line.size()) {
        const ssize_t done = ::send(fd_, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (done >= 0) {
            sent += static_cast<std::size_t>(done);
        } else if (errno == EPIPE || errno == ECONNRESET) {
            return;  // The daemon may have said why before it closed: that is read next.
        } else if (errno == EAGAIN) {
            throw no_answer();
        } else if (errno != EINTR) {
            throw Failure(ExitCode::kNotReachable, "The request cannot be sent (" + reason(errno) + "); try again.");
        }
    }
}

void Client::wait_readable(Deadline deadline) const {
    while (true) {
        int wait = -1;
        if (deadline) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
            if (left.count() <= 0) throw no_answer();
            wait = left.count() > std::numeric_limits<int>::max() ? -1 : static_cast<int>(left.count());
        }
        pollfd waiting{fd_, POLLIN, 0};
        if (poll(&waiting, 1, wait) > 0) return;
    }
}

ipc::ControlReply Client::receive(Deadline deadline) {
    static std::array<char, 64 * 1024> buffer;
    while (true) {
        if (const auto line = lines_.next()) {
            auto reply = ipc::parse_reply(*line);
            if (!reply) throw not_understood(reply.error());
            return std::move(*reply);
        }
        if (lines_.overflowed()) throw not_understood("it is too long");
        wait_readable(deadline);
        const ssize_t got = recv(fd_, buffer.data(), buffer.size(), 0);
        if (got > 0) {
            lines_.append({buffer.data(), static_cast<std::size_t>(got)});
        } else if (got == 0 || errno != EINTR) {
            throw Failure(ExitCode::kNotReachable, lines_.unfinished() > 0
                                                       ? "The daemon closed the connection in the middle of a reply; look at its log."
                                                       : "The daemon closed the connection; look at its log.");
        }
    }
}

ipc::Value Client::request(const std::string& method, ipc::Value::Object params, std::chrono::seconds patience) {
    if (fd_ < 0) connect();
    const std::uint64_t id = ++last_id_;
    send(ipc::write_request({id, method, params.empty() ? ipc::Value() : ipc::Value(std::move(params))}));
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (true) {
        ipc::ControlReply reply = receive(deadline);
        auto* response = std::get_if<ipc::ControlResponse>(&reply);
        if (response == nullptr) continue;
        const bool ours = response->id == id || (response->id == 0 && !response->result);
        if (!ours) throw not_understood("it answers another request");
        if (response->result) return std::move(*response->result);
        // One sentence, which may quote a peer: a line feed in it is not the end of a line of ours.
        throw Failure(exit_code_of(response->result.error().code), ipc::printable(response->result.error().message));
    }
}

ipc::ControlEvent Client::next_event() {
    ipc::ControlReply reply = receive({});
    if (auto* event = std::get_if<ipc::ControlEvent>(&reply)) return std::move(*event);
    throw not_understood("an event was expected");
}

}  // namespace ctl

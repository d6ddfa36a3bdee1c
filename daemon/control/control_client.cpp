#include "control/control_client.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "control/handlers.h"
#include "ipc/control_json.h"
#include "log/limited.h"

namespace vpdnd::control {
namespace {

constexpr std::size_t kReadChunk = 16 * 1024;
/// A turn of the loop sends no more than this, so that one long list does not hold up the tunnels.
constexpr std::size_t kWriteChunk = 256 * 1024;
/// No new request is looked at while this much waits to be sent.
constexpr std::size_t kPauseAbove = 256 * 1024;

bool try_later(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

ControlClient::ControlClient(EventLoop& loop, ControlModel& model, const ServerLimits& limits, UniqueFd fd,
                             std::function<void()> remove)
    : loop_(loop), model_(model), limits_(limits), fd_(std::move(fd)), remove_(std::move(remove)),
      lines_(limits.request_bytes) {
    ucred peer{};
    socklen_t length = sizeof peer;
    if (getsockopt(fd_.get(), SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0) {
        pid_ = peer.pid;
        uid_ = peer.uid;
    }
}

void ControlClient::start() {
    stalled_ = loop_.make_timer([this] { drop("it reads nothing"); });
    spoke_ = std::chrono::steady_clock::now();
    work();
}

std::optional<SteadyTime> ControlClient::silent_since() const {
    if (ended_ || subscribed_ || no_more_input_ || waiting_ > 0 || unsent() > 0) return {};
    return spoke_;
}

void ControlClient::send_event(std::string_view line) {
    if (event_octets_ > limits_.unsent_event_bytes) return drop("it reads events too slowly");
    queue(line);
    if (ended_) return;
    events_.push_back({sent_in_all_ + unsent(), line.size()});
    event_octets_ += line.size();
}

void ControlClient::turn_away(ipc::ControlError why) {
    no_more_input_ = true;
    respond(0, tl::unexpected(std::move(why)));
}

void ControlClient::on_readable() {
    std::array<char, kReadChunk> buffer;
    const ssize_t got = recv(fd_.get(), buffer.data(), buffer.size(), 0);
    if (got < 0) {
        if (!try_later(errno)) end();
        return;
    }
    if (got == 0) {
        no_more_input_ = true;
        if (lines_.unfinished() > 0) {
            respond(0, tl::unexpected(ipc::ControlError{ipc::ControlErrorCode::kBadRequest,
                                                        "The last line has no line feed; it was not carried out."}));
        }
    } else {
        lines_.append(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
    }
    work();
}

/// Handles whole lines as long as not too much waits to be sent, then sends or reads on.
void ControlClient::work() {
    while (!ended_ && unsent() <= kPauseAbove) {
        const auto line = lines_.next();
        if (!line) break;
        if (!line->empty()) handle_line(*line);
    }
    if (ended_) return;
    if (lines_.overflowed() && !no_more_input_) {
        turn_away({ipc::ControlErrorCode::kBadRequest,
                   "A request must not be longer than " + std::to_string(limits_.request_bytes) + " octets."});
    }
    watch();
    end_if_done();
}

void ControlClient::handle_line(std::string_view line) {
    spoke_ = std::chrono::steady_clock::now();
    const auto request = ipc::parse_request(line);
    if (!request) return respond(request.error().id, tl::unexpected(request.error().error));
    run(*request);
}

void ControlClient::run(const ipc::ControlRequest& request) {
    const Method* method = find_method(request.method);
    if (method == nullptr) {
        return respond(request.id, tl::unexpected(ipc::ControlError{ipc::ControlErrorCode::kUnknownMethod,
                                                                    "There is no method \"" + request.method + "\"."}));
    }
    if (waiting_ >= limits_.waiting_requests) {
        return respond(request.id,
                       tl::unexpected(ipc::ControlError{ipc::ControlErrorCode::kRefused,
                                                        "Too many requests of this connection wait for an answer."}));
    }
    if (method->changes) {
        log::write_limited(log::Level::kInfo, "control request",
                           {{"method", request.method}, {"params", log::escape(ipc::write_json(request.params))},
                            {"uid", std::to_string(uid_)}, {"pid", std::to_string(pid_)}},
                           log::Rate::kRequests);
    }
    ++waiting_;
    const std::weak_ptr<ControlClient> self = weak_from_this();
    Context context{model_, request.params, [this] { subscribed_ = true; }};
    method->handle(context, [self, id = request.id](tl::expected<ipc::Value, ipc::ControlError> result) {
        const auto client = self.lock();
        if (!client || client->ended_) return;
        --client->waiting_;
        client->respond(id, std::move(result));
    });
}

void ControlClient::respond(std::uint64_t id, tl::expected<ipc::Value, ipc::ControlError> result) {
    queue(ipc::write_response({id, std::move(result)}));
}

void ControlClient::queue(std::string_view line) {
    if (ended_) return;
    if (unsent() > limits_.unsent_bytes) return drop("too many replies wait for it");
    if (unsent() == 0) stalled_->arm(std::chrono::steady_clock::now() + limits_.stall);
    out_ += line;
    watch();
}

/// Either sends or reads: a client that takes no answers is not read any further. One watch at a time also needs no
/// second descriptor.
void ControlClient::watch() {
    if (unsent() > 0) {
        read_watch_.reset();
        if (!write_watch_) begin(loop_.watch_writable(fd_.get(), [this] { on_writable(); }), write_watch_);
    } else {
        write_watch_.reset();
        if (no_more_input_) {
            read_watch_.reset();
        } else if (!read_watch_) {
            begin(loop_.watch_readable(fd_.get(), [this] { on_readable(); }), read_watch_);
        }
    }
}

/// A client that cannot be watched would be neither heard nor answered.
void ControlClient::begin(EventLoop::WatchResult watch, std::unique_ptr<EventLoop::Watch>& into) {
    if (!watch) return drop("it cannot be watched: " + watch.error().message());
    into = std::move(*watch);
}

void ControlClient::on_writable() {
    const std::size_t size = std::min(unsent(), kWriteChunk);
    const ssize_t done = send(fd_.get(), out_.data() + sent_, size, MSG_NOSIGNAL);
    if (done < 0) {
        if (!try_later(errno)) end();
        return;
    }
    count_sent(static_cast<std::size_t>(done));
    if (unsent() > 0) {
        if (sent_ > out_.size() / 2) {
            out_.erase(0, sent_);
            sent_ = 0;
        }
        stalled_->arm(std::chrono::steady_clock::now() + limits_.stall);
    } else {
        out_ = {};
        sent_ = 0;
        stalled_->cancel();
    }
    work();
}

void ControlClient::count_sent(std::size_t size) {
    sent_ += size;
    sent_in_all_ += size;
    for (; !events_.empty() && events_.front().end <= sent_in_all_; events_.pop_front()) event_octets_ -= events_.front().size;
}

/// A client that closed its sending half still gets the answers to what it asked.
void ControlClient::end_if_done() {
    if (no_more_input_ && unsent() == 0 && waiting_ == 0) end();
}

void ControlClient::drop(std::string_view reason) {
    if (ended_) return;
    log::write_limited(log::Level::kWarning, "control client dropped",
               {{"reason", std::string(reason)}, {"unsent", std::to_string(unsent())},
                {"uid", std::to_string(uid_)}, {"pid", std::to_string(pid_)}});
    end();
}

void ControlClient::end() {
    if (ended_) return;
    ended_ = true;
    subscribed_ = false;
    read_watch_.reset();
    write_watch_.reset();
    stalled_->cancel();
    fd_.reset();
    out_ = {};
    sent_ = 0;
    loop_.post(remove_);
}

}  // namespace vpdnd::control

#include "tunnel/endpoint_host.h"

#include <algorithm>

#include "log/limited.h"
#include "os/secure_random.h"

namespace vpdnd {

void EndpointHost::random(std::span<std::uint8_t> out) {
    // A call takes two bytes: most of the price would be the system call.
    if (out.size() > random_left_) {
        if (out.size() > random_.size()) return secure_random(out);
        secure_random(random_);
        random_left_ = random_.size();
    }
    const auto taken = std::span(random_).subspan(random_.size() - random_left_, out.size());
    std::ranges::copy(taken, out.begin());
    std::ranges::fill(taken, std::uint8_t{0});
    random_left_ -= out.size();
}

l2tp::TunnelSettingsPtr EndpointHost::serve(const l2tp::Sccrq& request, const l2tp::Path& path, l2tp::NotServed* why) {
    if (stopping_) {
        why->told = "shutting down";
        return nullptr;
    }
    std::string reason;
    const auto served = policy_->serve(request.host_name, path.remote.ip, &reason);
    if (!served) {
        // Nobody shall find out by trial which Host Names there are.
        (policy_->knows(path.remote.ip) ? why->told : why->reason) = reason;
        return nullptr;
    }
    other_port_allowed_ = served->other_port_allowed;
    return served->settings;
}

std::optional<l2tp::Path> EndpointHost::reply_path(const l2tp::Path& path) {
    return or_tell(sockets_.reply_path(path, other_port_allowed_));
}

std::optional<l2tp::Path> EndpointHost::successor_path(const l2tp::Path& path) {
    return or_tell(sockets_.successor_path(path));
}

std::optional<l2tp::Path> EndpointHost::or_tell(const SocketResult<l2tp::Path>& reply) {
    if (reply) return *reply;
    log::write_limited(log::Level::kWarning, "tunnel refused: no path to reply on", {{"error", reply.error().text}});
    return {};
}

}  // namespace vpdnd

// Answers the endpoint's questions from policy, the sockets and the data plane.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "dataplane/dataplane.h"
#include "l2tp/endpoint.h"
#include "net/udp_sockets.h"
#include "tunnel/peer_policy.h"

namespace vpdnd {

class EndpointHost : public l2tp::Host {
  public:
    /// Sockets and data plane outlive it.
    EndpointHost(UdpSockets& sockets, DataPlane& dataplane) : sockets_(sockets), dataplane_(dataplane) {}

    /// To be called before the first SCCRQ.
    void use(std::shared_ptr<const PeerPolicy> policy) { policy_ = std::move(policy); }
    /// Who knows which ids of ended sessions the kernel may still have.
    void session_ids(std::function<bool(l2tp::SessionKey)> are_free) { session_id_free_ = std::move(are_free); }
    /// From now on nobody new is served.
    void stop() { stopping_ = true; }

    void random(std::span<std::uint8_t> out) override;
    bool listens_on(const l2tp::Address& local) override { return sockets_.listens_on(local); }
    l2tp::TunnelSettingsPtr serve(const l2tp::Sccrq& request, const l2tp::Path& path, l2tp::NotServed* why) override;
    bool tunnel_id_free(l2tp::TunnelId id) override { return dataplane_.tunnel_id_free(id); }
    bool session_id_free(l2tp::SessionKey key) override { return !session_id_free_ || session_id_free_(key); }
    std::optional<l2tp::Path> reply_path(const l2tp::Path& path) override;
    bool paths_collide(const l2tp::Path&) override { return sockets_.paths_collide(); }
    std::optional<l2tp::Path> successor_path(const l2tp::Path& path) override;
    void reply_path_unused(const l2tp::Path& path, l2tp::Duration draining) override {
        sockets_.release_path(path, draining);
    }

  private:
    static std::optional<l2tp::Path> or_tell(const SocketResult<l2tp::Path>& reply);

    UdpSockets& sockets_;
    DataPlane& dataplane_;
    std::shared_ptr<const PeerPolicy> policy_;
    std::function<bool(l2tp::SessionKey)> session_id_free_;
    std::array<std::uint8_t, 256> random_{};  ///< the last random_left_ bytes are fresh, used ones are zero
    std::size_t random_left_ = 0;
    bool other_port_allowed_ = true;  ///< `reply-port` of the group that serve() chose last
    bool stopping_ = false;
};

}  // namespace vpdnd

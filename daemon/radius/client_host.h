// A RADIUS client in the event loop: its sockets, its one timer, and who waits for which answer. Servers and their use are those of one
// [radius.NAME] and one purpose; other settings need another host, while this one goes on until it is idle.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "os/event_loop.h"
#include "radius/client.h"
#include "radius/radius_service.h"
#include "radius/server_sockets.h"

namespace vpdnd {

/// What a host is made with.
struct ClientPlan {
    radius::ClientSettings settings;
    std::vector<ServerSockets::Server> servers;  ///< one for each of settings.servers
};

class ClientHost : public RadiusService, private ServerSockets::User {
  public:
    /// `set` is the name for the log. Loop and resolver outlive it.
    ClientHost(EventLoop& loop, Resolver& resolver, std::string set, ClientPlan plan);
    /// Nobody is called any more.
    ~ClientHost() override;
    ClientHost(const ClientHost&) = delete;
    ClientHost& operator=(const ClientHost&) = delete;

    [[nodiscard]] tl::expected<std::unique_ptr<RadiusWait>, std::string> ask(radius::Question question, Answer answer) override;

    /// Calls `done` once, later, when nobody waits for an answer any more.
    void when_idle(std::function<void()> done);
    const radius::Client& client() const { return client_; }

  private:
    class Wait;
    struct Random : radius::RandomSource {
        void fill(std::span<std::uint8_t> out) override;
    };

    void port_opened(radius::ServerId server, radius::PortId port) override;
    void port_failed(radius::ServerId server, radius::PortId port, const std::string& error) override;
    void datagram(radius::ServerId server, radius::PortId port, std::span<const std::uint8_t> datagram) override;
    void unreachable(radius::ServerId server, radius::PortId port) override;

    void give_up(radius::RequestId request);
    void carry_out();
    void run(const radius::OpenPort& effect);
    void run(const radius::ClosePort& effect);
    void run(const radius::SendDatagram& effect);
    void run(radius::Answered& effect);
    void run(const radius::ServerChanged& effect);
    void arm();
    void deliver();
    const std::string& name_of(radius::ServerId server) const { return names_.at(index_of(server)); }

    EventLoop& loop_;
    const std::string set_;
    std::vector<std::string> names_;  ///< of the servers, for the log
    Random random_;
    radius::Client client_;
    ServerSockets sockets_;
    std::unique_ptr<EventLoop::Timer> timer_;
    SteadyTime timer_at_ = SteadyTime::max();  ///< when it expires
    std::unordered_map<radius::RequestId, Answer> waiting_;
    std::vector<radius::Answered> answered_;  ///< to be delivered in a turn of its own
    std::function<void()> idle_;
    std::shared_ptr<ClientHost*> self_ = std::make_shared<ClientHost*>(this);  ///< null once we are gone
};

}  // namespace vpdnd

// The RADIUS servers of the configuration, by the name of their [radius.NAME] and by purpose. Today's purpose: the tunnels of a LAC.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "radius/client_host.h"

namespace vpdnd {

class RadiusServers {
  public:
    /// Loop and resolver outlive it.
    RadiusServers(EventLoop& loop, Resolver& resolver) : loop_(loop), resolver_(resolver) {}

    /// At the start and after a reload. Where settings are as they were, the servers' state and counters stay. Otherwise questions
    /// under way still get their answers from those who were asked.
    void use(const Config& config);

    /// Where a LAC asks for tunnels; null: no [radius.NAME] has authorize-tunnels. Valid until the next use().
    RadiusService* tunnels() const { return tunnels_.get(); }

    /// One purpose of one set.
    struct Info {
        std::string set;
        std::string_view purpose;  ///< lives as long as the program
        const radius::Client& client;
    };
    std::vector<Info> all() const;

  private:
    void retire(std::unique_ptr<ClientHost> host);

    EventLoop& loop_;
    Resolver& resolver_;
    std::string tunnels_set_;  ///< name and settings of `tunnels_`
    Radius tunnels_config_;
    std::unique_ptr<ClientHost> tunnels_;
    std::list<std::unique_ptr<ClientHost>> retired_;  ///< until nobody waits for them
};

/// The set with authorize-tunnels; null: none.
const std::pair<const std::string, Radius>* tunnel_authorizing_set(const Config& config);

}  // namespace vpdnd

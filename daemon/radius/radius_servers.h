// The RADIUS servers of the configuration, by the name of their [radius.NAME] and by purpose: the tunnels of a LAC, the users of an LNS,
// accounting of both.
#pragma once

#include <list>
#include <memory>
#include <set>
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
    /// `held`: sets whose users are up (or about to be): they stay, as the configuration has them, or as they were where it has them no
    /// more.
    /// `accounted`: those that are to be told of calls, or are owed a record.
    void use(const Config& config, const std::set<std::string>& held = {}, const std::set<std::string>& accounted = {});

    /// Where a LAC asks for tunnels; null: no [radius.NAME] has authorize-tunnels. Valid until the next use().
    RadiusService* tunnels() const;
    /// Where an LNS asks about users of groups with this `radius`; null: there are none. Valid until the next use().
    RadiusService* users(const std::string& set) const;
    /// Where calls of this set are accounted; null: there are none. Valid until the next use().
    RadiusService* accounting(const std::string& set) const;

    /// One purpose of one set.
    struct Info {
        std::string set;
        std::string_view purpose;  ///< lives as long as the program
        const radius::Client& client;
    };
    std::vector<Info> all() const;

    static constexpr std::string_view kTunnels = "tunnels", kUsers = "users", kAccounting = "accounting";

  private:
    struct Used {
        std::string set;
        std::string_view purpose;
        Radius config;
        std::unique_ptr<ClientHost> host;
    };
    void keep_or_make(std::vector<Used>& to, const std::string& set, std::string_view purpose, const Radius& config);
    void use_for(std::vector<Used>& to, std::string_view purpose, const std::set<std::string>& sets, const Config& config);
    void keep(std::vector<Used>& to, const std::string& set, std::string_view purpose);
    RadiusService* find(std::string_view purpose, const std::string* set) const;
    void retire(std::unique_ptr<ClientHost> host);

    EventLoop& loop_;
    Resolver& resolver_;
    std::vector<Used> used_;
    std::list<std::unique_ptr<ClientHost>> retired_;  ///< until nobody waits for them
};

/// The set with authorize-tunnels; null: none.
const std::pair<const std::string, Radius>* tunnel_authorizing_set(const Config& config);
/// Names of the sets that judge the users of a group.
std::set<std::string> user_judging_sets(const Config& config);

}  // namespace vpdnd

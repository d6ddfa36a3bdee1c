// What `l2tpctl` sees and may do: the control model over the daemon's parts.
#pragma once

#include "control/control_model.h"
#include "l2tp/endpoint.h"
#include "net/resolver.h"
#include "control/traffic_reader.h"

namespace vpdnd {

class Daemon;

class DaemonModel : public control::ControlModel {
  public:
    explicit DaemonModel(Daemon& daemon);

    std::vector<control::TunnelRow> tunnels() override;
    std::vector<control::SessionRow> sessions() override;
    void sessions_with_traffic(SessionsRead reply) override;
    std::vector<control::BundleRow> bundles() override;
    std::vector<control::PoolRow> pools() override;
    control::StatusReport status() override;
    std::optional<control::TunnelDetail> tunnel_detail(l2tp::TunnelId id) override;
    std::optional<control::SessionDetail> session_detail(l2tp::SessionKey key) override;
    void open_tunnel(const std::string& group, const std::optional<std::string>& address, TunnelOpened reply) override;
    bool close_tunnel(l2tp::TunnelId id) override;
    bool close_session(l2tp::SessionKey key) override;
    bool send_hello(l2tp::TunnelId id) override;
    bool set_debug(const std::string& area, bool on) override;
    control::ConfigReport reload() override;
    control::ConfigReport check_config() override;

  private:
    control::SessionRow session_row(const l2tp::SessionInfo& info);
    void open_first(const std::string& group, const Resolver::Answer& answer, const TunnelOpened& reply);

    Daemon& daemon_;
    TrafficReader traffic_;
};

}  // namespace vpdnd

// A daemon for tests of the control socket: two tunnels, three sessions, a bundle, two pools, and names that no
// terminal should see. Closing and opening change its tables.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "control/control_model.h"

class FakeControlModel : public vpdnd::control::ControlModel {
  public:
    FakeControlModel();

    std::vector<vpdnd::control::TunnelRow> tunnels() override { return tunnels_; }
    std::vector<vpdnd::control::SessionRow> sessions() override;
    void sessions_with_traffic(SessionsRead reply) override { reply(sessions_); }
    std::vector<vpdnd::control::BundleRow> bundles() override { return bundles_; }
    std::vector<vpdnd::control::PoolRow> pools() override;
    std::vector<vpdnd::control::PppoeRow> pppoe_sessions() override;
    std::vector<vpdnd::control::AddressRow> addresses() override;
    std::vector<vpdnd::control::RadiusServerRow> radius_servers() override;
    std::optional<ipc::Value::Object> radius_detail(const std::string& name) override;
    std::vector<vpdnd::control::ClientCallRow> client_calls() override;
    /// "office" comes up at once, "home" fails, others are unknown.
    void place_call(const std::string& name, CallPlaced reply) override;
    /// "home" is not placed.
    std::optional<bool> end_call(const std::string& name) override;
    std::vector<vpdnd::control::LnsRow> lns() override;
    /// Only "192.0.2.1" is not drained yet.
    bool drain_lns(const vpdnd::control::LnsChoice& choice, bool on) override { return on == (choice.lns == "192.0.2.1"); }
    std::vector<vpdnd::control::EndedCallRow> ended_sessions() override;
    vpdnd::control::StatusReport status() override;
    std::optional<vpdnd::control::TunnelDetail> tunnel_detail(l2tp::TunnelId id) override;
    std::optional<vpdnd::control::SessionDetail> session_detail(l2tp::SessionKey key) override;
    /// Group "wholesale" opens at once, "later" when finish_open() allows it, "refusing" fails, others are unknown.
    void open_tunnel(const std::string& group, const std::optional<std::string>& address, TunnelOpened reply) override;
    bool close_tunnel(l2tp::TunnelId id) override;
    bool close_session(l2tp::SessionKey key) override;
    std::size_t close_pppoe(const std::set<vpdnd::control::PppoeName>& sessions) override;
    bool send_hello(l2tp::TunnelId id) override;
    bool set_debug(const std::string& area, bool on) override;
    vpdnd::control::ConfigReport reload() override { return report_; }
    vpdnd::control::ConfigReport check_config() override { return report_; }

    /// Ends the opening that waits, or the next one as soon as it is asked for; then calls `done`.
    void finish_open(std::function<void()> done);
    void break_configuration();
    void fill(std::size_t sessions);  ///< many more sessions in the first tunnel

  private:
    void serve_waiting();

    std::vector<vpdnd::control::TunnelRow> tunnels_;
    std::vector<vpdnd::control::SessionRow> sessions_;
    std::vector<vpdnd::control::BundleRow> bundles_;
    vpdnd::control::ConfigReport report_;
    std::set<std::string> debug_;
    std::vector<TunnelOpened> waiting_;
    std::function<void()> finish_next_;
};

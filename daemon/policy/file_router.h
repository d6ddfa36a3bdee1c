// Routes from the configuration file alone, answered inside ask(). A call from a line goes to the LNSs of the group
// that its number, interface or domain belongs to (`search-order`), or stays with its own pppd; a call from a tunnel ends here as
// the tunnel's group says, goes on to the LNSs of another group where it has `forward`, or is told why not. A call of this
// machine's own goes to the LNSs of the group that names it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "policy/group_policy.h"
#include "policy/router.h"

namespace vpdnd {

using SwitchId = std::array<std::uint8_t, l2tp::kSwitchIdSize>;

/// What a group is found by. Views into the question.
CallKeys keys_of(const RouteQuestion& question);

class FileRouter : public Router {
  public:
    /// `id`: by which this machine knows a call that it has forwarded before.
    explicit FileRouter(std::shared_ptr<const GroupPolicy> policy, SwitchId id = {}) : policy_(std::move(policy)), id_(id) {}

    /// After a reload. Routes that were answered before are not touched: they own what they name.
    void use(std::shared_ptr<const GroupPolicy> policy) { policy_ = std::move(policy); }

    /// Always null: the answer has been given.
    [[nodiscard]] std::unique_ptr<RouteTicket> ask(const RouteQuestion& question, Answer answer) override;

  private:
    Route route_of_line(const RouteQuestion& question) const;
    Route route_of_tunnel(const RouteQuestion& question) const;
    Route route_of_own_call(const std::string& name) const;
    /// None: the call ends here.
    std::optional<Route> route_through(const AcceptDialin& part, std::uint32_t reorder_ms, const RouteQuestion& question) const;

    std::shared_ptr<const GroupPolicy> policy_;
    SwitchId id_;
};

}  // namespace vpdnd

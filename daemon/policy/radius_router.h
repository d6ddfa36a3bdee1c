// Routes from the configuration file first; a call from a line that no group matches is looked for at RADIUS servers, by the names that
// `search-order` says, one after the other, once the user has named himself. What they answer becomes the same kind of route.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "policy/file_router.h"
#include "policy/group_policy.h"
#include "policy/router.h"
#include "radius/tunnel_authorizer.h"

namespace vpdnd {

class RadiusRouter : public Router {
  public:
    /// Both outlive it.
    RadiusRouter(FileRouter& file, TunnelAuthorizer& authorizer, std::shared_ptr<const GroupPolicy> policy)
        : file_(file), authorizer_(authorizer), policy_(std::move(policy)) {}

    /// After a reload; answers that come later are understood by the new one.
    void use(std::shared_ptr<const GroupPolicy> policy) { policy_ = std::move(policy); }

    [[nodiscard]] std::unique_ptr<RouteTicket> ask(const RouteQuestion& question, Answer answer) override;

  private:
    class Search;

    FileRouter& file_;
    TunnelAuthorizer& authorizer_;
    std::shared_ptr<const GroupPolicy> policy_;
};

/// User-Names that servers are asked with, in order: "dnis:614629", the domain, the whole name.
std::vector<std::string> tunnel_user_names(const DaemonConfig& config, const RouteQuestion& question);

}  // namespace vpdnd

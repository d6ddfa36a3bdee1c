// Which servers are told of a call, and whether they must be: what the configuration says. Pure functions.
#pragma once

#include <set>
#include <string>

#include "config/config.h"

namespace vpdnd {

struct AccountingRule {
    Accounting mode = Accounting::kNo;
    std::string set;       ///< name of the [radius.NAME]; empty: nobody is told
    bool tunnels = false;  ///< RFC 2867: of tunnels, and of calls as their links
    bool applies() const { return (mode != Accounting::kNo || tunnels) && !set.empty(); }
};

/// `group`: of a call's route, such as "radius:isp" too. `ends_here`: by accept-dialin; else the call is forwarded.
AccountingRule accounting_rule(const Config& config, const std::string& group, bool ends_here);
/// The set that is told of tunnels of this group, whichever way its calls go; empty: none.
std::string tunnel_accounting_set(const Config& config, const std::string& group);
/// The Host Name that peers of the group know us by.
std::string local_name(const Config& config, const std::string& group);
/// All sets that any rule names.
std::set<std::string> accounting_sets(const Config& config);

}  // namespace vpdnd

#include "control/lns_rows.h"

#include <memory>

#include "support/catch.h"

using namespace vpdnd;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const GroupPolicy> policy() {
    auto config = std::make_shared<Config>();
    Group group;
    group.name = "wholesale";
    group.request_dialin.emplace();
    group.initiate_to = {{.address = "192.0.2.1", .weight = 3, .session_limit = 2}, {.address = "2001:db8::1", .priority = 2}};
    config->groups.push_back(group);
    group.name = "users";
    group.request_dialin.reset();
    group.accept_dialin.emplace();
    config->groups.push_back(group);
    return std::make_shared<const GroupPolicy>(config);
}

/// "lns group state", a line each.
std::string shown(const std::vector<ipc::LnsRow>& rows) {
    std::string out;
    for (const auto& row : rows) out += row.lns + " " + row.group + " " + row.state + "\n";
    return out;
}

}  // namespace

TEST_CASE("LNSs are listed with their state, those of the configuration first", "[control][policy]") {
    const auto groups = policy();
    TargetChoice targets;
    const auto now = TargetChoice::Time(1h);
    auto rows = lns_rows(*groups, targets, now);
    CHECK(shown(rows) == "192.0.2.1:1701 wholesale usable\n[2001:db8::1]:1701 wholesale usable\n");
    CHECK(rows.at(0).weight == 3);
    CHECK(rows.at(0).session_limit == 2);
    CHECK(rows.at(1).priority == 2);
    CHECK_FALSE(rows.at(1).session_limit);

    targets.session_added("wholesale 192.0.2.1:1701");
    targets.session_added("wholesale 192.0.2.1:1701");
    auto record = targets.save();
    record.dead_until = {{"wholesale [2001:db8::1]:1701", now + 1500ms}, {"wholesale 192.0.2.1:1701", now},
                         {"radius:isp lns:1701", now + 9s}};
    targets.adopt(record);
    targets.session_added("radius:isp [2001:db8::9]:1702");
    rows = lns_rows(*groups, targets, now);
    CHECK(shown(rows) == "192.0.2.1:1701 wholesale full\n[2001:db8::1]:1701 wholesale dead\n"
                         "[2001:db8::9]:1702 radius:isp usable\nlns:1701 radius:isp dead\n");
    CHECK(rows.at(0).sessions == 2);
    CHECK_FALSE(rows.at(0).dead_seconds);
    CHECK(rows.at(1).dead_seconds == 2);
    CHECK(rows.at(2).sessions == 1);
    CHECK_FALSE(rows.at(2).priority);
}

TEST_CASE("What is drained is listed, whether anything goes there or not", "[control][policy]") {
    const auto groups = policy();
    TargetChoice targets;
    targets.drain("192.0.2.1", true);
    targets.drain("192.0.2.77", true);
    CHECK(shown(lns_rows(*groups, targets, {})) ==
          "192.0.2.1:1701 wholesale drained\n[2001:db8::1]:1701 wholesale usable\n192.0.2.77  drained\n");
    targets.drain("192.0.2.77", false);
    targets.drain_group("wholesale", true);
    targets.drain_all(true);
    CHECK(shown(lns_rows(*groups, targets, {})) ==
          "192.0.2.1:1701 wholesale drained\n[2001:db8::1]:1701 wholesale drained\nall  drained\nall wholesale drained\n");
}

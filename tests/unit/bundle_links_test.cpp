// Links of bundles: who is in which, what its interface is called, and multilink-max-links.
#include <algorithm>
#include <string>
#include <vector>

#include "control/live_rows.h"
#include "support/lns_calls.h"

using namespace vpdnd;
using ipc::PluginMessage;
using ipc::PluginTag;
using test::Caller;

namespace {

constexpr char kUser[] = "user@cisco.com", kBundle[] = "user/1";

struct TwoLinksABundle : test::LnsAndLac {
    TwoLinksABundle() {
        config->groups.at(0).accept_dialin->multilink_max_links = 2;
        config->pools["pool"].ranges = {{0x0a0a0a0b, 0x0a0a0a1f}};
        lns.use(config);
    }
    /// The bundle has so many links then.
    void join(Caller& caller, const std::string& bundle, bool first, std::size_t links) {
        caller.is_authenticated(kUser, true);
        caller.joins(bundle, first);
        REQUIRE(lns.turn_until([&] { return members(bundle) == links; }));
    }
    std::size_t members(const std::string& name) {
        std::size_t out = 0;
        lns.core.bundles.for_each([&](const Bundle& one) { out += one.name == name ? one.members.size() : 0; });
        return out;
    }
    void end(std::initializer_list<Caller*> callers) {
        for (auto* one : callers) one->pppd->ends({});
        expect_nothing_left();
    }

    std::shared_ptr<Config> config = test::config_of_lns();
};

}  // namespace

TEST_CASE_METHOD(TwoLinksABundle, "A link that is too many for its bundle is ended by PPP and CDN 4, the others stay",
                 "[call][multilink]") {
    Caller first(*this, 0), second(*this, 1), third(*this, 2);
    join(first, kBundle, true, 1);
    join(second, kBundle, false, 2);
    join(third, kBundle, false, 3);
    const auto word = third.plugin.next();
    REQUIRE(word.type() == PluginMessage::kHangUp);
    CHECK(word.u8(PluginTag::kHow) == static_cast<std::uint8_t>(ipc::HangUpHow::kLink));
    CHECK(word.text(PluginTag::kText) == "the multilink bundle has its 2 links");
    third.tells_the_end();
    CHECK(told() == "4 0 \"the multilink bundle has its 2 links\" true");
    CHECK(lns.core.history.rows().at(0).reason == "bundle-full");
    for (auto* one : {&first, &second}) CHECK(one->plugin.nothing_waits());
    CHECK(members(kBundle) == 2);
    end({&third, &second, &first});
}

TEST_CASE_METHOD(TwoLinksABundle, "A link that ends has left its place, though its user has not answered yet", "[call][multilink]") {
    Caller second(*this, 0);
    const auto key = lns.endpoint.sessions().at(0).key;
    Caller first(*this, 1), third(*this, 2);
    join(first, kBundle, true, 1);
    join(second, kBundle, false, 2);
    REQUIRE(lns.core.graceful_close.close_session(key));
    CHECK(second.plugin.next().type() == PluginMessage::kHangUp);
    join(third, kBundle, false, 3);
    CHECK(third.plugin.nothing_waits());
    end({&third, &second, &first});
}

TEST_CASE_METHOD(TwoLinksABundle, "IP that comes up again is no further link, and other bundles of the user have places of their own",
                 "[call][multilink]") {
    Caller first(*this, 0), second(*this, 1), third(*this, 2);
    join(first, kBundle, true, 1);
    join(second, kBundle, false, 2);
    first.joins(kBundle, true);
    join(third, "user/2", true, 1);
    CHECK(members(kBundle) == 2);
    for (auto* one : {&first, &second, &third}) CHECK(one->plugin.nothing_waits());
    end({&third, &second, &first});
}

namespace {

/// What `l2tpctl session list` says, sorted.
std::vector<std::string> interfaces(test::LnsAndLac& site) {
    std::vector<std::string> out;
    for (const auto& row : session_rows(site.lns.endpoint, site.lns.core.calls)) out.push_back(row.interface);
    std::ranges::sort(out);
    return out;
}

}  // namespace

TEST_CASE_METHOD(TwoLinksABundle, "A link that joins before the owner has renamed the interface is in his bundle, and has its name",
                 "[call][multilink][interface]") {
    Caller first(*this, 0), second(*this, 1);
    second.joins(kBundle, false, "ppp7", 7);
    REQUIRE(lns.turn_until([&] { return members(kBundle) == 1; }));
    first.joins(kBundle, true, "l2tp1-2", 7);
    REQUIRE(lns.turn_until([&] { return members(kBundle) == 2; }));
    CHECK(lns.core.bundles.size() == 1);
    CHECK(interfaces(*this) == std::vector<std::string>(2, "l2tp1-2"));
    // IP comes up again; a pppd that has not learned the name says its own.
    second.joins(kBundle, false, "ppp7", 7);
    second.asks({192, 0, 2, 1}, ipc::AddressOrigin::kChosen);
    CHECK(second.plugin.next().type() == PluginMessage::kAddress);  // what was said before has been read
    CHECK(interfaces(*this) == std::vector<std::string>(2, "l2tp1-2"));
    end({&second, &first});
}

TEST_CASE_METHOD(TwoLinksABundle, "Two bundles of one name are told apart by their units", "[call][multilink]") {
    Caller first(*this, 0), second(*this, 1);
    first.joins(kBundle, true, "v-anna", 7);
    second.joins(kBundle, true, "ppp8", 8);
    REQUIRE(lns.turn_until([&] { return lns.core.bundles.size() == 2; }));
    CHECK(interfaces(*this) == std::vector<std::string>{"ppp8", "v-anna"});
    end({&second, &first});
}

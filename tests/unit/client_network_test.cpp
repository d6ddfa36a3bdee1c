// What a call that waits for its next try takes for a reason to try at once, in a network of the test's own.
#include <net/if.h>

#include "support/client_site.h"
#include "support/own_network.h"

using namespace vpdnd;
using namespace std::chrono_literals;

TEST_CASE("An interface that is up is a reason to call, one that somebody's pppd has only made is none", "[call][client]") {
    const auto seen = test::in_own_network([] {
        test::ip("link set lo up");
        test::ip("link add wlan0 type veth peer name far0");  // as "ppp7" is before PPP is up
        test::ClientAndLnss site([](ClientCall& call) { call.redial = {10min, 10min}; });
        site.first.plane.fails_with = site.second.plane.fails_with = ENOMEM;
        site.place();
        std::vector<std::string> out{site.comes_to(RedialState::kWaiting) ? "waits" : "does not wait"};
        const auto changed = [&] {
            const auto before = site.office().next;
            site.calls().network_changed({static_cast<int>(::if_nametoindex("wlan0"))}, false);
            out.emplace_back(site.office().next == before ? "goes on waiting" : "is tried");
        };
        changed();
        test::ip("link set wlan0 up");
        changed();
        return out;
    });
    CHECK(seen == std::vector<std::string>{"waits", "goes on waiting", "is tried"});
}

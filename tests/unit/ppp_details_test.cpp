// What `session show` says of PPP: who asked whom.
#include <string>

#include "control/ppp_details.h"
#include "ipc/control_json.h"
#include "support/catch.h"

using namespace vpdnd;

namespace {

/// One side has asked for MS-CHAPv2, and IP is up.
CallFacts facts_of(bool we_asked) {
    constexpr std::uint16_t kLcp = 0xc021;
    const l2tp::Bytes asks{3, 5, 0xc2, 0x23, 0x81};
    CallFacts out;
    PppTerms terms;
    auto& lcp = terms.protocol(kLcp);
    lcp.open = true;
    (we_asked ? lcp.ours : lcp.users) = asks;
    out.terms = std::move(terms);
    out.ppp.lcp_open = out.ppp.ncp_open = true;
    return out;
}

std::string authentication(const CallFacts& facts, bool own_call) {
    ipc::Value::Object out;
    add_ppp_details(out, facts, own_call);
    return ipc::write_json(out.at(0).second["authentication"]);
}

}  // namespace

TEST_CASE("A user is asked by us, and a call of our own by the LNS", "[control][client]") {
    auto of_user = facts_of(true);
    CHECK(authentication(of_user, false) == R"({"protocol":"mschap-v2","state":"open"})");
    of_user.ppp.user = "me@example.net";
    CHECK(authentication(of_user, false) == R"({"protocol":"mschap-v2","state":"done","user":"me@example.net"})");
    auto own = facts_of(false);
    CHECK(authentication(own, true) == R"({"protocol":"mschap-v2","state":"done"})");
    own.ppp.ncp_open = false;
    CHECK(authentication(own, true) == R"({"protocol":"mschap-v2","state":"open"})");
}

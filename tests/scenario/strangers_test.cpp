// What the sender of a refused SCCRQ is told: one whose address is configured the reason, anybody else only the codes. Our log has
// the reason in any case.
#include "l2tp/tracer.h"
#include "support/catch.h"
#include "support/lac_lns_pair.h"

using namespace l2tp;
using namespace sim;

namespace {

struct Reasons : Tracer {
    void tunnel_refused(const RefusedTunnel& tunnel) override {
        reasons.push_back(tunnel.reason.empty() ? tunnel.result.message : std::string(tunnel.reason));
    }
    std::vector<std::string> reasons;
};

/// An LNS that refuses what it is asked.
struct Refusing : Pair {
    explicit Refusing(bool known) {
        lns.serving.named_peers = known;
        lns.tracer = &log;
        lns.restart();
    }
    static Sccrq request() {
        Sccrq made;
        made.framing = 3;
        made.host_name = "somebody";
        made.assigned_tunnel = PeerTunnelId{9};
        return made;
    }
    /// Asks, and checks the answer.
    void expect(const Bytes& asked, const ResultCode& in_full, const std::string& in_general) {
        network.sent.clear();
        network.inject({lns.own, address(77)}, asked);
        network.run_for(milliseconds(1));
        const bool known = lns.serving.named_peers;
        REQUIRE(network.sent.size() == 1);
        const auto stop = std::get<StopCcn>(*message_in(network.sent.at(0).bytes));
        CHECK(stop.result.result == in_full.result);
        CHECK(stop.result.error == in_full.error);
        CHECK(stop.result.message.ends_with(known ? in_full.message : in_general));
        if (!known) CHECK(stop.result.message == in_general);
        REQUIRE(log.reasons.size() == 1);
        CHECK(log.reasons.at(0).ends_with(in_full.message));
    }
    Reasons log;
};

/// An LNS that waits for the SCCCN of a stranger whom it serves.
struct HalfOpen : Pair {
    HalfOpen() {
        network.inject({lns.own, address(77)}, encode_message(Refusing::request(), {}));
        network.run_for(milliseconds(1));
        REQUIRE(network.sent.size() == 1);
        const auto reply = std::get<Sccrp>(*message_in(network.sent.at(0).bytes));
        REQUIRE(reply.challenge);
        ours = reply.assigned_tunnel.value;
    }
    /// What he is told after this message of his, or of its parts.
    ResultCode told_after(const Message& message, const EncodeOptions& options = {}) {
        network.sent.clear();
        network.inject({lns.own, address(77)}, encode_message(message, {ours, 0, 1, 1, 0}, options));
        network.run_for(milliseconds(1));
        REQUIRE(network.sent.size() == 1);
        CHECK(lns.tunnels_up.empty());
        return std::get<StopCcn>(*message_in(network.sent.at(0).bytes)).result;
    }
    std::uint16_t ours = 0;
};

}  // namespace

TEST_CASE("Who is served, but has not authenticated himself, is told what was wrong with his own message, and no more",
          "[rfc2661][5.1.1][4.4.2]") {
    HalfOpen pair;
    const std::string failed = "tunnel authentication failed: ";
    using enum StopResult;
    SECTION("no response") {
        CHECK(pair.told_after(Scccn{}) == stop_result(kNotAuthorized, failed + "no Challenge Response in SCCCN"));
    }
    SECTION("a wrong response") {
        CHECK(pair.told_after(Scccn{ChallengeResponse{}}) == stop_result(kNotAuthorized, failed + "wrong Challenge Response in SCCCN"));
    }
    SECTION("a wrong response, hidden with another secret or with the right one: a try as good as any other") {
        const auto random = [](std::span<std::uint8_t> out) { std::ranges::fill(out, std::uint8_t{0x5a}); };
        const std::string secret = GENERATE("guessed", "secret");
        const EncodeOptions hidden{.hide = true, .secret = secret, .vendor_avps = true, .random = random};
        const auto told = pair.told_after(Scccn{ChallengeResponse{}}, hidden);
        if (secret == "secret") CHECK(told == stop_result(kNotAuthorized, failed + "wrong Challenge Response in SCCCN"));
        else CHECK(told == stop_error(ErrorCode::kWrongLength,
                                      "AVP 13 (Challenge Response) at octet 42: hidden value has a wrong inner length"));
    }
    SECTION("a message that is not for now") {
        Sccrp reply;
        reply.framing = 3;
        reply.host_name = "somebody";
        reply.assigned_tunnel = PeerTunnelId{9};
        CHECK(pair.told_after(reply) == stop_result(kFsmError, "SCCRP out of sequence in state wait-ctl-conn"));
    }
    SECTION("a call") {
        Icrq asked;
        asked.assigned_session = PeerSessionId{5};
        CHECK(pair.told_after(asked) == stop_result(kFsmError, "ICRQ before the tunnel is established"));
    }
}

TEST_CASE("Strangers whose SCCRQ is refused are told the codes, known peers the reason too", "[flood][rfc2661][4.4.2]") {
    Refusing pair(GENERATE(false, true));
    auto request = Refusing::request();
    SECTION("no secret is configured") {
        pair.lns.serving.secret.clear();
        request.challenge = Bytes(16, 1);
        const auto why = stop_result(StopResult::kNotAuthorized, "tunnel authentication asked for, but no secret is configured");
        pair.expect(encode_message(request, {}), why, "not authorized");
    }
    SECTION("our own challenge") {
        pair.network.open(pair.lns, pair.lac);
        pair.network.run_for(milliseconds(1));
        request.challenge = std::get<Sccrq>(*message_in(pair.network.sent.at(0).bytes)).challenge;
        REQUIRE(request.challenge);
        pair.expect(encode_message(request, {}), stop_result(StopResult::kNotAuthorized, "the challenge is one of ours"), "not authorized");
    }
    SECTION("too many tunnels") {
        pair.lns.limits.max_tunnels = 0;
        pair.lns.restart();
        pair.expect(encode_message(request, {}), stop_error(ErrorCode::kNoResources, "the limit of tunnels is reached"), "no resources");
    }
    SECTION("no path to answer on") {
        pair.lns.replies_from = [](const Path&) { return std::nullopt; };
        const auto why = stop_error(ErrorCode::kNoResources, "another tunnel uses the same addresses and ports");
        pair.expect(encode_message(request, {}), why, "no resources");
    }
    SECTION("hidden values") {
        const auto random = [](std::span<std::uint8_t> out) { std::ranges::fill(out, std::uint8_t{0x5a}); };
        const auto hidden = encode_message(request, {}, {.hide = true, .secret = "secret", .vendor_avps = true, .random = random});
        pair.lns.serving.secret.clear();
        pair.expect(hidden, stop_error(ErrorCode::kBadValue, "hidden, but there is no secret"), "the SCCRQ cannot be read");
    }
    SECTION("another version: it is the RFC that says so") {
        request.version = {2, 0};
        const auto bytes = encode_message(request, {});
        pair.network.inject({pair.lns.own, address(77)}, bytes);
        pair.network.run_for(milliseconds(1));
        const auto stop = std::get<StopCcn>(*message_in(pair.network.sent.at(0).bytes));
        CHECK(stop.result.result == static_cast<std::uint16_t>(StopResult::kVersionNotSupported));
        CHECK(stop.result.message.ends_with("is not supported"));
    }
}

// The state tables of RFC 2661 section 7, typed a second time (tests/rfc2661/tables), against those of the code.
// Where the code does in two steps what the RFC does in one (the host prepares), both steps together are compared.
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "l2tp/session_fsm.h"
#include "l2tp/tunnel_fsm.h"
#include "support/catch.h"
#include "support/source_file.h"

using namespace l2tp;

namespace {

struct RfcRow {
    std::string state, event, action, next;
};

std::vector<RfcRow> table(const std::string& name) {
    std::ifstream file(source_file("rfc2661/tables/" + name + ".tsv"));
    std::vector<RfcRow> rows;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream cells(line);
        RfcRow row;
        std::getline(cells, row.state, '\t');
        std::getline(cells, row.event, '\t');
        std::getline(cells, row.action, '\t');
        std::getline(cells, row.next, '\t');
        rows.push_back(row);
    }
    REQUIRE(rows.size() > 10);
    return rows;
}

template <class Enum>
Enum state_named(const std::string& name) {
    for (int i = 0; i < static_cast<int>(Enum::kCount_); ++i)
        if (name_of(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
    FAIL("no state " << name);
    return {};
}

using TE = TunnelEvent;
using TA = TunnelAction;
using SE = SessionEvent;
using SA = SessionAction;

/// The events of the code that an event of the RFC's table stands for.
const std::map<std::string, std::vector<TE>> kTunnelEvents = {
    {"local open request", {TE::kLocalOpen}},
    {"local open request (new call)", {TE::kNewCall}},
    {"admin tunnel close", {TE::kClose}},
    {"receive SCCRQ", {TE::kSccrqAcceptable, TE::kSccrqNotAcceptable}},
    {"receive SCCRQ, acceptable", {TE::kSccrqAcceptable}},
    {"receive SCCRQ, not acceptable", {TE::kSccrqNotAcceptable}},
    {"receive SCCRQ, lose tie-breaker", {TE::kSccrqTieLost}},
    {"receive SCCRP", {TE::kSccrpAcceptable, TE::kSccrpNotAcceptable}},
    {"receive SCCRP, acceptable", {TE::kSccrpAcceptable}},
    {"receive SCCRP, not acceptable", {TE::kSccrpNotAcceptable}},
    {"receive SCCCN", {TE::kScccnAcceptable, TE::kScccnNotAcceptable}},
    {"receive SCCCN, acceptable", {TE::kScccnAcceptable}},
    {"receive SCCCN, not acceptable", {TE::kScccnNotAcceptable}},
    {"receive StopCCN", {TE::kStopCcn}},
};

const std::map<std::string, TA> kTunnelActions = {
    {"send SCCRQ", TA::kSendSccrq},
    {"send SCCRP", TA::kSendSccrp},
    {"send SCCCN, tunnel-open to waiting sessions", TA::kSendScccnOpenCalls},
    {"tunnel-open to waiting sessions", TA::kOpenCalls},
    {"send StopCCN, clean up", TA::kSendStopCleanUp},
    {"clean up", TA::kCleanUp},
    // The request that won is served as a tunnel of its own.
    {"clean up, re-queue SCCRQ", TA::kDiscard},
};

std::vector<SE> session_events(const std::string& event) {
    static const std::map<std::string, std::vector<SE>> kLocal = {
        {"tunnel-open", {SE::kTunnelOpen}},
        {"local open request", {SE::kLocalOpen}},
        {"bearer ring or ready to indicate incoming connection", {SE::kLocalOpen}},
        {"bearer answer, framing detected", {SE::kAnswered}},
        {"bearer failure", {SE::kLocalClose}},
        {"local close request", {SE::kLocalClose}},
        {"bearer line drop or local close request", {SE::kLocalClose}},
        {"local close request or bearer line drop", {SE::kLocalClose}},
        {"receive CDN", {SE::kCdn}},
    };
    if (const auto found = kLocal.find(event); found != kLocal.end()) return found->second;
    const auto message = event.substr(8, 4);
    const bool only_good = event.ends_with(", acceptable"), only_bad = event.ends_with(", not acceptable");
    std::vector<SE> good, bad;
    if (message.ends_with("RQ")) good = {SE::kRequestAcceptable}, bad = {SE::kRequestNotAcceptable};
    if (message.ends_with("RP")) good = {SE::kReplyAcceptable}, bad = {SE::kReplyNotAcceptable};
    if (message.ends_with("CN")) good = {SE::kConnectedAcceptable}, bad = {SE::kConnectedNotAcceptable};
    if (only_good) return good;
    if (only_bad) return bad;
    // "Receive OCCN" in wait-connect says nothing of one that is not acceptable: that is local.
    if (!good.empty()) good.push_back(bad.front());
    return good;
}

std::string said(SA action) {
    switch (action) {
        case SA::kSendRequest: return "send request";
        case SA::kSendReply: return "send reply";
        case SA::kSendConnected: return "send connected";
        case SA::kSendCdnCleanUp: return "send CDN, clean up";
        case SA::kCleanUp: return "clean up";
        case SA::kIgnore: return "clean up";  // in idle there is nothing to clean up
        case SA::kUp:
        case SA::kNone: return "none";
        default: return "something else";
    }
}

/// The RFC's action in the words of said().
std::string asked(const std::string& action) {
    static const std::map<std::string, std::string> kActions = {
        {"send ICRQ", "send request"},         {"send OCRQ", "send request"},
        {"send ICRP", "send reply"},           {"send OCRP, open bearer", "send reply"},
        {"send ICCN", "send connected"},       {"send OCCN", "send connected"},
        {"send CDN, clean up", "send CDN, clean up"}, {"clean up", "clean up"},
        {"none", "none"},                      {"prepare for data", "none"},
        {"initiate local tunnel open", "none"},
    };
    const auto found = kActions.find(action);
    return found == kActions.end() ? "unknown action " + action : found->second;
}

void compare(const std::string& name, Role role, Direction direction) {
    for (const auto& row : table(name)) {
        const auto state = state_named<SessionState>(row.state);
        const auto events = session_events(row.event);
        REQUIRE_FALSE(events.empty());
        for (const auto event : events) {
            const bool not_said = event == SE::kConnectedNotAcceptable && row.event == "receive OCCN" &&
                                  row.state == "wait-connect";
            if (not_said) continue;
            CAPTURE(name, row.state, row.event, name_of(event));
            auto step = session_step(role, direction, state, event);
            if (step.action == SA::kPrepare) step = session_step(role, direction, step.next, SE::kPrepared);
            CHECK(said(step.action) == asked(row.action));
            CHECK(name_of(step.next) == row.next);
            CHECK((step.action == SA::kIgnore) <= (row.state == "idle"));
        }
    }
}

}  // namespace

TEST_CASE("The control connection's table is that of the RFC", "[rfc2661][7.2.1-05]") {
    for (const auto& row : table("control_connection")) {
        CAPTURE(row.state, row.event);
        const auto events = kTunnelEvents.find(row.event);
        REQUIRE(events != kTunnelEvents.end());
        REQUIRE(kTunnelActions.contains(row.action));
        for (const auto event : events->second) {
            const auto step = tunnel_step(state_named<TunnelState>(row.state), event);
            CHECK(name_of(step.action) == name_of(kTunnelActions.at(row.action)));
            CHECK(name_of(step.next) == row.next);
            CHECK(std::string(step.source) == "7.2.1");
        }
    }
}

TEST_CASE("The LAC's table for incoming calls is that of the RFC", "[rfc2661][7.4.1-01]") {
    compare("lac_incoming", Role::kLac, Direction::kIncoming);
}

TEST_CASE("The LNS's table for incoming calls is that of the RFC", "[rfc2661][7.4.2-01]") {
    compare("lns_incoming", Role::kLns, Direction::kIncoming);
}

TEST_CASE("The LAC's table for outgoing calls is that of the RFC", "[rfc2661][7.5.1-01]") {
    compare("lac_outgoing", Role::kLac, Direction::kOutgoing);
}

TEST_CASE("The LNS's table for outgoing calls is that of the RFC", "[rfc2661][7.5.2-01]") {
    compare("lns_outgoing", Role::kLns, Direction::kOutgoing);
}

// The table of reasons against what is promised of it, written down a second time.
#include "reason/end_reason.h"

#include <initializer_list>
#include <map>
#include <set>
#include <vector>

#include "support/catch.h"

using namespace vpdnd;
using enum EndCause;

namespace {

std::vector<EndCause> all_causes() {
    std::vector<EndCause> out;
    for (unsigned i = 0; i < static_cast<unsigned>(kCount_); ++i) out.push_back(static_cast<EndCause>(i));
    return out;
}

/// "3", "2/6": as a CDN's result and error are written.
std::string code_of(const l2tp::ResultCode& result) {
    const auto error = result.error.value_or(0);
    return std::to_string(result.result) + (error != 0 ? "/" + std::to_string(error) : "");
}

std::string cdn_of(EndCause cause) { return code_of(cdn_for({.cause = cause})); }

using Disconnect = std::pair<unsigned, unsigned>;  ///< code and direction

}  // namespace

TEST_CASE("Each exit status of pppd has its cause, and the CDN says 3, 1 or 2/6 as is promised", "[reason][rfc2661]") {
    struct Expected {
        EndCause cause;
        std::string cdn;
    };
    const std::map<unsigned, Expected> expected{
        {0, {kPppEnded, "3"}},          {1, {kPppdFatal, "2/6"}},      {2, {kPppdOptions, "2/6"}},
        {3, {kPppdPrivileges, "2/6"}},  {4, {kNoKernelPpp, "2/6"}},    {5, {kPppSignal, "3"}},
        {7, {kPppdChannel, "2/6"}},     {8, {kPppdConnect, "2/6"}},    {10, {kNegotiationFailed, "2/6"}},
        {11, {kUserRefused, "2/6"}},    {12, {kIdle, "3"}},            {13, {kSessionTime, "3"}},
        {15, {kEchoFailure, "1"}},      {16, {kLineLost, "1"}},        {17, {kLoopback, "2/6"}},
        {18, {kPppdScript, "2/6"}},     {19, {kWeWereRefused, "2/6"}}, {20, {kTrafficLimit, "3"}},
    };
    for (unsigned status = 0; status < 256; ++status) {
        CAPTURE(status);
        const auto reason = reason_of_exit(status);
        const auto found = expected.find(status);
        CHECK(reason.cause == (found == expected.end() ? kPppdFailed : found->second.cause));
        CHECK(code_of(cdn_for(reason)) == (found == expected.end() ? "2/6" : found->second.cdn));
        CHECK(reason.text == (found == expected.end() ? "pppd ended with status " + std::to_string(status) : ""));
        CHECK_FALSE(reason.by_peer);
    }
}

TEST_CASE("What ends a call beside pppd is told to the peer by the code that fits", "[reason][rfc2661]") {
    for (const auto cause : {kAdministrator, kStopping, kBundleGone, kPeerEnded, kLoop}) CHECK(cdn_of(cause) == "3");
    for (const auto cause : {kNotServed, kNoAddress, kBundleFull, kNoVrf, kSessionLimit}) CHECK(cdn_of(cause) == "4");
    for (const auto cause : {kPppdFailed, kPluginFailed, kKernelSessionLost}) CHECK(cdn_of(cause) == "2/6");
    for (const auto cause : {kNoTarget, kTunnelEnded, kTieLost, kTargetUnreachable}) CHECK(cdn_of(cause) == "2/6");
    CHECK(cdn_of(kNoService) == "5");
    CHECK(cdn_of(kDataPlane) == "2/4");
    CHECK(cdn_of(kUserGone) == "1");
}

TEST_CASE("Each cause has a row with a name of its own, words, and a code that accounting knows", "[reason]") {
    std::set<std::string_view> names;
    for (const auto cause : all_causes()) {
        const auto& row = row_of(cause);
        CAPTURE(row.name);
        CHECK(row.cause == cause);
        CHECK_FALSE(row.text.empty());
        CHECK(names.insert(row.name).second);
        CHECK(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos);
        CHECK((row.error == l2tp::ErrorCode::kNone) == (row.cdn != l2tp::CdnResult::kGeneralError));
        CHECK(row.acct_terminate_cause >= 1);
        CHECK(row.acct_terminate_cause <= 18);  // RFC 2866 section 5.10
    }
    CHECK(names.size() == static_cast<std::size_t>(kCount_));
}

TEST_CASE("Accounting is told what became of the user", "[reason][rfc2866][5.10]") {
    const auto told = [](EndCause cause) { return static_cast<unsigned>(terminate_cause({.cause = cause})); };
    CHECK(told(kPppEnded) == 1);      // User Request
    CHECK(told(kUserGone) == 2);      // Lost Carrier
    CHECK(told(kEchoFailure) == 2);
    CHECK(told(kTunnelEnded) == 3);   // Lost Service
    CHECK(told(kIdle) == 4);          // Idle Timeout
    CHECK(told(kSessionTime) == 5);   // Session Timeout
    CHECK(told(kAdministrator) == 6);  // Admin Reset
    CHECK(told(kPppdFatal) == 9);     // NAS Error
    CHECK(told(kStopping) == 7);      // Admin Reboot
    CHECK(told(kTrafficLimit) == 10);  // NAS Request
    CHECK(told(kNoAddress) == 15);    // Service Unavailable
    CHECK(told(kNotAccounted) == 15);
    CHECK(told(kUserRefused) == 17);  // User Error
    CHECK(told(kPeerEnded) == 18);    // Host Request
}

TEST_CASE("A peer that says why it ends a session is believed by accounting", "[reason][rfc2866][rfc3145]") {
    const auto told = [](l2tp::CdnResult result, std::optional<std::uint16_t> code) {
        EndReason reason{.cause = kPeerEnded, .result = l2tp::cdn_result(result, {}), .by_peer = true};
        if (code) reason.disconnect = l2tp::PppDisconnectCause{*code, 0xc021, 1, {}};
        return static_cast<unsigned>(terminate_cause(reason));
    };
    constexpr auto kCarrier = l2tp::CdnResult::kLostCarrier, kAdmin = l2tp::CdnResult::kAdministrative;
    CHECK(told(kCarrier, {}) == 2);
    CHECK(told(kAdmin, {}) == 18);
    CHECK(told(kAdmin, 3) == 1);    // Terminate-Request
    CHECK(told(kAdmin, 1) == 6);    // administrator
    CHECK(told(kCarrier, 8) == 2);    // echo requests without answer
    CHECK(told(kAdmin, 16) == 17);  // authentication
    CHECK(told(kAdmin, 9) == 18);
    // What it said of a call that we ended does not count.
    CHECK(static_cast<unsigned>(terminate_cause({.cause = kIdle, .result = l2tp::cdn_result(l2tp::CdnResult::kLostCarrier, {})})) == 4);
}

TEST_CASE("More exact words stand in for the row's, in the CDN and in the disconnect cause", "[reason]") {
    CHECK(cdn_for({.cause = kPluginFailed}).message == "vpdn.so failed");
    CHECK(cdn_for({.cause = kPluginFailed, .text = "vpdn.so is missing"}).message == "vpdn.so is missing");
    CHECK(EndReason{.cause = kIdle}.words() == "idle timeout");
    const auto told = disconnect_for({.cause = kAdministrator, .text = "closed by joe"});
    REQUIRE(told.has_value());
    CHECK(told->message == "closed by joe");
}

TEST_CASE("The PPP disconnect cause is sent where RFC 3145 has a code for it", "[reason]") {
    const std::map<EndCause, Disconnect> expected{
        {kIdle, {3, 2}},     {kSessionTime, {3, 2}},       {kTrafficLimit, {3, 2}}, {kEchoFailure, {8, 0}},
        {kLoopback, {7, 0}}, {kNegotiationFailed, {5, 0}}, {kUserRefused, {16, 1}}, {kAdministrator, {1, 0}},
        {kPppSignal, {1, 0}}, {kWeWereRefused, {16, 2}},
    };
    for (const auto cause : all_causes()) {
        CAPTURE(row_of(cause).name);
        const auto told = disconnect_for({.cause = cause});
        const auto found = expected.find(cause);
        REQUIRE(told.has_value() == (found != expected.end()));
        if (!told) continue;
        CHECK(Disconnect(told->code, told->direction) == found->second);
        CHECK(told->protocol == 0);
        CHECK(told->message == row_of(cause).text);
    }
}

TEST_CASE("What the plugin or the peer said of the disconnection goes before the table", "[reason]") {
    const l2tp::PppDisconnectCause said{3, 0xc021, 1, "the user ended the call"};
    CHECK(disconnect_for({.cause = kPppEnded, .disconnect = said}) == said);
    CHECK(disconnect_for({.cause = kIdle, .disconnect = said}) == said);
}

TEST_CASE("The peer of the other session hears what its peer said, but no error of their conversation", "[reason][switch][rfc2661]") {
    const auto told = [](EndCause cause, l2tp::ResultCode result) {
        return cdn_for({.cause = cause, .result = std::move(result), .by_peer = true});
    };
    for (const auto cause : {kPeerEnded, kNoTarget}) {
        CHECK(told(cause, {4, 0, "full"}) == l2tp::ResultCode{4, 0, "full"});
        CHECK(told(cause, {17, 3, "?"}) == l2tp::ResultCode{17, 3, "?"});
        CHECK(told(cause, {2, 7, "elsewhere"}) == l2tp::ResultCode{2, 7, "elsewhere"});
        for (const auto error : std::initializer_list<std::uint16_t>{1, 2, 3, 5, 8})
            CHECK(told(cause, {2, error, "AVP 99"}) == l2tp::ResultCode{2, 6, "AVP 99"});
        CHECK(told(cause, {2, 8, ""}) == l2tp::ResultCode{2, 6, "unknown mandatory AVP"});
        CHECK(told(cause, {0, {}, ""}) == cdn_for({.cause = cause}));
    }
    CHECK(told(kTunnelEnded, {3, 0, "bye"}) == cdn_for({.cause = kTunnelEnded}));
    CHECK(cdn_for({.cause = kPeerEnded, .result = l2tp::ResultCode{4, 0, "full"}}).result == 3);
}

// To add an AVP: a field in the struct of its message (messages.h), and a row here.
#include "l2tp/avp_table.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "l2tp/avp_row.h"

namespace l2tp {
namespace {

using namespace shapes;

constexpr bool M = true, m = false;  // M bit
constexpr bool H = true, h = false;  // may be hidden
constexpr bool S = true, s = false;  // secret

// In the order in which they are sent: that of a widely deployed LAC and LNS, for peers that care.
// clang-format off
constexpr std::array kRows = {
    // vendor and type, name                    shape           M  H  secret
    avp(0,  0, "Message Type",                  kMessageNumber, M, h, s, "4.4.1"),
    avp(0, 36, "Random Vector",                 kOctets,        M, h, s, "4.4.1"),
    avp(0,  2, "Protocol Version",              kVersion,       M, h, s, "4.4.3", must<&Sccrq::version>, must<&Sccrp::version>),
    avp(0,  3, "Framing Capabilities",          kMask32,        M, H, s, "4.4.3", must<&Sccrq::framing>, must<&Sccrp::framing>),
    avp(0,  4, "Bearer Capabilities",           kMask32,        M, H, s, "4.4.3", may<&Sccrq::bearer>, may<&Sccrp::bearer>),
    avp(0,  5, "Tie Breaker",                   kEightOctets,   m, h, s, "4.4.3", may<&Sccrq::tie_breaker>),
    avp(0,  6, "Firmware Revision",             kMask16,        m, H, s, "4.4.3", may<&Sccrq::firmware>, may<&Sccrp::firmware>),
    avp(0,  7, "Host Name",                     kSomeText,      M, h, s, "4.4.3", must<&Sccrq::host_name>, must<&Sccrp::host_name>),
    avp(0,  8, "Vendor Name",                   kText,          m, H, s, "4.4.3", may<&Sccrq::vendor_name>, may<&Sccrp::vendor_name>),
    avp(0,  9, "Assigned Tunnel ID",            kId,            M, H, s, "4.4.3",
        must<&Sccrq::assigned_tunnel>, must<&Sccrp::assigned_tunnel>, must<&StopCcn::assigned_tunnel>),
    avp(0, 10, "Receive Window Size",           kWindow,        M, h, s, "4.4.3",
        may<&Sccrq::receive_window>, may<&Sccrp::receive_window>),
    avp(0, 11, "Challenge",                     kSomeOctets,    M, H, S, "4.4.3", may<&Sccrq::challenge>, may<&Sccrp::challenge>),
    avp(0, 13, "Challenge Response",            kSixteenOctets, M, H, S, "4.4.3",
        may<&Sccrp::challenge_response>, may<&Scccn::challenge_response>),
    avp(0, 14, "Assigned Session ID",           kId,            M, H, s, "4.4.4",
        must<&Ocrq::assigned_session>, must<&Ocrp::assigned_session>, must<&Icrq::assigned_session>,
        must<&Icrp::assigned_session>, must<&Cdn::assigned_session>),
    avp(0,  1, "Result Code",                   kResult,        M, h, s, "4.4.2", must<&StopCcn::result>, must<&Cdn::result>),
    avp(0, 12, "Q.931 Cause Code",              kQ931,          M, h, s, "4.4.3", may<&Cdn::q931>),
    avp(0, 46, "PPP Disconnect Cause Code",     kDisconnect,    m, H, s, "RFC 3145", may<&Cdn::disconnect>),
    avp(0, 15, "Call Serial Number",            kNumber32,      M, H, s, "4.4.4", must<&Ocrq::serial>, informs<&Icrq::serial>),
    avp(0, 16, "Minimum BPS",                   kNumber32,      M, H, s, "4.4.4", must<&Ocrq::minimum_bps>),
    avp(0, 17, "Maximum BPS",                   kNumber32,      M, H, s, "4.4.4", must<&Ocrq::maximum_bps>),
    avp(0, 18, "Bearer Type",                   kMask32,        M, H, s, "4.4.4", must<&Ocrq::bearer>, may<&Icrq::bearer>),
    avp(0, 24, "(Tx) Connect Speed",            kNumber32,      M, H, s, "4.4.4", must<&Occn::tx_speed>, informs<&Iccn::tx_speed>),
    avp(0, 38, "Rx Connect Speed",              kNumber32,      m, H, s, "4.4.4", may<&Occn::rx_speed>, may<&Iccn::rx_speed>),
    avp(0, 19, "Framing Type",                  kMask32,        M, H, s, "4.4.4",
        must<&Ocrq::framing>, must<&Occn::framing>, informs<&Iccn::framing>),
    avp(0, 25, "Physical Channel ID",           kNumber32,      m, H, s, "4.4.4",
        may<&Ocrp::physical_channel>, may<&Icrq::physical_channel>),
    avp(0, 22, "Calling Number",                kText,          M, H, s, "4.4.4", may<&Icrq::calling_number>),
    avp(0, 21, "Called Number",                 kText,          M, H, s, "4.4.4",
        must<&Ocrq::called_number>, may<&Icrq::called_number>),
    avp(0, 23, "Sub-Address",                   kText,          M, H, s, "4.4.4", may<&Ocrq::sub_address>, may<&Icrq::sub_address>),
    avp(0, 26, "Initial Received LCP CONFREQ",  kOctets,        m, H, s, "4.4.5", may<&Iccn::proxy_lcp, &ProxyLcp::initial_received>),
    avp(0, 27, "Last Sent LCP CONFREQ",         kOctets,        m, H, s, "4.4.5", may<&Iccn::proxy_lcp, &ProxyLcp::last_sent>),
    avp(0, 28, "Last Received LCP CONFREQ",     kOctets,        m, H, s, "4.4.5", may<&Iccn::proxy_lcp, &ProxyLcp::last_received>),
    avp(0, 31, "Proxy Authen Challenge",        kOctets,        m, H, S, "4.4.5", may<&Iccn::proxy_auth, &ProxyAuth::challenge>),
    avp(0, 32, "Proxy Authen ID",               kNumber16,      m, H, s, "4.4.5", may<&Iccn::proxy_auth, &ProxyAuth::id>),
    avp(0, 30, "Proxy Authen Name",             kText,          m, H, s, "4.4.5", may<&Iccn::proxy_auth, &ProxyAuth::name>),
    avp(0, 33, "Proxy Authen Response",         kOctets,        m, H, S, "4.4.5", may<&Iccn::proxy_auth, &ProxyAuth::response>),
    avp(0, 29, "Proxy Authen Type",             kNumber16,      m, H, s, "4.4.5", may<&Iccn::proxy_auth, &ProxyAuth::type>),
    avp(0, 37, "Private Group ID",              kOctets,        m, H, s, "4.4.4", may<&Iccn::private_group>),
    avp(0, 74, "Tx Connect Speed BPS",          kNumber64,      m, H, s, "RFC 3931", may<&Icrq::tx_speed_bps>, may<&Iccn::tx_speed_bps>),
    avp(0, 75, "Rx Connect Speed BPS",          kNumber64,      m, H, s, "RFC 3931", may<&Icrq::rx_speed_bps>, may<&Iccn::rx_speed_bps>),
    avp(0, 39, "Sequencing Required",           kFlag,          M, h, s, "4.4.4",
        may<&Occn::sequencing_required>, may<&Iccn::sequencing_required>),
    avp(0, 34, "Call Errors",                   kCallErrors,    M, H, s, "4.4.6", must_all<Wen>),
    avp(0, 35, "ACCM",                          kAccm,          M, H, s, "4.4.6", must_all<Sli>),
    avp(9, 100, "Cisco Client Port",            kText,          m, h, s, "Cisco", may<&Icrq::port_name>),
    // No number of ours is registered; this one is set aside so that nobody ever has it. There are peers that do not look at
    // vendors (xl2tpd): it is no number of the IETF's either.
    avp(kVendorUnassigned, 101, "Switches Passed", kOctets,     m, H, s, "vpdnd", may<&Icrq::switches>),
};
// clang-format on
static_assert(kRows.size() <= AvpSet::kMost);

constexpr auto kAvps = [] {
    std::array<AvpInfo, kRows.size()> out;
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = kRows[i].avp;
        out[i].row = static_cast<std::uint8_t>(i);
    }
    return out;
}();

constexpr bool numbers_are_unique() {
    for (const auto& one : kAvps)
        for (const auto& other : kAvps)
            if (one.row != other.row && one.vendor == other.vendor && one.type == other.type) return false;
    return true;
}
static_assert(numbers_are_unique());

constexpr std::size_t kHighestMessage = 16;
constexpr std::size_t number_of(MessageType message) { return static_cast<std::size_t>(message); }

constexpr std::size_t count_uses() {
    std::size_t count = 0;
    for (const auto& row : kRows) count += row.field_count;
    return count;
}

/// Sorted by message; of one message in the order of the rows.
constexpr auto kUses = [] {
    std::array<AvpUse, count_uses()> out;
    std::size_t next = 0;
    for (std::size_t message = 0; message <= kHighestMessage; ++message)
        for (std::size_t i = 0; i < kRows.size(); ++i)
            for (std::size_t f = 0; f < kRows[i].field_count; ++f)
                if (number_of(kRows[i].fields[f].message) == message) out[next++] = {&kAvps[i], kRows[i].fields[f]};
    return out;
}();

constexpr MessageAvps uses_of(std::size_t message) {
    const auto is_of = [message](const AvpUse& use) { return number_of(use.field.message) == message; };
    const auto first = std::find_if(kUses.begin(), kUses.end(), is_of);
    const auto end = std::find_if_not(first, kUses.end(), is_of);
    MessageAvps out{{}, {}, {}, {first, end}};
    for (const auto& use : out.in_order) {
        out.taken.put(*use.avp);
        if (use.field.required) out.required.put(*use.avp);
        if (use.field.informs) out.informing.put(*use.avp);
    }
    return out;
}

constexpr auto kByMessage = [] {
    std::array<MessageAvps, kHighestMessage + 1> out;
    for (std::size_t message = 0; message < out.size(); ++message) out[message] = uses_of(message);
    return out;
}();

constexpr std::size_t highest_ietf_type() {
    std::size_t highest = 0;
    for (const auto& avp : kAvps)
        if (avp.vendor == kVendorIetf) highest = std::max<std::size_t>(highest, avp.type);
    return highest;
}

constexpr std::uint8_t kNoRow = 0xff;
constexpr auto kRowByIetfType = [] {
    std::array<std::uint8_t, highest_ietf_type() + 1> out{};
    out.fill(kNoRow);
    for (const auto& avp : kAvps)
        if (avp.vendor == kVendorIetf) out[avp.type] = avp.row;
    return out;
}();

}  // namespace

const AvpInfo* find_avp(std::uint16_t vendor, std::uint16_t type) {
    if (vendor == kVendorIetf) {
        const auto row = type < kRowByIetfType.size() ? kRowByIetfType[type] : kNoRow;
        return row == kNoRow ? nullptr : &kAvps[row];
    }
    for (const auto& avp : kAvps)
        if (avp.vendor == vendor && avp.type == type) return &avp;
    return nullptr;
}

const AvpInfo& ietf_avp(std::uint16_t type) {
    const auto* avp = find_avp(kVendorIetf, type);
    assert(avp);
    return *avp;
}

std::span<const AvpInfo> all_avps() { return kAvps; }

const MessageAvps& avps_of(MessageType message) { return kByMessage[number_of(message)]; }

}  // namespace l2tp

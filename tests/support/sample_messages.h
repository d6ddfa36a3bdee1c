// One message of every kind with every field set, for round trips and as seeds.
#pragma once

#include <vector>

#include "l2tp/messages.h"
#include "support/hex.h"

namespace testing {

inline l2tp::Sccrq full_sccrq() {
    l2tp::Sccrq m;
    m.framing = 3;
    m.bearer = 1;
    m.tie_breaker = {1, 2, 3, 4, 5, 6, 7, 8};
    m.firmware = 0x1120;
    m.host_name = "lac.example.net";
    m.vendor_name = "vendor";
    m.assigned_tunnel = {0x1234};
    m.receive_window = 16;
    m.challenge = octets("challenge");
    return m;
}

inline l2tp::Sccrp full_sccrp() {
    l2tp::Sccrp m;
    m.framing = 1;
    m.bearer = 0;
    m.firmware = 0x0100;
    m.host_name = "lns";
    m.vendor_name = "";
    m.assigned_tunnel = {1};
    m.receive_window = 1;
    m.challenge = octets("x");
    m.challenge_response = l2tp::ChallengeResponse{9, 8, 7};
    return m;
}

inline l2tp::Icrq full_icrq() {
    l2tp::Icrq m;
    m.assigned_session = {0xffff};
    m.serial = 0xffffffff;
    m.bearer = 2;
    m.physical_channel = 24;
    m.calling_number = "2085730592";
    m.called_number = "614629";
    m.sub_address = std::string("\0\xff", 2);
    m.port_name = "Serial0:0";
    m.switches = octets("machine1machine2");
    m.tx_speed_bps = 10'000'000'000;
    m.rx_speed_bps = 1;
    m.access_line = {{3561, 1, octets("circuit")}, {3561, 129, {0, 0, 1, 0}}};
    return m;
}

inline l2tp::Iccn full_iccn() {
    l2tp::Iccn m;
    m.tx_speed = 64000;
    m.rx_speed = 56000;
    m.framing = 2;
    m.proxy_lcp = {octets("first"), octets(""), octets("last")};
    m.proxy_auth = {2, "user@example.net", octets("0123456789abcdef"), 6, octets("fedcba9876543210")};
    m.private_group = octets("group");
    m.tx_speed_bps = 64000;
    m.rx_speed_bps = 56000;
    m.sequencing_required = true;
    return m;
}

inline l2tp::Ocrq full_ocrq() {
    return {{5}, 77, 9600, 64000, 1, 2, "6121", "sub"};
}

inline l2tp::Cdn full_cdn() {
    l2tp::Cdn m;
    m.result = {2, 6, "why \xc3\xa4"};
    m.assigned_session = {7};
    m.q931 = l2tp::Q931Cause{16, 0x45, "normal clearing"};
    m.disconnect = l2tp::PppDisconnectCause{3, 0xc021, 1, "bye"};
    return m;
}

inline std::vector<l2tp::Message> every_message() {
    return {full_sccrq(),
            full_sccrp(),
            l2tp::Scccn{l2tp::ChallengeResponse{1, 2, 3}},
            l2tp::StopCcn{{9}, {2, 8, "AVP 99"}},
            l2tp::Hello{},
            full_ocrq(),
            l2tp::Ocrp{{6}, 3},
            l2tp::Occn{28800, 1, 14400, true},
            full_icrq(),
            l2tp::Icrp{{45}},
            full_iccn(),
            full_cdn(),
            l2tp::Wen{1, 2, 3, 4, 5, 0xffffffff},
            l2tp::Sli{0, 0x000a0000}};
}

}  // namespace testing

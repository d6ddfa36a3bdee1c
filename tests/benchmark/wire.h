// The few L2TP control messages that the load generator needs, written and read by hand: small and fast, and not by
// the code that is measured. RFC 2661 sections 3 and 4.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace load {

using Bytes = std::vector<std::uint8_t>;

enum class Type : std::uint16_t {
    kZlb = 0, kSccrq = 1, kSccrp = 2, kScccn = 3, kStopCcn = 4, kHello = 6, kIcrq = 10, kIcrp = 11, kIccn = 12, kCdn = 14,
};

/// What is read of a control message.
struct Received {
    std::uint16_t tunnel = 0, session = 0, ns = 0, nr = 0;
    Type type = Type::kZlb;
    std::uint16_t assigned_tunnel = 0, assigned_session = 0, window = 4, result = 0;
};
std::optional<Received> read_message(std::span<const std::uint8_t> datagram);

/// Of a data message.
struct DataIds {
    std::uint16_t tunnel = 0, session = 0;
};
std::optional<DataIds> read_data(std::span<const std::uint8_t> datagram);

/// Whole datagrams, Ns and Nr zero. `tunnel` and `session` are the receiver's ids, `own` the sender's.
Bytes sccrq(std::uint16_t own, std::uint16_t window, std::string_view host_name);
Bytes scccn(std::uint16_t tunnel);
Bytes stop_ccn(std::uint16_t tunnel, std::uint16_t own);
Bytes icrq(std::uint16_t tunnel, std::uint16_t own, std::uint32_t serial);
Bytes iccn(std::uint16_t tunnel, std::uint16_t session);
Bytes cdn(std::uint16_t tunnel, std::uint16_t session, std::uint16_t own);
Bytes hello(std::uint16_t tunnel);
Bytes zlb(std::uint16_t tunnel);
void set_numbers(Bytes& datagram, std::uint16_t ns, std::uint16_t nr);

}  // namespace load

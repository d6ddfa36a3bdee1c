#include "end/ppp_refusal.h"

#include <sys/socket.h>

#include <algorithm>

#include "base/byte_writer.h"

namespace vpdnd {
namespace {

constexpr std::uint16_t kLcp = 0xc021, kPap = 0xc023, kChap = 0xc223;
constexpr std::uint8_t kPapNak = 3, kChapFailure = 4, kTerminateRequest = 5;
constexpr std::size_t kHeader = 4, kLongestMessage = 255;

base::Bytes packet(std::uint16_t protocol, std::uint8_t code, std::uint8_t id, const base::ByteWriter& data) {
    base::ByteWriter out;
    out.u16(protocol);
    out.u8(code);
    out.u8(id);
    out.u16(static_cast<std::uint16_t>(kHeader + data.size()));
    out.bytes(data.octets());
    return out.take();
}

}  // namespace

base::Bytes authentication_failure(const UserCredentials& user, std::string_view message) {
    message = message.substr(0, kLongestMessage);
    base::ByteWriter data;
    const bool pap = user.method == ipc::AuthMethod::kPap;
    if (pap) data.u8(static_cast<std::uint8_t>(message.size()));
    data.text(message);
    return pap ? packet(kPap, kPapNak, user.id, data) : packet(kChap, kChapFailure, user.id, data);
}

base::Bytes lcp_terminate_request(std::string_view reason) {
    base::ByteWriter data;
    data.text(reason);
    return packet(kLcp, kTerminateRequest, 1, data);
}

void refuse_by_ppp(int session_socket, const UserCredentials& user, std::string_view message) {
    for (const auto& frame : {authentication_failure(user, message), lcp_terminate_request("Authentication failed")})
        ::send(session_socket, frame.data(), frame.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

}  // namespace vpdnd

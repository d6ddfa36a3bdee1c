// A RADIUS server on a socket of its own, played by the test. For Catch2 tests only.
#pragma once

#include <cstdint>
#include <string>

#include "radius/packet_reader.h"
#include "radius/packet_writer.h"
#include "support/catch.h"
#include "support/radius_random.h"
#include "support/udp_peer.h"

namespace test {

inline const base::Secret kRadiusSecret("shared-with-the-server");

/// A server on a port of its own.
class PlayedServer {
  public:
    explicit PlayedServer(const std::string& ip = "127.0.0.1") : peer_(test::address(ip, 0)) {}
    std::uint16_t port() const { return peer_.local().port; }
    /// The next request; blocks until it is there.
    radius::Packet next() {
        const auto got = peer_.receive();
        REQUIRE(got.has_value());
        from_ = got->from;
        const auto request = radius::read_request(got->bytes, kRadiusSecret, radius::Signature::kRequired);
        REQUIRE(request.has_value());
        return *request;
    }
    void answer(const radius::Packet& request, radius::Code code, const base::Secret& secret = kRadiusSecret,
                const radius::AttributeList& attributes = {}) {
        const radius::SentRequest sent{request.code, request.identifier, request.authenticator};
        peer_.send(from_, radius::write_answer(code, sent, attributes, secret, random_).value());
    }
    const l2tp::Address& from() const { return from_; }

  private:
    test::UdpPeer peer_;
    l2tp::Address from_;
    testing::SeededRandom random_{1};
};

}  // namespace test

// RADIUS packets. The input is taken as a datagram: printed, opened, and read as it came; then made genuine with digests of our own, so
// that what lies behind them is reached as answer and as request. What was decoded must come back when it is written again.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "radius/authenticators.h"
#include "radius/chap_attributes.h"
#include "radius/cisco_avpair.h"
#include "radius/coa_server.h"
#include "radius/packet_printer.h"
#include "radius/packet_reader.h"
#include "radius/packet_writer.h"
#include "radius/tunnel_sets.h"

namespace {

using namespace radius;
using namespace radius::literals;

const base::Secret kSecret("s3cr3t");
constexpr Authenticator kRequest = {0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f};

void check(bool holds) {
    if (!holds) std::abort();
}

class Zeroes : public RandomSource {
  public:
    void fill(std::span<std::uint8_t> out) override { std::ranges::fill(out, std::uint8_t{0}); }
};

/// With the digests that this code needs. Empty: the framing is wrong.
base::Bytes genuine(Octets datagram, Code code, const Authenticator& in_its_place) {
    const auto view = open_packet(datagram);
    if (!view) return {};
    base::Bytes out(view->octets.begin(), view->octets.end());
    const auto put = [&out](std::size_t offset, const Authenticator& digest) {
        std::ranges::copy(digest, out.begin() + static_cast<std::ptrdiff_t>(offset));
    };
    out[0] = static_cast<std::uint8_t>(code);
    out[1] = 7;
    if (view->signature != 0) put(view->signature, packet_signature(out, view->signature, in_its_place, kSecret.view()));
    put(4, packet_digest(out, in_its_place, kSecret.view()));
    return out;
}

/// Read and written again: only a password may lose NULs at its end, which are padding.
void same_again(const AttributeList& attributes) {
    Zeroes random;
    AttributeList wanted = attributes;
    wanted.remove("Message-Authenticator"_attr);
    const SentRequest sent{Code::kAccessRequest, 7, kRequest};
    const auto octets = write_answer(Code::kAccessAccept, sent, wanted, kSecret, random);
    if (!octets) return check(octets.error().fault == Fault::kLength);  // one VSA for each needs more room
    auto packet = read_answer(*octets, sent, kSecret, Signature::kRequired);
    check(packet.has_value());
    packet->attributes.remove("Message-Authenticator"_attr);
    check(packet->attributes == wanted);
}

void use(const AttributeList& attributes) {
    if (const auto sets = tunnel_sets(attributes)) {
        AttributeList again;
        for (const auto& set : *sets) add_tunnel_set(again, set);
        const auto back = tunnel_sets(again);
        check(back && *back == *sets);
    } else {
        check(!text_of(sets.error()).empty());
    }
    for (const auto* pair : attributes.all("Cisco-AVPair"_attr))
        if (const auto split = split_avpair(as_text(*pair))) check(!split->name.empty());
    static_cast<void>(mppe_keys(attributes));
    static_cast<void>(ms_chap2_success(attributes));
    static_cast<void>(ms_chap_error(attributes));
}

void read_as_answer(Octets input) {
    for (const auto& [request, answer] : {std::pair(Code::kAccessRequest, Code::kAccessAccept),
                                          std::pair(Code::kAccountingRequest, Code::kAccountingResponse)}) {
        const SentRequest sent{request, 7, kRequest};
        const auto octets = genuine(input, answer, kRequest);
        const auto packet = read_answer(octets, sent, kSecret, Signature::kOptional);
        if (packet) {
            use(packet->attributes);
            same_again(packet->attributes);
        } else {
            check(octets.empty() || packet.error().fault == Fault::kValue);
            check(!text_of(packet.error()).empty());
        }
    }
}

void read_as_coa(Octets input) {
    Zeroes random;
    CoaServer server({{{"", kSecret, Signature::kOptional}}, std::chrono::seconds(300), false, 16}, random);
    const auto octets = genuine(input, Code::kCoaRequest, {});
    const auto verdict = server.receive(base::Time{}, 1'000'000'000, CoaSenderId{0}, "source", octets);
    for (auto& effect : server.take_effects())
        if (const auto* asked = std::get_if<CoaAsked>(&effect)) server.answer(asked->request, true, {}, asked->attributes);
    for (auto& effect : server.take_effects())
        check(open_packet(std::get<CoaAnswer>(effect).bytes).has_value() && verdict == CoaVerdict::kNew);
    check(octets.empty() || verdict == CoaVerdict::kNew || verdict == CoaVerdict::kRefused || verdict == CoaVerdict::kStale);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Octets input(data, size);
    const auto printed = print_packet(input);
    check(printed.hex.size() == 2 * size);
    static_cast<void>(read_request(input, kSecret, Signature::kOptional));
    static_cast<void>(read_answer(input, {Code::kAccessRequest, 7, kRequest}, kSecret, Signature::kOptional));
    read_as_answer(input);
    read_as_coa(input);
    return 0;
}

#include "radius/packet_reader.h"

#include <utility>

#include "radius/attribute_codec.h"
#include "radius/authenticators.h"

namespace radius {
namespace {

constexpr Authenticator kZeroes{};

tl::unexpected<PacketError> failed(Fault fault, const char* what) { return tl::unexpected(PacketError{fault, what}); }

/// Empty: right, or none is there and none is needed.
std::optional<PacketError> check_signature(const PacketView& view, const Authenticator& in_its_place,
                                           const base::Secret& secret, Signature signature) {
    if (view.signature == 0) {
        if (signature == Signature::kOptional) return std::nullopt;
        return PacketError{Fault::kUnsigned, "no Message-Authenticator"};
    }
    const auto right = packet_signature(view.octets, view.signature, in_its_place, secret.view());
    if (are_equal(right, view.octets.subspan(view.signature, kAuthenticatorSize))) return std::nullopt;
    return PacketError{Fault::kSignature, "the Message-Authenticator is wrong: another secret, or a forgery"};
}

tl::expected<Packet, PacketError> decoded(const PacketView& view, const HidingKey& key) {
    auto attributes = read_attributes(view.attributes, key);
    if (!attributes) return tl::unexpected(attributes.error());
    return Packet{view.code, view.identifier, view.authenticator, view.signature != 0, std::move(*attributes)};
}

}  // namespace

tl::expected<Packet, PacketError> read_answer(Octets datagram, const SentRequest& request, const base::Secret& secret,
                                              Signature signature) {
    const auto view = open_packet(datagram);
    if (!view) return tl::unexpected(view.error());
    if (!answers(request.code, view->code)) return failed(Fault::kCode, "not the code of an answer to this request");
    if (view->identifier != request.identifier) return failed(Fault::kIdentifier, "another identifier than the request's");
    const auto right = packet_digest(view->octets, request.authenticator, secret.view());
    if (!are_equal(right, view->authenticator))
        return failed(Fault::kAuthenticator, "the Response Authenticator is wrong: another secret, or a forgery");
    if (const auto wrong = check_signature(*view, request.authenticator, secret, signature)) return tl::unexpected(*wrong);
    return decoded(*view, {secret.view(), request.authenticator});
}

tl::expected<Packet, PacketError> read_request(Octets datagram, const base::Secret& secret, Signature signature) {
    const auto view = open_packet(datagram);
    if (!view) return tl::unexpected(view.error());
    const bool by_digest = has_digest_authenticator(view->code);
    if (!by_digest && !has_random_authenticator(view->code)) return failed(Fault::kCode, "not the code of a request");
    if (by_digest && !are_equal(packet_digest(view->octets, kZeroes, secret.view()), view->authenticator))
        return failed(Fault::kAuthenticator, "the Request Authenticator is wrong: another secret, or a forgery");
    if (view->code == Code::kStatusServer) signature = Signature::kRequired;
    const auto& signed_with = by_digest ? kZeroes : view->authenticator;
    if (const auto wrong = check_signature(*view, signed_with, secret, signature)) return tl::unexpected(*wrong);
    return decoded(*view, {secret.view(), signed_with});
}

}  // namespace radius

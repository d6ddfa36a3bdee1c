#include "auth_injection.h"

#include <cstring>

#include "text.h"

namespace plugin {
namespace {

constexpr std::size_t kHeader = 4;
constexpr std::uint8_t kPapRequest = 1, kChapResponse = 2;

template <std::size_t kSize>
bool set(std::uint8_t (&to)[kSize], std::uint8_t& length, std::span<const std::uint8_t> value) {
    if (value.size() > kSize) return false;
    if (!value.empty()) std::memcpy(to, value.data(), value.size());
    length = static_cast<std::uint8_t>(value.size());
    return true;
}

/// Code, identifier, length; then what `put` adds.
struct Packet {
    std::uint8_t bytes[kHeader + 2 + 2 * kMaxName];
    std::size_t length = kHeader;

    void put(std::uint8_t value) { bytes[length++] = value; }
    void put(const std::uint8_t* value, std::size_t size) {
        std::memcpy(bytes + length, value, size);
        length += size;
    }
    void finish(std::uint8_t code, std::uint8_t id) {
        bytes[0] = code;
        bytes[1] = id;
        bytes[2] = static_cast<std::uint8_t>(length >> 8);
        bytes[3] = static_cast<std::uint8_t>(length);
    }
};

void deliver_pap(const Credentials& from) {
    Packet packet;
    packet.put(from.name_length);
    packet.put(from.name, from.name_length);
    packet.put(from.response_length);
    packet.put(from.response, from.response_length);
    packet.finish(kPapRequest, from.id);
    glue_pap_deliver(packet.bytes, static_cast<int>(packet.length));
    explicit_bzero(packet.bytes, sizeof packet.bytes);
}

bool deliver_chap(const Credentials& from) {
    if (!glue_chap_start(from.id, from.challenge, from.challenge_length)) {
        glue_warn("the proxied challenge could not be put in place; the user is challenged again");
        return false;
    }
    Packet packet;
    packet.put(from.response_length);
    packet.put(from.response, from.response_length);
    packet.put(from.name, from.name_length);
    packet.finish(kChapResponse, from.id);
    glue_chap_deliver(packet.bytes, static_cast<int>(packet.length));
    explicit_bzero(packet.bytes, sizeof packet.bytes);
    return true;
}

}  // namespace

bool Credentials::set_name(std::span<const std::uint8_t> value) { return set(name, name_length, value); }
bool Credentials::set_challenge(std::span<const std::uint8_t> value) { return set(challenge, challenge_length, value); }
bool Credentials::set_response(std::span<const std::uint8_t> value) {
    // pppd's buffer for a CHAP response is smaller than for a password.
    if (kind == Kind::kChap && value.size() > kMaxChapValue) return false;
    return set(response, response_length, value);
}
void Credentials::forget() { explicit_bzero(this, sizeof *this); }

bool fits_negotiated(const Credentials& credentials) {
    switch (credentials.kind) {
        case Credentials::Kind::kPap: return glue_pap_agreed();
        case Credentials::Kind::kChap:
            return credentials.is_mschap_v1 ? glue_chap_digest() == kDigestMsChapV1 : glue_chap_digest() != 0;
        case Credentials::Kind::kNone: break;
    }
    return false;
}

void prepare_injection(const Credentials& credentials) {
    if (credentials.kind != Credentials::Kind::kChap) return;
    glue_hold_chap();
    glue_next_chap_id(credentials.id);
}

bool inject(Credentials& credentials) {
    glue_reseed();  // pppd has its identifier, and may have to make a challenge of its own
    bool done = true;
    if (credentials.kind == Credentials::Kind::kPap)
        deliver_pap(credentials);
    else
        done = deliver_chap(credentials);
    credentials.forget();
    return done;
}

bool replay(Credentials& credentials) {
    prepare_injection(credentials);
    if (credentials.kind == Credentials::Kind::kPap)
        glue_pap_start_server();
    else
        glue_chap_start_server();
    return inject(credentials);
}

bool is_known_here(const Credentials& user) {
    if (user.kind == Credentials::Kind::kPap) return glue_knows_by_pap(user.name, user.name_length, user.response, user.response_length);
    return glue_knows_by_chap(user.id, user.name, user.name_length, user.challenge, user.challenge_length, user.response,
                              user.response_length);
}

}  // namespace plugin

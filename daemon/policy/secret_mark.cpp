#include "policy/secret_mark.h"

#include <nettle/hmac.h>

#include <array>
#include <cstdint>

#include "os/secure_random.h"

namespace vpdnd {
namespace {

using Key = std::array<std::uint8_t, SHA256_DIGEST_SIZE>;

const Key& key_of_process() {
    static const Key key = [] {
        Key out;
        secure_random(out);
        return out;
    }();
    return key;
}

}  // namespace

std::string mark_of_secret(const base::Secret& secret) {
    const auto text = secret.view();
    hmac_sha256_ctx context;
    hmac_sha256_set_key(&context, key_of_process().size(), key_of_process().data());
    hmac_sha256_update(&context, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest;
    hmac_sha256_digest(&context, digest.size(), digest.data());
    return {digest.begin(), digest.end()};
}

}  // namespace vpdnd

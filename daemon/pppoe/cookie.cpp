#include "pppoe/cookie.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>

#include <chrono>

#include "base/byte_writer.h"

namespace vpdnd::pppoe {
namespace {

constexpr std::chrono::seconds kPeriod{60};

std::uint64_t period_of(base::Time now) { return static_cast<std::uint64_t>(now.time_since_epoch() / kPeriod); }

Cookie digest(const CookieKey& key, int interface, const MacAddress& host, const MacAddress& own, std::uint64_t period) {
    base::ByteWriter what(24);
    what.u64(period);
    what.u32(static_cast<std::uint32_t>(interface));
    what.bytes(host.octets);
    what.bytes(own.octets);
    return keyed_digest(key, what.octets());
}

}  // namespace

Cookie keyed_digest(const CookieKey& key, std::span<const std::uint8_t> octets) {
    hmac_sha256_ctx hmac;
    hmac_sha256_set_key(&hmac, key.size(), key.data());
    hmac_sha256_update(&hmac, octets.size(), octets.data());
    Cookie out{};
    hmac_sha256_digest(&hmac, out.size(), out.data());
    return out;
}

Cookie make_cookie(const CookieKey& key, int interface, const MacAddress& host, const MacAddress& own, base::Time now) {
    return digest(key, interface, host, own, period_of(now));
}

bool is_cookie(std::span<const std::uint8_t> cookie, const CookieKey& key, int interface, const MacAddress& host,
               const MacAddress& own, base::Time now) {
    if (cookie.size() != Cookie{}.size()) return false;
    const auto period = period_of(now);
    for (const auto one : {period, period - 1}) {
        const auto wanted = digest(key, interface, host, own, one);
        if (memeql_sec(wanted.data(), cookie.data(), wanted.size()) != 0) return true;
    }
    return false;
}

}  // namespace vpdnd::pppoe

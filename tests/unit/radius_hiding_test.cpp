// The first vectors are those of RFC 2865 section 7; tests/unit/radius_vectors_test.cpp has those of salted values.
#include "radius/hiding.h"

#include <algorithm>

#include "support/catch.h"
#include "support/hex.h"

using namespace radius;
using testing::from_hex;
using testing::octets;
using testing::to_hex;

namespace {

HidingKey key(std::string_view secret, std::string_view authenticator) {
    HidingKey out{secret, {}};
    std::ranges::copy(from_hex(authenticator), out.authenticator.begin());
    return out;
}

const HidingKey kKey = key("xyzzy5461", "0f403f9473978057bd83d5cb98f4227a");

}  // namespace

TEST_CASE("User-Passwords are hidden as in the examples", "[radius][rfc2865][5.2]") {
    CHECK(to_hex(hide_password(kKey, octets("arctangent"))) == "0dbe708d93d413ce3196e43f782a0aee");
    const auto mopsy = key("xyzzy5461", "f3a47a1f6a6d76710b947ab93041a039");
    CHECK(to_hex(hide_password(mopsy, octets("challenge"))) == "33657573778289b570885e15084825c5");
}

TEST_CASE("A password of any length comes back with its padding", "[radius][rfc2865][5.2]") {
    for (std::size_t size = 0; size <= 128; ++size) {
        const base::Bytes clear(size, 'p');
        const auto hidden = hide_password(kKey, clear);
        CHECK(hidden.size() == std::max<std::size_t>(16, (size + 15) / 16 * 16));
        auto back = unhide_password(kKey, hidden);
        CHECK(std::all_of(back.begin() + static_cast<std::ptrdiff_t>(size), back.end(), [](auto o) { return o == 0; }));
        back.resize(size);
        CHECK(back == clear);
    }
}

TEST_CASE("A salted value of 0 to 249 octets comes back", "[radius][rfc2868][3.5]") {
    for (std::size_t size = 0; size <= 249; ++size) {
        const base::Bytes clear(size, 'p');
        const auto hidden = hide_salted(kKey, 0x8001, clear, 250);
        CHECK(hidden.size() == std::min<std::size_t>(250, (size + 1 + 15) / 16 * 16));
        CHECK(unhide_salted(kKey, 0x8001, hidden) == clear);
    }
}

TEST_CASE("What does not fit is cut, not written beyond its room", "[radius][rfc2868][3.5]") {
    const base::Bytes clear(300, 'p');
    CHECK(hide_salted(kKey, 1, clear, 250).size() == 250);
    CHECK(unhide_salted(kKey, 1, hide_salted(kKey, 1, clear, 250))->size() == 249);
    CHECK(unhide_salted(kKey, 1, hide_salted(kKey, 1, clear, 400))->size() == 255);
    CHECK(hide_salted(kKey, 1, clear, 0).empty());
}

TEST_CASE("Another salt, secret or authenticator gives something else, or nothing", "[radius][rfc2868][3.5]") {
    const auto clear = octets("tunnel password");
    const auto hidden = hide_salted(kKey, 0x8001, clear, 250);
    CHECK(unhide_salted(kKey, 0x8002, hidden) != clear);
    CHECK(unhide_salted(key("xyzzy5462", "0f403f9473978057bd83d5cb98f4227a"), 0x8001, hidden) != clear);
    CHECK(unhide_salted(key("xyzzy5461", "00403f9473978057bd83d5cb98f4227a"), 0x8001, hidden) != clear);
    CHECK_FALSE(unhide_salted(kKey, 0x8001, {}));
}

// What hosts that mean harm, or are broken, can do to discovery: its memory is bounded, honest hosts are served, and what it sends
// is whole.
#include <numeric>
#include <random>

#include "pppoe/discovery.h"
#include "support/allocated.h"
#include "support/catch.h"
#include "support/pppoe_host.h"

using namespace testing;

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

MacAddress any_mac(std::mt19937& random) {
    MacAddress out;
    for (auto& octet : out.octets) octet = static_cast<std::uint8_t>(random());
    out.octets[0] = 2;
    return out;
}

constexpr std::size_t kLittle = 64 * 1024;

}  // namespace

TEST_CASE("A flood of PADIs leaves nothing behind, and an honest host is served after it", "[pppoe][rfc2516][2516-3-02]") {
    Ethernet ether;
    ether.settings.pado_per_second = 100;
    ether.serve();
    std::mt19937 random(1);
    const auto flood = [&](unsigned frames) {
        std::size_t answers = 0;
        for (unsigned i = 0; i < frames; ++i) {
            auto padi = Ethernet::padi();
            padi.from = any_mac(random);
            answers += ether.say(padi).size();
            ether.now += std::chrono::microseconds(10);
        }
        return answers;
    };
    flood(1000);
    const auto before = allocated_octets();
    CHECK(flood(20'000) <= 120);
    CHECK(allocated_octets() < before + kLittle);
    CHECK(ether.opening.empty());
    ether.now += seconds(1);
    ether.session(2);
}

TEST_CASE("A flood of PADRs without cookies, or with those of others, opens nothing", "[pppoe]") {
    Ethernet ether;
    std::mt19937 random(2);
    auto forged = ether.padr(2);
    const auto before = allocated_octets();
    for (unsigned i = 0; i < 5000; ++i) {
        forged.from = any_mac(random);
        CHECK(ether.say(forged).empty());
    }
    CHECK(ether.opening.empty());
    CHECK(ether.count(Count::kNoCookie) == 5000);
    CHECK(allocated_octets() < before + kLittle);
}

TEST_CASE("One host that opens and ends sessions as fast as it can holds bounded memory and few sessions", "[pppoe]") {
    Ethernet ether;
    const auto request = [&](unsigned i) {
        return ether.padr(2, Tags().add(Tag::kServiceName, "").add(Tag::kHostUniq, std::to_string(i) + std::string(1000, 'u')));
    };
    const auto churn = [&](unsigned times) {
        for (unsigned i = 0; i < times; ++i) {
            ether.opening.clear();
            ether.over.clear();
            ether.now += milliseconds(10);
            ether.say(request(i));
            REQUIRE(ether.opening.size() == 1);
            const auto key = ether.opening[0].key;
            ether.discovery.opened(ether.now, key);
            ether.say(ether.padt(key));
            REQUIRE(ether.over.size() == 1);
            ether.discovery.released(key);
        }
    };
    churn(1000);
    const auto before = allocated_octets();
    churn(4000);
    CHECK(allocated_octets() < before + kLittle);
    CHECK(ether.discovery.sessions().all().empty());
}

TEST_CASE("A host that never speaks after its PADR holds no more than its limit, whatever it sends", "[pppoe]") {
    Ethernet ether;
    const auto late = ether.padr(2);
    for (const auto* uniq : {"a", "b", "c", "d"}) ether.session(2, uniq);
    for (unsigned i = 0; i < 1000; ++i) {
        CHECK(ether.say(Ethernet::padi(2)).empty());
        CHECK(ether.say(late).at(0).frame.session == 0);
    }
    CHECK(ether.discovery.sessions().all().size() == 4);
    ether.session(4);
}

TEST_CASE("Damaged requests are answered whole or not at all, and sessions stand", "[pppoe]") {
    Ethernet ether;
    ether.settings.services = {"", "isp", "video"};
    ether.settings.pado_per_second = 0;
    ether.interface.mtu = 1508;
    ether.serve();
    const auto kept = ether.session(9);
    ether.opening.clear();
    std::mt19937 random(3);
    const base::Bytes most = {0x05, 0xdc};
    auto tags = Tags().add(Tag::kServiceName, "isp").add(Tag::kHostUniq, "host").add(Tag::kRelaySessionId, "relay");
    tags.add(Tag::kMaxPayload, most).add(Tag::kVendorSpecific, bytes(std::string("\0\0\x0d\xe9\1\2c1\x81\4\0\0\4\0", 14)));
    const auto padi = RawFrame{.tags = tags.octets}.octets();
    const auto padr = ether.padr(2, tags).octets();
    for (unsigned i = 0; i < 40'000; ++i) {
        auto damaged = i % 2 ? padi : padr;
        for (unsigned hit = random() % 4 + 1; hit > 0; --hit) damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
        if (random() % 4 == 0) damaged.resize(random() % damaged.size());
        ether.discovery.receive(ether.now, Ethernet::kInterface, damaged);
        for (const auto& sent : ether.take()) CHECK(sent.frame.from == ether.interface.own);
        for (const auto& open : std::exchange(ether.opening, {})) {
            if (random() % 2) ether.discovery.opened(ether.now, open.key);
            else ether.discovery.refused(open.key, "no");
            ether.discovery.released(open.key);
        }
        ether.now += milliseconds(1);
    }
    ether.take();
    CHECK(ether.over.empty());
    REQUIRE(ether.discovery.sessions().all().size() == 1);
    REQUIRE(ether.discovery.sessions().find(kept));
    CHECK(ether.discovery.sessions().find(kept)->state == SessionState::kUp);
}

TEST_CASE("A house full of hosts that come back at once are all served in time", "[pppoe]") {
    Ethernet ether;
    ether.settings.pado_per_second = 50;
    ether.serve();
    // 200 hosts send a PADI now and, unanswered, after 1, 2 and 4 s more.
    std::vector<std::uint8_t> waiting(200);
    std::iota(waiting.begin(), waiting.end(), std::uint8_t{2});
    for (const auto pause : {0, 1, 2, 4}) {
        ether.now += seconds(pause);
        std::erase_if(waiting, [&](std::uint8_t host) {
            ether.now += milliseconds(1);
            return !ether.say(Ethernet::padi(host)).empty();
        });
    }
    CHECK(waiting.size() < 10);
    CHECK(ether.count(Count::kPadoSent) >= 190);
}

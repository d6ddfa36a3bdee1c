#include "pppoe/discovery.h"
#include "support/catch.h"
#include "support/pppoe_host.h"

using namespace testing;

using std::chrono::seconds;

TEST_CASE("A repeated PADR gets the same confirmation and no second session", "[pppoe]") {
    Ethernet ether;
    const auto request = ether.padr(2, Tags().add(Tag::kServiceName, "").add(Tag::kHostUniq, "one"));
    CHECK(ether.say(request).empty());
    CHECK(ether.say(request).empty());  // the kernel is still at it
    REQUIRE(ether.opening.size() == 1);
    ether.discovery.opened(ether.now, ether.opening[0].key);
    const auto first = ether.take();
    const auto again = ether.say(request);
    REQUIRE(again.size() == 1);
    CHECK(again[0].octets == first.at(0).octets);
    CHECK(ether.opening.size() == 1);
    CHECK(ether.count(Count::kRepeated) == 2);
    // Another Host-Uniq, or after a while: another session.
    CHECK(ether.say(ether.padr(2, Tags().add(Tag::kServiceName, "").add(Tag::kHostUniq, "two"))).empty());
    CHECK(ether.opening.size() == 2);
    ether.now += seconds(5);
    CHECK(ether.say(request).empty());
    CHECK(ether.opening.size() == 3);
}

TEST_CASE("A PADR of another service is another request", "[pppoe]") {
    Ethernet ether;
    ether.settings.services = {"isp", "video"};
    ether.serve();
    const auto request = [&](std::string_view service) {
        return ether.padr(2, Tags().add(Tag::kServiceName, service).add(Tag::kHostUniq, "u"));
    };
    CHECK(ether.say(request("isp")).empty());
    CHECK(ether.say(request("video")).empty());
    REQUIRE(ether.opening.size() == 2);
    CHECK(ether.opening[1].service == "video");
    ether.discovery.opened(ether.now, ether.opening[1].key);
    CHECK(ether.take().at(0).one(Tag::kServiceName) == "video");
    CHECK(ether.say(request("video")).at(0).frame.session == ether.opening[1].key.id);
    CHECK(ether.say(request("isp")).empty());
    CHECK(ether.opening.size() == 2);
    CHECK(ether.count(Count::kRepeated) == 2);
}

TEST_CASE("A PADR after the end of its session opens another one", "[pppoe]") {
    Ethernet ether;
    const auto key = ether.session();
    ether.say(ether.padt(key));
    ether.discovery.released(key);
    const auto second = ether.session();
    CHECK(second.id != key.id);
    // The first request's time ends; the second one's has not.
    const auto request = ether.padr(2, Tags().add(Tag::kServiceName, "").add(Tag::kHostUniq, "u"));
    CHECK(ether.say(request).size() == 1);
    CHECK(ether.opening.size() == 2);
}

TEST_CASE("Only the two ends of a session end it by PADT", "[pppoe][rfc2516][2516-5.5-01]") {
    Ethernet ether;
    const auto key = ether.session();
    ether.session(4);
    CHECK(ether.say(ether.padt(key, 4)).empty());
    auto forged = ether.padt(key);
    forged.to = mac(9);
    CHECK(ether.say(forged).empty());
    forged = ether.padt(key);
    forged.session = 99;
    CHECK(ether.say(forged).empty());
    CHECK(ether.over.empty());
    CHECK(ether.count(Count::kStranger) == 3);
    CHECK(ether.say(ether.padt(key)).empty());
    REQUIRE(ether.over.size() == 1);
    CHECK(ether.over[0].key == key);
    CHECK(ether.over[0].how == SessionEnd::kHost);
}

TEST_CASE("Nothing is sent on a session that is over", "[pppoe][rfc2516][2516-5.5-02]") {
    Ethernet ether;
    const auto key = ether.session();
    ether.say(ether.padt(key));
    ether.discovery.close(key);
    ether.discovery.close(key);
    ether.discovery.released(key);
    CHECK(ether.take().empty());
    CHECK(ether.say(ether.padt(key)).empty());
    CHECK(ether.over.size() == 1);
}

TEST_CASE("A session that this side ends is told to its host once", "[pppoe][rfc2516][2516-5.5-01][2516-5.5-04]") {
    Ethernet ether;
    const auto key = ether.session();
    ether.discovery.close(key);
    ether.discovery.close(key);
    ether.discovery.released(key);
    const auto told = ether.take();
    REQUIRE(told.size() == 1);
    CHECK(told[0].frame.code == Code::kPadt);
    CHECK(told[0].frame.session == key.id);
    CHECK(told[0].frame.to == mac(2));
    CHECK(told[0].frame.from == mac(1));
    CHECK(ether.over.empty());
}

TEST_CASE("After its interface was down a host's request is no repeated one, nor is one that was refused", "[pppoe]") {
    Ethernet ether;
    ether.session();
    const auto request = ether.padr(2, Tags().add(Tag::kServiceName, "").add(Tag::kHostUniq, "u"));
    SECTION("down") {
        const auto key = ether.opening.at(0).key;
        ether.discovery.lost(Ethernet::kInterface);
        ether.discovery.released(key);
        ether.serve();
        CHECK(ether.say(request).empty());
        CHECK(ether.opening.size() == 2);
    }
    SECTION("refused, and the id is another host's") {
        const auto other = ether.padr(5);
        CHECK(ether.say(other).empty());
        ether.discovery.refused(ether.opening.at(1).key, "no");
        ether.take();
        CHECK(ether.say(other).empty());
        CHECK(ether.opening.size() == 3);
    }
    CHECK(ether.count(Count::kRepeated) == 0);
}

TEST_CASE("A session that the kernel refuses is told to its host with an error and leaves nothing", "[pppoe]") {
    Ethernet ether;
    CHECK(ether.say(ether.padr()).empty());
    const auto key = ether.opening.at(0).key;
    ether.discovery.refused(key, "no memory");
    const auto answers = ether.take();
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].frame.session == 0);
    CHECK(answers[0].one(Tag::kAcSystemError) == "no memory");
    CHECK(ether.discovery.sessions().all().empty());
    ether.discovery.opened(ether.now, key);
    ether.discovery.close(key);
    CHECK(ether.take().empty());
}

TEST_CASE("A host that gives up while its session is made gets no confirmation", "[pppoe]") {
    Ethernet ether;
    CHECK(ether.say(ether.padr()).empty());
    const auto key = ether.opening.at(0).key;
    // It cannot know the id; this is what a guess would do.
    CHECK(ether.say(ether.padt(key)).empty());
    CHECK(ether.over.size() == 1);
    ether.discovery.opened(ether.now, key);
    CHECK(ether.take().empty());
    ether.discovery.released(key);
    CHECK(ether.discovery.sessions().all().empty());
}

TEST_CASE("When an interface gets another address or MTU its hosts are told from the old one", "[pppoe]") {
    Ethernet ether;
    const auto one = ether.session(2), two = ether.session(4);
    ether.say(ether.padt(two, 4));
    ether.over.clear();
    SECTION("address") { ether.interface.own = mac(7); }
    SECTION("MTU") { ether.interface.mtu = 1400; }
    ether.serve();
    const auto told = ether.take();
    REQUIRE(told.size() == 1);
    CHECK(told[0].frame.code == Code::kPadt);
    CHECK(told[0].frame.from == mac(1));
    CHECK(told[0].frame.to == mac(2));
    REQUIRE(ether.over.size() == 1);
    CHECK(ether.over[0].key == one);
    CHECK(ether.over[0].how == SessionEnd::kInterfaceChanged);
    ether.discovery.released(one);
    CHECK(ether.take().empty());
    CHECK(ether.say(Ethernet::padi()).at(0).frame.from == ether.interface.own);
}

TEST_CASE("The sessions of an interface that is lost are over, and nothing is sent there", "[pppoe]") {
    Ethernet ether;
    const auto key = ether.session();
    CHECK(ether.say(ether.padr(4)).empty());
    ether.discovery.lost(Ethernet::kInterface);
    CHECK(ether.take().empty());
    CHECK(ether.over.size() == 2);
    ether.discovery.released(key);
    ether.discovery.refused(ether.opening.back().key, "gone");
    CHECK(ether.take().empty());
    CHECK(ether.say(Ethernet::padi()).empty());
    CHECK(ether.discovery.sessions().all().empty());
    ether.serve();
    CHECK(ether.say(Ethernet::padi()).size() == 1);
}

TEST_CASE("An interface that is not served any more keeps its sessions and takes no new ones", "[pppoe]") {
    Ethernet ether;
    const auto key = ether.session();
    const auto request = ether.padr(4);
    ether.discovery.withdraw(Ethernet::kInterface);
    CHECK(ether.say(Ethernet::padi()).empty());
    CHECK(ether.say(request).empty());
    CHECK(ether.over.empty());
    ether.discovery.close(key);
    CHECK(ether.take().size() == 1);
    ether.discovery.released(key);
}

TEST_CASE("Sessions and cookies live on in another object", "[pppoe]") {
    Ethernet ether;
    const auto key = ether.session();
    const auto request = ether.padr(4);
    CHECK(ether.say(ether.padr(5)).empty());
    const auto opening = ether.opening.back().key;
    ether.discovery = Discovery(ether.discovery.save());
    ether.serve();
    CHECK(ether.take().empty());
    ether.discovery.opened(ether.now, opening);
    CHECK(ether.take().at(0).frame.session == opening.id);
    CHECK(ether.say(request).empty());
    CHECK(ether.opening.back().key.id != key.id);
    CHECK(ether.opening.back().key.id != opening.id);
    CHECK(ether.say(ether.padt(key)).empty());
    CHECK(ether.over.size() == 1);
}

// Access concentrators with a real kernel: the packet socket, interfaces that come and change, the kernel's sessions.
#include <net/if.h>
#include <poll.h>

#include "dataplane/kernel_workers.h"
#include "labtest/pppoe_host_end.h"
#include "pppoe/access_concentrators.h"
#include "pppoe/kernel_session.h"
#include "support/catch.h"

using namespace labtest;
using namespace vpdnd;
using namespace vpdnd::pppoe;
using testing::RawFrame;
using testing::Tags;

namespace {

struct Holder : SessionHolder {
    explicit Holder(NewSession the_session) : session(std::move(the_session)) {}
    void session_over(SessionEnd how) override { over = how; }
    NewSession session;
    std::optional<SessionEnd> over;
};

/// "access" serves cable and its VLANs in "here"; a host is in "there".
struct Access {
    Access() {
        settings.ac_name = "LAC";
        settings.interfaces = {"cable", "cable.*"};
        configure();
        concentrators.on_session([this](NewSession session) {
            const auto key = session.asked.key;
            holders.push_back(std::make_unique<Holder>(std::move(session)));
            concentrators.hold(key, *holders.back());
        });
        REQUIRE(until([this] { return serves("cable"); }));
    }
    void configure() {
        Config config;
        config.daemon.dataplane = "kernel";
        config.pppoe["access"] = settings;
        const auto used = concentrators.use(config);
        INFO((used ? std::string() : used.error()));
        REQUIRE(used);
    }
    bool until(const std::function<bool()>& done) { return test::run_until(loop, done); }
    bool serves(const std::string& name) {
        return concentrators.discovery().interface(static_cast<int>(::if_nametoindex(name.c_str()))) != nullptr;
    }
    testing::Heard answer(PppoeHostEnd& from, const RawFrame& request) {
        from.send(request);
        return next(from);
    }
    testing::Heard next(PppoeHostEnd& from) {
        std::optional<testing::Heard> out;
        REQUIRE(until([&] {  // it may be asked again once it holds
            if (!out) out = from.hear();
            return out.has_value();
        }));
        return *out;
    }
    testing::Heard pads(PppoeHostEnd& from) {
        const auto offer = answer(from, testing::Ethernet::padi());
        REQUIRE(offer.frame.code == Code::kPado);
        const auto tags = Tags().add(Tag::kServiceName, "").add(Tag::kAcCookie, offer.one(Tag::kAcCookie));
        return answer(from, {.to = offer.frame.from, .code = 0x19, .tags = tags.octets});
    }
    Holder& session() {
        const auto confirmed = pads(host);
        REQUIRE(confirmed.frame.session != 0);
        REQUIRE(until([this] { return !holders.empty(); }));
        return *holders.back();
    }
    void release(Holder& holder) {
        auto& [asked, socket, channel, speed] = holder.session;
        concentrators.release(asked.key, std::move(socket), std::move(channel.fd));
    }
    std::size_t in_kernel() const {
        const auto table = output_of("ip netns exec here cat /proc/net/pppoe");
        return static_cast<std::size_t>(std::ranges::count(table, '\n')) - 1;
    }

    TwoHosts hosts;
    Namespace::Inside inside{hosts.here};
    EventLoop loop;
    std::unique_ptr<DataPlane> plane = std::move(*make_data_plane("kernel"));
    KernelWorkers workers{loop, 2};
    Pppoe settings;
    AccessConcentrators concentrators{loop, *plane, workers};
    std::unique_ptr<EventLoop::TurnHook> hook = loop.at_turn_end([this] { concentrators.carry_out(); });
    PppoeHostEnd host{hosts.there, "cable"};
    std::vector<std::unique_ptr<Holder>> holders;
};

}  // namespace

TEST_CASE("a host's session is in the kernel with its PADS, and keeps what comes at once", "[lab][pppoe]") {
    Access access;
    const auto confirmed = access.pads(access.host);
    CHECK(confirmed.frame.code == Code::kPads);
    CHECK(access.in_kernel() == 1);
    auto there = access.host.session(confirmed);
    for (std::uint16_t i = 0; i < 20; ++i) there.channel.send(frame(i));
    REQUIRE(access.until([&] { return !access.holders.empty(); }));
    auto& session = access.holders[0]->session;
    CHECK(session.asked.host == access.host.own());
    CHECK(session.asked.interface == "cable");
    std::array<std::uint8_t, 2048> buffer{};
    for (std::uint16_t i = 0; i < 20; ++i) {
        pollfd readable{session.channel.fd.get(), POLLIN, 0};
        REQUIRE(::poll(&readable, 1, 10'000) == 1);
        const auto length = ::read(session.channel.fd.get(), buffer.data(), buffer.size());
        REQUIRE(length > 0);
        CHECK(number_of({buffer.begin(), buffer.begin() + length}) == i);
    }
    const auto back = frame(77);
    REQUIRE(::write(session.channel.fd.get(), back.data(), back.size()) == static_cast<ssize_t>(back.size()));
    CHECK(there.channel.receive_numbers(1) == std::vector<std::uint16_t>{77});
}

TEST_CASE("a host's PADT ends its session, and its id is free when the kernel has let it go", "[lab][pppoe]") {
    Access access;
    auto& holder = access.session();
    const auto key = holder.session.asked.key;
    const auto own = access.answer(access.host, testing::Ethernet::padi()).frame.from;
    CHECK_FALSE(holder.over);
    access.host.send({.to = own, .code = 0xa7, .session = key.id, .tags = {}});
    REQUIRE(access.until([&] { return holder.over.has_value(); }));
    CHECK(*holder.over == SessionEnd::kHost);
    CHECK(access.concentrators.discovery().sessions().all().size() == 1);
    access.release(holder);
    REQUIRE(access.until([&] { return access.concentrators.discovery().sessions().all().empty(); }));
    CHECK(access.in_kernel() == 0);
    CHECK_FALSE(access.host.hear());
}

TEST_CASE("a session that this side ends is told to its host", "[lab][pppoe]") {
    Access access;
    auto& holder = access.session();
    access.concentrators.close(holder.session.asked.key);
    const auto told = access.next(access.host);
    CHECK(told.frame.code == Code::kPadt);
    CHECK(told.frame.session == holder.session.asked.key.id);
    access.release(holder);
    REQUIRE(access.until([&] { return access.concentrators.discovery().sessions().all().empty(); }));
    CHECK(access.in_kernel() == 0);
}

TEST_CASE("an interface that changes or goes ends its sessions; where it can the host is told from the old address", "[lab][pppoe]") {
    Access access;
    auto& holder = access.session();
    const auto before = access.answer(access.host, testing::Ethernet::padi()).frame.from;
    SECTION("another address") {
        run("ip -n here link set cable address 02:00:00:00:00:77");
        const auto told = access.next(access.host);
        CHECK(told.frame.code == Code::kPadt);
        CHECK(told.frame.from == before);
        REQUIRE(access.until([&] { return holder.over.has_value(); }));
        CHECK(*holder.over == SessionEnd::kInterfaceChanged);
        access.release(holder);
        CHECK(to_string(access.answer(access.host, testing::Ethernet::padi()).frame.from) == "02:00:00:00:00:77");
    }
    SECTION("another MTU") {
        run("ip -n here link set cable mtu 1400");
        CHECK(access.next(access.host).frame.code == Code::kPadt);
        REQUIRE(access.until([&] { return holder.over.has_value(); }));
        CHECK(*holder.over == SessionEnd::kInterfaceChanged);
    }
    SECTION("down, and up again") {
        run("ip -n here link set cable down");
        REQUIRE(access.until([&] { return holder.over.has_value(); }));
        CHECK(*holder.over == SessionEnd::kInterfaceLost);
        access.release(holder);
        access.holders.clear();
        run("ip -n here link set cable up");
        REQUIRE(access.until([&] { return access.serves("cable"); }));
        access.session();
    }
    SECTION("gone") {
        run("ip -n here link del cable");
        REQUIRE(access.until([&] { return holder.over.has_value(); }));
        CHECK(*holder.over == SessionEnd::kInterfaceLost);
        access.release(holder);
        REQUIRE(access.until([&] { return access.concentrators.discovery().sessions().all().empty(); }));
    }
}

TEST_CASE("a VLAN that comes later is served, one without an interface is not answered on the one below", "[lab][pppoe]") {
    Access access;
    run("ip -n there link add link cable name cable.5 type vlan id 5 && ip -n there link set cable.5 up");
    PppoeHostEnd tagged(access.hosts.there, "cable.5");
    tagged.send(testing::Ethernet::padi());
    // When this one is answered the other one has been read.
    CHECK(access.answer(access.host, testing::Ethernet::padi()).frame.code == Code::kPado);
    CHECK_FALSE(access.host.hear());
    CHECK_FALSE(tagged.hear());
    CHECK(access.concentrators.discovery().counters()[Count::kPadiReceived] == 1);

    run("ip -n here link add link cable name cable.5 type vlan id 5 && ip -n here link set cable.5 up");
    REQUIRE(access.until([&] { return access.serves("cable.5"); }));
    const auto confirmed = access.pads(tagged);
    CHECK(confirmed.frame.session != 0);
    CHECK_FALSE(access.host.hear());
    REQUIRE(access.until([&] { return !access.holders.empty(); }));
    CHECK(access.holders[0]->session.asked.interface == "cable.5");
}

TEST_CASE("another program's session of the same id and host lives on", "[lab][pppoe]") {
    Access access;
    const auto offer = access.answer(access.host, testing::Ethernet::padi());
    const auto after = [](std::uint16_t id) { return static_cast<std::uint16_t>(id == 0xfffe ? 1 : id + 1); };
    // It has the id that is given next, of the host that will ask for it.
    const auto theirs = after(access.session().session.asked.key.id);
    const int index = static_cast<int>(::if_nametoindex("cable"));
    UniqueFd burnt;
    auto others = connect_session({index, theirs}, access.host.own(), burnt);
    REQUIRE(others);
    PppChannel others_channel(access.hosts.here, others->get());
    const auto confirmed_by_others =
        testing::hear({0, FrameWriter(access.host.own(), offer.frame.from, Code::kPads, theirs).take()});
    auto there = access.host.session(confirmed_by_others);

    // The host gets another one, and later hosts do.
    access.release(*access.holders.back());
    access.next(access.host);  // its PADT
    const auto confirmed = access.pads(access.host);
    CHECK(confirmed.frame.session == after(theirs));
    CHECK(confirmed.all(Tag::kAcSystemError).empty());
    there.channel.send(frame(5));
    CHECK(others_channel.receive_numbers(1) == std::vector<std::uint16_t>{5});
    REQUIRE(access.until([&] { return access.holders.size() == 2; }));
    access.release(*access.holders.back());
    CHECK(access.next(access.host).frame.session == after(theirs));
    CHECK(access.pads(access.host).frame.session == after(after(theirs)));
    there.channel.send(frame(6));
    CHECK(others_channel.receive_numbers(1) == std::vector<std::uint16_t>{6});
}

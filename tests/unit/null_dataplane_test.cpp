#include "dataplane/null_dataplane.h"

#include "support/catch.h"

using namespace vpdnd;

namespace {

constexpr l2tp::SessionKey kKey{{7}, {42}};

std::unique_ptr<DataPlane> plane_with_session() {
    auto plane = make_data_plane("none").value();
    TunnelSpec tunnel;
    tunnel.id = kKey.tunnel;
    REQUIRE(plane->create_tunnel(tunnel));
    SessionSpec session;
    session.key = kKey;
    auto fd = plane->create_session(session);
    REQUIRE(fd);
    CHECK_FALSE(static_cast<bool>(*fd));
    return plane;
}

}  // namespace

TEST_CASE("Data plane none knows its tunnels and sessions", "[dataplane]") {
    auto plane = plane_with_session();
    CHECK(std::string(plane->name()) == "none");
    CHECK_FALSE(plane->tunnel_id_free({7}));
    CHECK(plane->tunnel_id_free({8}));
    CHECK(plane->statistics(kKey));
    REQUIRE(plane->statistics(kKey));
    CHECK(plane->statistics(kKey)->bytes_in == 0);
    CHECK_FALSE(static_cast<bool>(plane->forget_session(kKey)));
    CHECK_FALSE(plane->statistics(kKey));
    CHECK_FALSE(plane->statistics(kKey));
    plane->destroy_tunnel({7});
    CHECK(plane->tunnel_id_free({7}));
}

TEST_CASE("Data plane none refuses what a kernel would refuse", "[dataplane]") {
    auto plane = plane_with_session();
    TunnelSpec again;
    again.id = kKey.tunnel;
    auto tunnel = plane->create_tunnel(again);
    REQUIRE_FALSE(tunnel);
    CHECK(tunnel.error().text == "create tunnel 7: File exists");
    SessionSpec twice;
    twice.key = kKey;
    auto session = plane->create_session(twice);
    REQUIRE_FALSE(session);
    CHECK(session.error().text == "create session 7/42: File exists");
    SessionSpec orphan;
    orphan.key = {{9}, {1}};
    CHECK_FALSE(plane->create_session(orphan));
}

TEST_CASE("The end of a tunnel ends its sessions", "[dataplane]") {
    auto plane = plane_with_session();
    plane->destroy_tunnel({7});
    CHECK_FALSE(plane->statistics(kKey));
}

TEST_CASE("Data plane none bridges channels that are only numbers, each once", "[dataplane]") {
    auto plane = plane_with_session();
    SessionSpec spec;
    spec.key = {kKey.tunnel, {43}};
    REQUIRE(plane->create_session(spec));
    auto first = plane->open_channel(kKey, -1), second = plane->open_channel(spec.key, -1);
    REQUIRE(first);
    REQUIRE(second);
    CHECK_FALSE(static_cast<bool>(first->fd));
    CHECK(first->index != second->index);
    CHECK(plane->open_channel(kKey, -1)->index == first->index);
    Channel user;  // a plugin's, of which nothing is known
    CHECK(plane->bridge(user, *first) == 0u);
    CHECK(plane->bridge(user, *second) == 0u);
    const auto again = plane->bridge(user, *first);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == std::errc::connection_already_in_progress);
    CHECK_FALSE(plane->hung_up(*first));
    CHECK_FALSE(plane->set_accm(user, 0, 0));
}

TEST_CASE("A session that ends is bridged no more, and has no channel to open", "[dataplane]") {
    auto plane = plane_with_session();
    Channel user;
    auto channel = plane->open_channel(kKey, -1);
    REQUIRE(plane->bridge(user, *channel));
    SECTION("with its tunnel") {
        plane->destroy_tunnel(kKey.tunnel);
        TunnelSpec tunnel;
        tunnel.id = kKey.tunnel;
        REQUIRE(plane->create_tunnel(tunnel));
    }
    SECTION("alone") { plane->forget_session(kKey).reset(); }
    const auto gone = plane->open_channel(kKey, -1);
    REQUIRE_FALSE(gone);
    CHECK(gone.error().code == std::errc::no_such_device);
    SessionSpec spec;
    spec.key = kKey;
    REQUIRE(plane->create_session(spec));
    channel = plane->open_channel(kKey, -1);
    REQUIRE(channel);
    CHECK(plane->bridge(user, *channel) == 0u);
}

TEST_CASE("What a data plane has made is another's when it was saved and adopted", "[dataplane][adopt]") {
    auto before = plane_with_session();
    SessionSpec spec;
    spec.key = {kKey.tunnel, {43}};
    REQUIRE(before->create_session(spec));
    TunnelSpec empty;
    empty.id = {9};
    REQUIRE(before->create_tunnel(empty));
    Channel user;
    auto channel = before->open_channel(kKey, -1);
    REQUIRE(before->bridge(user, *channel));
    DescriptorStore store;
    const auto record = before->save(store);
    REQUIRE(record);
    CHECK(store.empty());
    before.reset();

    auto after = make_data_plane("none").value();
    REQUIRE(after->adopt(*record, store));
    CHECK_FALSE(after->tunnel_id_free({7}));
    CHECK_FALSE(after->tunnel_id_free({9}));
    CHECK(after->tunnel_id_free({8}));
    CHECK(after->statistics(kKey));
    CHECK_FALSE(after->create_session(spec));
    CHECK_FALSE(after->bridge(user, *channel));  // it is bridged
    CHECK(after->open_channel(kKey, -1)->index == channel->index);
    CHECK(after->open_channel(spec.key, -1)->index != channel->index);
    after->destroy_tunnel({7});
    CHECK_FALSE(after->statistics(kKey));
}

TEST_CASE("A data plane does not adopt what one of another kind has made", "[dataplane][adopt]") {
    auto plane = make_data_plane("none").value();
    DescriptorStore store;
    DataPlaneRecord record;
    record.plane = "netlink";
    record.tunnels.push_back({.id = {7}, .descriptor = {}});
    const auto adopted = plane->adopt(record, store);
    REQUIRE_FALSE(adopted);
    CHECK(adopted.error().text == "data plane none takes over what netlink made: Invalid argument");
    CHECK(plane->tunnel_id_free({7}));
}

TEST_CASE("An unknown data plane is an error that names it", "[dataplane]") {
    auto plane = make_data_plane("fast");
    REQUIRE_FALSE(plane);
    CHECK(plane.error().text.find("\"fast\"") != std::string::npos);
}

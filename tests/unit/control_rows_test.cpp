// The tables of columns, and what the daemon answers from them.
#include <set>
#include <string>

#include "control/control_model.h"
#include "control/handlers.h"
#include "ipc/control_json.h"
#include "ipc/control_rows.h"
#include "ipc/control_text.h"
#include "l2tp/session_fsm.h"
#include "l2tp/tunnel_fsm.h"
#include "support/catch.h"
#include "support/fake_control_model.h"

using namespace vpdnd;
using ipc::Column;
using ipc::ColumnUse;
using ipc::Value;

namespace {

constexpr ipc::RowLayout kLists[]{ipc::kTunnelRows.layout(), ipc::kSessionRows.layout(), ipc::kBundleRows.layout(),
                                  ipc::kPoolRows.layout(), ipc::kPppoeRows.layout(), ipc::kAddressRows.layout(),
                                  ipc::kEndedCallRows.layout(),
                                  ipc::kRadiusServerRows.layout(), ipc::kLnsRows.layout(), ipc::kClientCallRows.layout()};

const Column& column_named(const ipc::RowLayout& layout, std::string_view key) {
    for (const Column& column : layout.columns)
        if (column.key == key) return column;
    throw std::runtime_error("no column " + std::string(key));
}

/// Places from 1 on, without a gap, each once; or none at all.
void check_places(const ipc::RowLayout& layout, unsigned char ipc::Places::*place) {
    std::set<unsigned> taken;
    for (const Column& column : layout.columns) {
        if (column.places.*place == 0) continue;
        INFO(column.key);
        CHECK(taken.insert(column.places.*place).second);
        CHECK_FALSE(column.heading.empty());
    }
    if (!taken.empty()) CHECK(*taken.rbegin() == taken.size());
}

tl::expected<Value, ipc::ControlError> ask(FakeControlModel& model, std::string_view method, const Value::Object& params = {}) {
    const Value given(params);
    control::Context context{model, given, [] {}};
    tl::expected<Value, ipc::ControlError> answer = tl::unexpected(ipc::ControlError{});
    const auto* found = control::find_method(method);
    REQUIRE(found);
    found->handle(context, [&answer](auto result) { answer = std::move(result); });
    return answer;
}

tl::expected<Value, ipc::ControlError> ask(std::string_view method, const Value::Object& params = {}) {
    FakeControlModel model;
    return ask(model, method, params);
}

/// With three users of an access concentrator.
struct PppoeUsers : FakeControlModel {
    std::vector<control::PppoeRow> pppoe_sessions() override {
        auto rows = FakeControlModel::pppoe_sessions();
        for (const std::uint16_t id : {std::uint16_t{2}, std::uint16_t{3}}) {
            rows.push_back(rows.front());
            rows.back().session_id = id;
        }
        return rows;
    }
    std::size_t close_pppoe(const std::set<control::PppoeName>& sessions) override {
        ++closings;
        return FakeControlModel::close_pppoe(sessions);
    }
    unsigned closings = 0;
};

std::vector<std::string> users(const tl::expected<Value, ipc::ControlError>& answer, std::string_view list) {
    REQUIRE(answer);
    std::vector<std::string> found;
    for (const Value& row : *(*answer)[list].list()) found.push_back(row["user"].text() ? *row["user"].text() : "-");
    return found;
}

}  // namespace

TEST_CASE("the columns of a list have different keys, and places without gaps", "[control][rows]") {
    for (const auto& layout : kLists) {
        INFO(layout.list);
        std::set<std::string_view> keys;
        for (const Column& column : layout.columns) {
            INFO(column.key);
            CHECK(column.key.empty() == (column.use == ColumnUse::kPeopleOnly));
            if (!column.key.empty()) CHECK(keys.insert(column.key).second);
            if (column.use == ColumnUse::kMember) CHECK_FALSE(column.help.empty());
            if (column.use == ColumnUse::kFilterOnly) CHECK(column.filter);
        }
        check_places(layout, &ipc::Places::show);
        check_places(layout, &ipc::Places::list);
    }
}

TEST_CASE("the states that columns name are those of the state tables, in their order", "[control][rows]") {
    std::string states;
    for (std::size_t i = 0; i < static_cast<std::size_t>(l2tp::SessionState::kCount_); ++i)
        states.append(i == 0 ? "" : " ").append(name_of(static_cast<l2tp::SessionState>(i)));
    CHECK(column_named(ipc::kSessionRows.layout(), "state").values == states);
    const auto of_tunnels = ipc::words_of(column_named(ipc::kTunnelRows.layout(), "state").values);
    for (std::size_t i = 0; i < static_cast<std::size_t>(l2tp::TunnelState::kCount_); ++i)
        CHECK(of_tunnels.at(i) == name_of(static_cast<l2tp::TunnelState>(i)));
}

TEST_CASE("a row is an object of its columns, and what is not known is null", "[control][rows]") {
    ipc::BundleRow bundle{.name = "b", .user = {}, .interface = "ppp0", .since = {}, .members = {{{5}, {17}}, {{5}, {18}}}};
    CHECK(ipc::write_json(ipc::kBundleRows.object(bundle)) ==
          R"({"name":"b","user":null,"interface":"ppp0","since":null,"links":2,)"
          R"("members":[{"tunnel_id":5,"local_id":17},{"tunnel_id":5,"local_id":18}],"bandwidth":null,)"
          R"("mrru":null,"peer_mrru":null,"endpoint":null,"peer_endpoint":null})");
    ipc::EndedCallRow call;
    call.ended = std::chrono::system_clock::from_time_t(1'700'000'000);
    call.duration = std::chrono::seconds(90);
    call.bytes_in = 0;
    const Value object(ipc::kEndedCallRows.object(call));
    CHECK(object["ended"] == Value("2023-11-14T22:13:20Z"));
    CHECK(object["duration"] == Value(90));
    CHECK(object["by_peer"] == Value(false));
    CHECK(object["bytes_in"] == Value(0));
    CHECK((object.has("bytes_out") && object["bytes_out"].is_null()));
}

TEST_CASE("what rows are only chosen by is not shown", "[control][rows]") {
    const auto answer = ask("session.list");
    REQUIRE(answer);
    const Value& row = (*answer)["sessions"].list()->front();
    CHECK(row.members()->size() == 22);
    CHECK_FALSE(row.has("peer"));
    CHECK_FALSE(row.has("group"));
}

TEST_CASE("a list has the rows that fit all filters", "[control][rows]") {
    using Users = std::vector<std::string>;
    CHECK(users(ask("session.list", {{"peer", "LAC"}, {"user", "user1@cisco.com"}}), "sessions") == Users{"user1@cisco.com"});
    CHECK(users(ask("session.list", {{"group", "other"}}), "sessions") == Users{"-"});
    CHECK(users(ask("session.list", {{"state", "preparing"}}), "sessions").empty());
    CHECK(users(ask("session.ended"), "ended_sessions") == Users{"user1@cisco.com", "-"});
    CHECK(users(ask("session.ended", {{"peer", "other.example.net"}}), "ended_sessions") == Users{"-"});
    CHECK(users(ask("session.ended", {{"group", "wholesale"}, {"user", "user1@cisco.com"}}), "ended_sessions") == Users{"user1@cisco.com"});
    CHECK(users(ask("session.ended", {{"user", "user1"}}), "ended_sessions").empty());
}

TEST_CASE("a filter that nothing can ever fit, or that the list has not, is refused", "[control][rows]") {
    const auto never = ask("session.close", {{"state", "up"}});
    REQUIRE_FALSE(never);
    CHECK(never.error().code == ipc::ControlErrorCode::kBadParams);
    CHECK(never.error().message == "There is no state \"up\"; a session's state is one of idle, wait-tunnel, preparing, wait-reply, "
                                   "wait-connect, wait-cs-answer, established.");
    const auto none = ask("session.ended", {{"state", "idle"}});
    REQUIRE_FALSE(none);
    CHECK(none.error().message == "There is no parameter \"state\" here.");
}

TEST_CASE("Users of an access concentrator that a filter means are closed at once, however many", "[control][pppoe]") {
    PppoeUsers model;
    const auto closed = ask(model, "pppoe.close", {{"state", "forwarded"}});
    REQUIRE(closed);
    CHECK((*closed)["closed"] == Value(3));
    CHECK(model.closings == 1);  // a pass over all calls each would stop the daemon for seconds
    REQUIRE_FALSE(ask(model, "pppoe.close", {{"state", "over"}}));
    CHECK(model.closings == 1);
    const auto one = ask(model, "pppoe.close", {{"interface", "eth1"}, {"session_id", 3}});
    REQUIRE(one);
    CHECK((*one)["closed"] == Value(1));
    CHECK_FALSE(ask(model, "pppoe.close", {{"interface", "eth1"}, {"session_id", 4}}));
}

#include "net/resolver.h"

#include <algorithm>
#include <optional>

#include "support/catch.h"
#include "support/run_loop.h"

using vpdnd::EventLoop;
using vpdnd::Resolver;

namespace {

Resolver::Answer ask(const std::string& name) {
    EventLoop loop;
    test::LoopRunner runner(loop);
    Resolver resolver(loop);
    std::optional<Resolver::Answer> answer;
    resolver.resolve(name, 1701, [&](Resolver::Answer got) {
        answer = std::move(got);
        runner.poke();
    });
    CHECK_FALSE(answer);  // never from inside resolve()
    REQUIRE(runner.until([&] { return answer.has_value(); }));
    return *answer;
}

}  // namespace

TEST_CASE("Literal addresses are answered as they are", "[resolver]") {
    auto v4 = ask("192.0.2.7");
    REQUIRE(v4.addresses.size() == 1);
    CHECK(l2tp::to_string(v4.addresses[0]) == "192.0.2.7:1701");
    auto v6 = ask("2001:db8::7");
    REQUIRE(v6.addresses.size() == 1);
    CHECK(l2tp::to_string(v6.addresses[0]) == "[2001:db8::7]:1701");
    CHECK(v6.error.empty());
}

TEST_CASE("A name is looked up and carries the port that was asked for", "[resolver]") {
    auto answer = ask("localhost");
    REQUIRE_FALSE(answer.addresses.empty());
    CHECK(std::all_of(answer.addresses.begin(), answer.addresses.end(), [](const auto& a) { return a.port == 1701; }));
}

TEST_CASE("A name that can not exist is answered with the reason", "[resolver]") {
    auto answer = ask("two..dots");
    CHECK(answer.addresses.empty());
    CHECK_FALSE(answer.error.empty());
}

TEST_CASE("A resolver that is gone calls nobody", "[resolver]") {
    EventLoop loop;
    test::LoopRunner runner(loop);
    bool called = false;
    {
        Resolver resolver(loop);
        resolver.resolve("127.0.0.1", 1701, [&](Resolver::Answer) { called = true; });
        resolver.resolve("localhost", 1701, [&](Resolver::Answer) { called = true; });
    }
    runner.settle();
    CHECK_FALSE(called);
}

TEST_CASE("Only literals are taken for literals", "[resolver]") {
    CHECK(vpdnd::parse_literal("localhost", 1).empty());
    CHECK(vpdnd::parse_literal("192.0.2.300", 1).empty());
    CHECK(vpdnd::parse_literal("", 1).empty());
    CHECK(vpdnd::parse_literal("::1", 1).size() == 1);
}

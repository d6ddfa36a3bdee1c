// The routes of a call, whatever the order in which threads carry out the works about them.
#include "net/user_routes.h"

#include <algorithm>
#include <map>

#include "support/catch.h"

using namespace vpdnd;
using Wanted = CallRoutes::Wanted;

namespace {

constexpr IpRoute kOne{0xc0000200, 24, 0}, kTwo{0xc6336400, 24, 7};

/// A kernel's table: which interface has which routes.
struct Fixture {
    std::map<unsigned, std::vector<IpRoute>> table;
    std::string error;

    CallRoutes::Kernel kernel() {
        return {.add =
                    [this](unsigned index, const std::vector<IpRoute>& routes) {
                        for (const auto& one : routes)
                            if (std::ranges::find(table[index], one) == table[index].end()) table[index].push_back(one);
                        return error;
                    },
                .remove =
                    [this](unsigned index, const std::vector<IpRoute>& routes) {
                        for (const auto& one : routes) std::erase(table[index], one);
                    }};
    }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "A call's routes are set and dropped", "[routes]") {
    CallRoutes routes({}, kernel());
    error = "192.0.2.0/24: no";
    CHECK(routes.bring(1, {7, {kOne, kTwo}}) == error);
    CHECK(table[7] == std::vector<IpRoute>{kOne, kTwo});
    CHECK(routes.bring(2, {}).empty());
    CHECK(table[7].empty());
}

TEST_CASE_METHOD(Fixture, "An order to set routes that comes after the one to drop them does nothing", "[routes]") {
    CallRoutes routes({}, kernel());
    routes.bring(2, {});
    routes.bring(1, {7, {kOne}});
    CHECK(table[7].empty());
}

TEST_CASE_METHOD(Fixture, "The next user's routes take the place of the last one's, whichever work comes first", "[routes]") {
    CallRoutes routes({}, kernel());
    routes.bring(1, {7, {kOne}});
    const unsigned index = GENERATE(7u, 8u);
    routes.bring(3, {index, {kTwo}});
    routes.bring(2, {});
    CHECK(table[index] == std::vector<IpRoute>{kTwo});
    CHECK(table[15 - index].empty());
}

TEST_CASE_METHOD(Fixture, "Who takes a call over sets its routes again, and drops those that it has not set itself", "[routes]") {
    CallRoutes routes({7, {kOne}}, kernel());
    routes.bring(1, {7, {kOne}});
    CHECK(table[7] == std::vector<IpRoute>{kOne});
    routes.bring(2, {});
    CHECK(table[7].empty());
}

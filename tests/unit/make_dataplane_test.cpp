// What the data plane "kernel" is where the kernel has one of the two ways, both or none. In the laboratory it has both.
#include <cerrno>

#include "dataplane/dataplane_error.h"
#include "dataplane/null_dataplane.h"
#include "support/catch.h"

using namespace vpdnd;

namespace {

using Made = DataPlaneResult<std::unique_ptr<DataPlane>>;

/// Makes one, or fails with a text; counts how often it was asked.
struct Maker {
    std::string lacks;
    int asked = 0;
    DataPlane* made = nullptr;
    DataPlaneMaker maker() {
        return [this]() -> Made {
            ++asked;
            if (!lacks.empty()) return dataplane_error(lacks, ENOENT);
            auto plane = std::make_unique<NullDataPlane>();
            made = plane.get();
            return plane;
        };
    }
};

}  // namespace

TEST_CASE("Data plane \"kernel\" is netlink if that works, and else PPPoX", "[dataplane]") {
    Maker netlink, pppox;
    const auto& chosen = GENERATE(0, 1) == 0 ? netlink : pppox;
    if (&chosen == &pppox) netlink.lacks = "no netlink";
    const auto plane = first_that_works(netlink.maker(), pppox.maker());
    REQUIRE(plane);
    CHECK(plane->get() == chosen.made);
    CHECK(netlink.asked == 1);
    CHECK(pppox.asked == (&chosen == &pppox ? 1 : 0));
}

TEST_CASE("A kernel with neither is told what it lacks for the one and the other", "[dataplane]") {
    Maker netlink{.lacks = "no netlink"}, pppox{.lacks = "no PPPoX"};
    const auto plane = first_that_works(netlink.maker(), pppox.maker());
    REQUIRE_FALSE(plane);
    CHECK(plane.error().text == "no netlink: No such file or directory; no PPPoX: No such file or directory");
}

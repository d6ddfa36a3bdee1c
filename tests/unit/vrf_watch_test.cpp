// Interfaces that leave their VRF. The kernel's notices and answers are played by the test.
#include "net/vrf_watch.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "support/catch.h"
#include "support/run_loop.h"

using namespace vpdnd;

namespace {

/// No interfaces of this machine: of those the kernel may tell at any time.
constexpr std::uint32_t kVrf = 7000010, kOther = 7000011, kOne = 7000001, kTwo = 7000002, kThree = 7000003, kUnknown = 7000077;

/// A notice as the kernel has it: of an interface with this name, and in a VRF if `master` is not 0.
std::vector<std::uint8_t> notice(std::uint16_t type, std::uint32_t interface, std::uint32_t master = 0, const std::string& name = "ppp17") {
    std::vector<std::uint8_t> attributes;
    const auto add = [&](std::uint16_t kind, const void* value, std::size_t size) {
        const rtattr head{.rta_len = static_cast<std::uint16_t>(RTA_LENGTH(size)), .rta_type = kind};
        const auto at = attributes.size();
        attributes.resize(at + RTA_SPACE(size));
        std::memcpy(&attributes[at], &head, sizeof head);
        std::memcpy(&attributes[at + RTA_LENGTH(0)], value, size);
    };
    if (master != 0) add(IFLA_MASTER, &master, sizeof master);
    add(IFLA_IFNAME, name.c_str(), name.size() + 1);
    nlmsghdr header{};
    header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_LENGTH(sizeof(ifinfomsg)) + attributes.size());
    header.nlmsg_type = type;
    ifinfomsg info{};
    info.ifi_index = static_cast<int>(interface);
    std::vector<std::uint8_t> out(NLMSG_LENGTH(sizeof info));
    std::memcpy(out.data(), &header, sizeof header);
    std::memcpy(out.data() + NLMSG_HDRLEN, &info, sizeof info);
    out.insert(out.end(), attributes.begin(), attributes.end());
    return out;
}

struct Kernel {
    /// Told of an interface so many times.
    VrfWatch::Watching watch(std::uint32_t interface) {
        auto watching = vrfs.watch(interface, kVrf, [this, interface] { ++left[interface]; });
        REQUIRE(watching);
        settle();
        return *watching;
    }
    void tells(const std::vector<std::uint8_t>& messages) {
        vrfs.read(messages);
        settle();
    }
    /// All timers that were due have expired.
    void settle() {
        bool done = false;
        const auto timer = loop.make_timer([&] { done = true; });
        timer->arm(std::chrono::steady_clock::now());
        REQUIRE(test::LoopRunner(loop).until([&] { return done; }));
    }

    EventLoop loop;
    std::map<std::uint32_t, std::uint32_t> masters;
    std::map<std::uint32_t, int> left;
    int asked = 0, error = ENODEV;
    VrfWatch vrfs{loop, [this](std::uint32_t interface) -> tl::expected<std::uint32_t, int> {
                      ++asked;
                      if (const auto found = masters.find(interface); found != masters.end()) return found->second;
                      return tl::make_unexpected(error);
                  }};
};

}  // namespace

TEST_CASE_METHOD(Kernel, "An interface whose VRF is deleted is told of, once", "[vrf]") {
    masters = {{kOne, kVrf}, {kTwo, kVrf}};
    const auto one = watch(kOne), two = watch(kTwo);
    CHECK(left.empty());
    masters[kOne] = 0;
    auto several = notice(RTM_NEWLINK, kTwo, kVrf);
    const auto mine = notice(RTM_NEWLINK, kOne);
    several.insert(several.end(), mine.begin(), mine.end());
    const auto next = notice(RTM_DELLINK, kVrf);
    several.insert(several.end(), next.begin(), next.end());
    tells(several);
    tells(notice(RTM_NEWLINK, kOne));
    CHECK(left == std::map<std::uint32_t, int>{{kOne, 1}});
}

TEST_CASE_METHOD(Kernel, "An interface that has left before anybody watched is told of, and one that is in another VRF", "[vrf]") {
    masters = {{kOne, 0}, {kTwo, kOther}};
    const auto one = watch(kOne), two = watch(kTwo);
    CHECK(left == std::map<std::uint32_t, int>{{kOne, 1}, {kTwo, 1}});
}

TEST_CASE_METHOD(Kernel, "What stays in its VRF, is gone with its call, or is not watched any more is not told of", "[vrf]") {
    masters = {{kOne, kVrf}, {kTwo, kVrf}, {kThree, kVrf}};
    const auto stays = watch(kOne), gone = watch(kTwo);
    auto unwatched = watch(kThree);
    const int at_first = asked;
    tells(notice(RTM_NEWLINK, kOne, kVrf));
    CHECK(asked == at_first);
    tells(notice(RTM_NEWLINK, kOne));  // told before it was put into its VRF
    CHECK(asked == at_first + 1);
    masters.erase(kTwo);
    tells(notice(RTM_NEWLINK, kTwo));  // it leaves its VRF on the way
    tells(notice(RTM_DELLINK, kTwo));
    unwatched.reset();
    masters[kThree] = 0;
    tells(notice(RTM_NEWLINK, kThree));
    CHECK(left.empty());
    const int before = asked;
    for (const std::uint32_t interface : {kTwo, kThree, kUnknown}) tells(notice(RTM_NEWLINK, interface));
    CHECK(asked == before);
}

TEST_CASE_METHOD(Kernel, "A kernel that does not answer is no proof that the interface is in its VRF", "[vrf]") {
    masters = {{kOne, kVrf}};
    const auto one = watch(kOne);
    masters.clear();
    error = EMFILE;
    tells(notice(RTM_NEWLINK, kOne));
    CHECK(left[kOne] == 1);
}

TEST_CASE_METHOD(Kernel, "Who is told may let go of all others", "[vrf]") {
    masters = {{kOne, kVrf}};
    std::vector<VrfWatch::Watching> all;
    int told = 0;
    for (int i = 0; i < 3; ++i)
        all.push_back(vrfs.watch(kOne, kVrf, [&] {
            ++told;
            all.clear();
        }).value());
    settle();
    masters[kOne] = 0;
    tells(notice(RTM_NEWLINK, kOne));
    CHECK(told == 3);  // all have left, whoever is told first
    CHECK(all.empty());
}

TEST_CASE_METHOD(Kernel, "Octets that are no notice are not read", "[vrf]") {
    masters = {{kOne, kVrf}};
    const auto one = watch(kOne);
    const int before = asked;
    for (std::size_t size = 0; size < NLMSG_LENGTH(sizeof(ifinfomsg)); ++size) {
        auto cut = notice(RTM_NEWLINK, kOne);
        cut.resize(size);
        vrfs.read(cut);
    }
    auto endless = notice(RTM_NEWLINK, kOne);
    endless.at(0) = endless.at(1) = 0;
    tells(endless);
    tells(notice(RTM_NEWADDR, kOne));
    CHECK(asked == before);
}

TEST_CASE("The kernel says what an interface is in, and which one there is not", "[vrf]") {
    CHECK(master_of(::if_nametoindex("lo")) == 0U);
    CHECK(master_of(0x7ffffff0) == tl::make_unexpected(ENODEV));
}

// tos and pmtu: what is right arrives, what is wrong has its place.
#include <algorithm>

#include "config/source_text.h"
#include "support/catch.h"

using namespace vpdnd;

namespace {

constexpr const char* kGroup = "[[group]]\nname='g'\nsecret='secret12'\n";
constexpr const char* kDialin = "[group.accept-dialin]\nppp-options='/n'\n";

struct Read {
    explicit Read(const std::string& text) {
        const auto file = std::make_shared<const config::SourceFile>(config::SourceFile{"f"});
        config = config::parse_config({{file, text}}, errors);
    }
    bool says(const std::string& start) const {
        const auto lines = errors.errors();
        return std::ranges::any_of(lines, [&](const std::string& line) { return line.starts_with(start); });
    }
    config::ErrorList errors;
    std::shared_ptr<const Config> config;
};

std::string in_group(const std::string& keys) { return kGroup + keys + "\n" + kDialin; }

}  // namespace

TEST_CASE("tos and pmtu are of the group's tunnels", "[config]") {
    const Read marked(in_group("tos=184\npmtu=true")), plain(in_group("")), zero(in_group("tos=0"));
    REQUIRE((marked.config && plain.config && zero.config));
    CHECK(marked.config->groups.at(0).tunnel.tos == 184);
    CHECK(marked.config->groups.at(0).tunnel.path_mtu);
    CHECK_FALSE(plain.config->groups.at(0).tunnel.tos);
    CHECK_FALSE(plain.config->groups.at(0).tunnel.path_mtu);
    CHECK(zero.config->groups.at(0).tunnel.tos == 0);
}

TEST_CASE("The user's TOS cannot be inherited, and nothing is that is no octet", "[config]") {
    CHECK(Read(in_group("tos='inherit'")).says("f:4:5: group.tos: expected an integer from 0 to 255, found \"inherit\""));
    CHECK(Read(in_group("tos=256")).says("f:4:5: group.tos: expected an integer from 0 to 255, found 256"));
}

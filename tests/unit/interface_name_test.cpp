// Templates of interface names: what they become, and which are none.
#include "ipc/interface_name.h"

#include <string>

#include "support/catch.h"

namespace {

std::string made(std::string_view pattern, const ipc::InterfaceWords& words) {
    return std::string(ipc::interface_text(pattern, words).view());
}
std::string expected(std::string_view pattern) {
    const char* text = ipc::expected_of_template(pattern);
    return text ? text : "";
}
bool can_be(std::string_view name) { return ipc::why_not_interface(name) == nullptr; }

}  // namespace

TEST_CASE("A user who is called wg0 gets no interface of that name", "[interface]") {
    for (const char* pattern : {"%u", "v%u", "%u-vpn", "%t%s%u", "%u.%s", "-%u"}) {
        CAPTURE(pattern);
        CHECK(expected(pattern).starts_with("two octets of its own"));
    }
    CHECK(expected("v-%u").empty());
}

TEST_CASE("Ids and user stand where the template has them; what is not known yet stays", "[interface]") {
    CHECK(made("l2tp%t-%s", {.tunnel = "7", .session = "65535"}) == "l2tp7-65535");
    CHECK(made("%u.%s", {.session = "9"}) == "%u.9");
    CHECK(made("%u.9", {.user = "anna"}) == "anna.9");
    CHECK(made("%u", {.user = ""}).empty());
    // A user has no say in what his name stands for.
    CHECK(made("%u-%s", {.session = "1", .user = "%s"}) == "%s-1");
}

TEST_CASE("A name has at most 15 octets, of those that every tool takes, and no other meaning", "[interface]") {
    for (const char* name : {"l2tp65535-65535", "a", "v-anna", "user@cisco.com", "x_1.2", "pppoe0", "ppp", "ppp1a"}) {
        CAPTURE(name);
        CHECK(can_be(name));
    }
    for (const char* name :
         {"", "l2tp65535-65535x", "a b", "a/b", "a:b", "a%d", "-a", ".a", "lo", "all", "default", "ppp0", "ppp17", "\xc3\xa4"}) {
        CAPTURE(name);
        CHECK_FALSE(can_be(name));
    }
}

TEST_CASE("A template gives each session its own name, whatever its ids are", "[interface]") {
    for (const char* pattern : {"l2tp%t-%s", "s%s", "v-%u", "v%s-%u", "u-%u%u"}) {
        CAPTURE(pattern);
        CHECK(expected(pattern).empty());
    }
    CHECK(expected("l2tp%t").starts_with("%s or %u in it"));
    CHECK(expected("blue").starts_with("%s or %u in it"));
    CHECK(expected("l2tp-%t-%s").starts_with("names of at most 15 octets"));
    CHECK(expected("%t.%s.us.%u").starts_with("names of at most 15 octets"));
    CHECK(expected("%s%d").starts_with("%t, %s or %u"));
    CHECK(expected("%s%").starts_with("%t, %s or %u"));
    CHECK(expected("a/%s").starts_with("letters, digits"));
    CHECK(expected("-%s").starts_with("letters, digits"));
    CHECK(expected("ppp%s").starts_with("letters, digits"));
    CHECK(expected(std::string(200, 'a') + "%s").starts_with("names of at most 15 octets"));
}

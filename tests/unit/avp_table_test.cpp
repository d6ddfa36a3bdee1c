// The M and H rules typed a second time from RFC 2661 section 4.4, as sets of numbers.
#include "l2tp/avp_table.h"
#include "l2tp/message_table.h"

#include <set>

#include "support/catch.h"

using namespace l2tp;

TEST_CASE("Every AVP of RFC 2661 is known, and no number in its gaps", "[rfc2661][4.4]") {
    for (std::uint16_t type = 0; type <= 39; ++type) {
        CAPTURE(type);
        CHECK((find_avp(0, type) != nullptr) == (type != 20));
    }
    for (const auto type : std::initializer_list<std::uint16_t>{40, 41, 42, 45, 47, 73, 76, 100, 65535})
        CHECK(find_avp(0, type) == nullptr);
    CHECK(find_avp(0, 46) != nullptr);
}

TEST_CASE("M bits that we send are those of the RFC",
          "[rfc2661][4.4][4.2][4.2-01][4.4.1-04][4.4.1-06][4.4.2-01][4.4.3-02][4.4.4-02][4.4.5-01][4.4.6-01]") {
    const std::set<std::uint16_t> clear = {5, 6, 8, 25, 26, 27, 28, 29, 30, 31, 32, 33, 37, 38, 46, 74, 75, 100};
    for (const auto& row : all_avps()) {
        CAPTURE(row.name);
        if (row.vendor == kVendorUnassigned) CHECK_FALSE(row.mandatory);  // nobody else knows it
        else CHECK(row.mandatory == !clear.contains(row.type));
    }
}

TEST_CASE("AVPs that must not be hidden are never hidden",
          "[rfc2661][4.4][4.3][4.4.1-04][4.4.1-06][4.4.2-01][4.4.3-01][4.4.4-01]") {
    const std::set<std::uint16_t> never = {0, 1, 2, 5, 7, 10, 12, 36, 39, 100};
    for (const auto& row : all_avps()) {
        CAPTURE(row.name);
        if (row.vendor != kVendorUnassigned) CHECK(row.may_hide == !never.contains(row.type));
    }
}

TEST_CASE("A vendor's numbers are not taken for IETF numbers or another vendor's", "[rfc2661][4.1][4.1-07]") {
    CHECK(find_avp(9, 100) != nullptr);
    CHECK(find_avp(9, 7) == nullptr);
    CHECK(find_avp(0, 100) == nullptr);
    CHECK(find_avp(311, 100) == nullptr);
    CHECK(find_avp(3561, 1) == nullptr);
}

TEST_CASE("Every secret of the protocol is marked as one", "[rfc2661][9.1]") {
    std::set<std::uint16_t> secrets;
    for (const auto& row : all_avps())
        if (row.secret) secrets.insert(row.type);
    CHECK(secrets == std::set<std::uint16_t>{11, 13, 31, 33});
}

TEST_CASE("The fourteen messages of RFC 2661 are known by number and name", "[rfc2661][3.2]") {
    const std::set<std::uint16_t> reserved = {0, 5, 13};
    for (std::uint16_t type = 0; type <= 16; ++type) {
        CAPTURE(type);
        CHECK((find_message(type) != nullptr) == !reserved.contains(type));
    }
    CHECK(find_message(17) == nullptr);
    CHECK(std::string(name_of(MessageType::kStopCcn)) == "StopCCN");
    CHECK(std::string(name_of(static_cast<MessageType>(99))) == "unknown");
}

TEST_CASE("Errors in call messages cost the session, others the control connection", "[rfc2661][4.1][4.1-03][4.1-04]") {
    for (const auto& row : message_table()) CHECK(row.session_scope == (static_cast<unsigned>(row.type) >= 7));
}

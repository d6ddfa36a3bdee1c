// RFC 5515: AVPs made from words; the sizes are those of section 6.
#include "l2tp/access_line.h"

#include "l2tp/avp_table.h"
#include "support/catch.h"

using namespace l2tp;

TEST_CASE("Access line AVPs are made from names and values", "[rfc5515]") {
    struct Row {
        const char* text;
        std::uint16_t type;
        Bytes value;
    };
    const Row rows[] = {
        {"agent_circuit_id=eth 1/3:7=x", 1, {'e', 't', 'h', ' ', '1', '/', '3', ':', '7', '=', 'x'}},
        {"agent_remote_id=4711", 2, {'4', '7', '1', '1'}},
        {"actual_data_rate_upstream=1024000", 129, {0, 0, 0, 0, 0, 0x0f, 0xa0, 0}},
        {"minimum_data_rate_downstream_low_power=18446744073709551615", 138, Bytes(8, 0xff)},
        {"actual_interleaving_delay_downstream=4294967295", 142, Bytes(4, 0xff)},
        {"access_loop_encapsulation=0201fF", 144, {2, 1, 0xff}},
        {"ancp_access_line_type=5", 145, {0, 0, 0, 5}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto avp = make_access_line(row.text);
        REQUIRE(avp);
        CHECK(*avp == VendorAvp{kVendorAdslForum, row.type, row.value});
    }
    const std::string longest(63, 'x');
    CHECK(make_access_line("agent_circuit_id=" + longest)->value.size() == 63);
}

TEST_CASE("What cannot be an access line AVP is an error that says what is wanted", "[rfc5515]") {
    const std::pair<std::string, std::string> rows[] = {
        {"agent_circuit=1", "RFC 5515 has no \"agent_circuit\""},
        {"", "RFC 5515 has no \"\""},
        {"agent_circuit_id", "agent_circuit_id: 1 to 63 characters are wanted"},
        {"agent_circuit_id=" + std::string(64, 'x'), "agent_circuit_id: 1 to 63 characters are wanted"},
        {"actual_data_rate_upstream=", "actual_data_rate_upstream: a decimal number of at most 64 bits is wanted"},
        {"actual_data_rate_upstream=1 ", "actual_data_rate_upstream: a decimal number of at most 64 bits is wanted"},
        {"actual_data_rate_upstream=-1", "actual_data_rate_upstream: a decimal number of at most 64 bits is wanted"},
        {"actual_data_rate_upstream=18446744073709551616", "actual_data_rate_upstream: a decimal number of at most 64 bits is wanted"},
        {"ancp_access_line_type=4294967296", "ancp_access_line_type: a decimal number of at most 32 bits is wanted"},
        {"access_loop_encapsulation=02010", "access_loop_encapsulation: 6 hexadecimal digits are wanted"},
        {"access_loop_encapsulation=0201 0", "access_loop_encapsulation: 6 hexadecimal digits are wanted"},
        {"iwf_session=", "iwf_session: it cannot be given"},
    };
    for (const auto& [text, error] : rows) {
        CAPTURE(text);
        const auto avp = make_access_line(text);
        REQUIRE_FALSE(avp);
        CHECK(avp.error() == error);
    }
}

// How l2tpctl lays out tables and texts.
#include "../../l2tpctl/format.h"
#include "../../l2tpctl/table.h"
#include "ipc/control_value.h"
#include "support/catch.h"

using namespace std::chrono_literals;
using ctl::Align;
using ctl::Tone;
using ipc::Value;

TEST_CASE("columns are as wide as what stands in them and lines end without blanks", "[l2tpctl]") {
    const std::vector<ctl::Heading> headings{{"ID", Align::kRight}, {"Name"}, {"State"}};
    const std::string text = ctl::table(headings, {{{"7"}, {"J\xc3\xbcrgen"}, {""}}, {{"61234"}, {"x"}, {"up"}}}, false);
    CHECK(text == "   ID  Name    State\n"
                  "    7  J\xc3\xbcrgen\n"
                  "61234  x       up\n");
}

TEST_CASE("colour changes no width", "[l2tpctl]") {
    const std::string text = ctl::table({{"S"}, {"T"}}, {{{"up", Tone::kGood}, {"x"}}}, true);
    CHECK(text == "\033[1mS\033[0m   \033[1mT\033[0m\n\033[32mup\033[0m  x\n");
    CHECK(ctl::toned("x", Tone::kPlain, true) == "x");
    CHECK(ctl::toned("x", Tone::kBad, false) == "x");
}

TEST_CASE("a time since is short and never negative", "[l2tpctl]") {
    CHECK(ctl::duration(885s) == "00:14:45");
    CHECK(ctl::duration(86399s) == "23:59:59");
    CHECK(ctl::duration(86400s) == "1d00h");
    CHECK(ctl::duration(-5s) == "00:00:00");
    const auto now = std::chrono::system_clock::from_time_t(1'700'000'000);  // 2023-11-14T22:13:20Z
    CHECK(ctl::age("2023-11-14T22:00:00Z", now) == "00:13:20");
    CHECK(ctl::age("2023-11-14T22:00:00.250Z", now) == "00:13:20");
    CHECK(ctl::age("yesterday", now) == "-");
    CHECK(ctl::age(Value(), now) == "-");
}

TEST_CASE("values become texts without surprises", "[l2tpctl]") {
    CHECK(ctl::text_of(Value()) == "-");
    CHECK(ctl::text_of("") == "-");
    CHECK(ctl::text_of("a\tb") == "a\\x09b");
    CHECK(ctl::text_of(true) == "true");
    CHECK(ctl::text_of(18446744073709551615U) == "18446744073709551615");
    CHECK(ctl::text_of(Value::List{}) == "-");
    CHECK(ctl::text_of(Value::List{"a", Value::object({{"tunnel_id", 5}, {"local_id", 17}})}) == "a,5/17");
}

// The control socket's documents without a socket: lines, JSON, requests, replies, texts. doc/control-protocol.md.
#include <string>

#include "ipc/control_json.h"
#include "ipc/control_messages.h"
#include "ipc/control_text.h"
#include "ipc/line_splitter.h"
#include "support/catch.h"

using ipc::Value;

TEST_CASE("lines are cut wherever the octets happen to be split", "[control]") {
    const std::string stream = "first\nsecond\r\n\nlast\nrest";
    for (std::size_t step = 1; step <= stream.size(); ++step) {
        ipc::LineSplitter lines(16);
        std::vector<std::string> got;
        for (std::size_t at = 0; at < stream.size(); at += step) {
            lines.append(std::string_view(stream).substr(at, step));
            while (const auto line = lines.next()) got.emplace_back(*line);
        }
        CHECK(got == std::vector<std::string>{"first", "second", "", "last"});
        CHECK(lines.unfinished() == 4);
    }
}

TEST_CASE("a NUL ends no document, and is no white space", "[control]") {
    using namespace std::string_literals;
    for (const auto& text : {"{}\0"s, "{}\0{}"s, "\0{}"s, "{\"id\":1}\0 rubbish"s}) CHECK_FALSE(ipc::parse_json(text));
    CHECK(ipc::parse_json("{\"a\":\"\\u0000\"}"));
}

TEST_CASE("a line over the limit ends the stream, one at the limit does not", "[control]") {
    ipc::LineSplitter at_limit(4);
    at_limit.append("abcd\n");
    CHECK(at_limit.next() == "abcd");
    CHECK_FALSE(at_limit.overflowed());

    ipc::LineSplitter whole(4);
    whole.append("abcde\nok\n");
    CHECK_FALSE(whole.next());
    CHECK(whole.overflowed());
    CHECK_FALSE(whole.next());

    ipc::LineSplitter unended(4);
    unended.append("abcde");
    CHECK_FALSE(unended.next());
    CHECK(unended.overflowed());
}

TEST_CASE("JSON is read back as it was written", "[control]") {
    const Value document = Value::object({{"n", 18446744073709551615U},
                                          {"i", -5},
                                          {"r", 1.5},
                                          {"t", true},
                                          {"z", nullptr},
                                          {"s", "a \"b\" \\ \n\x7f \xc3\xbc \xf0\x9f\x99\x82"},
                                          {"l", Value::List{1, "x", Value::List{}}},
                                          {"o", Value(Value::Object{})}});
    const std::string text = ipc::write_json(document);
    CHECK(text.find('\n') == std::string::npos);
    for (const char c : text) CHECK((c >= 0x20 && c < 0x7f));
    const auto back = ipc::parse_json(text);
    REQUIRE(back);
    CHECK(*back == document);
    CHECK(*ipc::parse_json(ipc::write_json(document, ipc::JsonStyle::kIndented)) == document);
}

TEST_CASE("a real number stays one when it happens to be whole", "[control]") {
    CHECK(ipc::write_json(-0.0) == "-0.0");
    CHECK(*ipc::parse_json(ipc::write_json(18446744073709551616.0)) == Value(18446744073709551616.0));
}

TEST_CASE("octets that are not UTF-8 are written so that they can be read by eye", "[control]") {
    CHECK(ipc::write_json("a\xff\xc3(\xed\xa0\x80\xc0\xaf") ==
          R"("a\\xff\\xc3(\\xed\\xa0\\x80\\xc0\\xaf")");
    CHECK(ipc::write_json("\xf4\x90\x80\x80") == R"("\\xf4\\x90\\x80\\x80")");
    CHECK(ipc::write_json("\xe2\x82") == R"("\\xe2\\x82")");
}

TEST_CASE("hostile JSON is refused with its place", "[control]") {
    const auto error = [](std::string_view text) { return ipc::parse_json(text).error(); };
    CHECK(error("") == "not JSON at octet 1");
    CHECK(error("{\"a\":1") == "not JSON at octet 7");
    CHECK(error("{} {}") == "not JSON at octet 4");
    CHECK(error("\"\xff\"") == "not JSON at octet 2");
    CHECK(error("{\"a\":1,\"a\":2}") == "the key \"a\" stands twice");
    CHECK(error(std::string(100'000, '[')) == "nested too deep");
    CHECK(ipc::parse_json(std::string(ipc::kMaxJsonDepth, '[') + std::string(ipc::kMaxJsonDepth, ']')));
    std::string wide = "{";
    for (unsigned i = 0; i <= ipc::kMaxJsonMembers; ++i) wide += "\"" + std::to_string(i) + "\":0,";
    wide.back() = '}';
    CHECK(error(wide) == "an object with too many members");
}

TEST_CASE("a request needs an id and a method and nothing unknown", "[control]") {
    const auto good = ipc::parse_request(R"({"method":"tunnel.show","params":{"tunnel":5},"id":7})");
    REQUIRE(good);
    CHECK(good->id == 7);
    CHECK(good->method == "tunnel.show");
    CHECK(good->params["tunnel"].unsigned_integer() == 5);
    CHECK(ipc::parse_request(R"({"id":1,"method":"show"})")->params.is_null());

    const auto bad = [](std::string_view line) {
        const auto request = ipc::parse_request(line);
        REQUIRE_FALSE(request);
        CHECK(request.error().error.code == ipc::ControlErrorCode::kBadRequest);
        return request.error();
    };
    CHECK(bad("[1]").error.message == "The request must be one JSON object.");
    CHECK(bad(R"({"id":-1,"method":"show"})").error.message == "The request needs an id: a number that is not negative.");
    CHECK(bad(R"({"id":3})").id == 3);
    CHECK(bad(R"({"id":3})").error.message == "The request needs a method: a text.");
    CHECK(bad(R"({"id":3,"method":"show","params":[]})").error.message == "The params must be a JSON object.");
    CHECK(bad(R"({"id":3,"method":"show","parms":{}})").error.message ==
          "A request has id, method and params, and no \"parms\".");
}

TEST_CASE("replies keep result, error and event apart", "[control]") {
    const auto written = ipc::write_response({9, Value::object({{"closed", 2}})});
    CHECK(written == "{\"id\":9,\"result\":{\"closed\":2}}\n");
    const auto reply = ipc::parse_reply(R"({"id":9,"error":{"code":"not-found","message":"no"}})");
    REQUIRE(reply);
    const auto& response = std::get<ipc::ControlResponse>(*reply);
    REQUIRE_FALSE(response.result);
    CHECK(response.result.error().code == ipc::ControlErrorCode::kNotFound);
    const auto later = ipc::parse_reply(R"({"id":9,"error":{"code":"of-a-later-version","message":"no"}})");
    CHECK(std::get<ipc::ControlResponse>(*later).result.error().code == ipc::ControlErrorCode::kFailed);

    const std::string event = ipc::write_event("tunnel-up", "2026-01-02T03:04:05.678Z", {{"local_id", 5}});
    CHECK(event == "{\"event\":\"tunnel-up\",\"time\":\"2026-01-02T03:04:05.678Z\",\"local_id\":5}\n");
    CHECK(std::get<ipc::ControlEvent>(*ipc::parse_reply(event)).document["local_id"].integer() == 5);

    CHECK(ipc::parse_reply(R"({"id":1})").error() == "a response must have either a result or an error");
    CHECK(ipc::parse_reply(R"({"id":1,"result":1,"error":{}})").error() == "a response must have either a result or an error");
    CHECK(ipc::parse_reply(R"({"result":1})").error() == "a response without an id");
    CHECK(ipc::parse_reply(R"({"id":1,"error":{"code":5}})").error() == "an error without code or message");
    CHECK(ipc::parse_reply(R"({"event":5})").error() == "an event without a name");
    CHECK(ipc::parse_reply("7").error() == "not a JSON object");
}

TEST_CASE("error codes have names that are read back", "[control]") {
    for (unsigned char i = 0; i <= static_cast<unsigned char>(ipc::ControlErrorCode::kFailed); ++i) {
        auto back = ipc::ControlErrorCode::kFailed;
        CHECK(ipc::parse_error_code(name_of(static_cast<ipc::ControlErrorCode>(i)), &back));
        CHECK(back == static_cast<ipc::ControlErrorCode>(i));
    }
    auto code = ipc::ControlErrorCode::kRefused;
    CHECK_FALSE(ipc::parse_error_code("no-such-code", &code));
    CHECK(code == ipc::ControlErrorCode::kRefused);
}

TEST_CASE("no control character and nothing that hides text reaches a terminal", "[control]") {
    CHECK(ipc::printable("plain J\xc3\xbcrgen \\ \xe6\x97\xa5") == "plain J\xc3\xbcrgen \\ \xe6\x97\xa5");
    CHECK(ipc::printable("\033[2J\t\n\x7f") == "\\x1b[2J\\x09\\x0a\\x7f");
    CHECK(ipc::printable("\xc2\x9b" "31m") == "\\u{009b}31m");                  // CSI as one C1 character
    CHECK(ipc::printable("a\xe2\x80\xae" "b\xe2\x80\x8b\xef\xbb\xbf") == "a\\u{202e}b\\u{200b}\\u{feff}");
    CHECK(ipc::printable("\xff\xc2") == "\\xff\\xc2");
    CHECK(ipc::printable(std::string_view("\0x", 2)) == "\\x00x");
}

TEST_CASE("width counts columns and not octets", "[control]") {
    CHECK(ipc::display_width("abc") == 3);
    CHECK(ipc::display_width("J\xc3\xbcrgen") == 6);
    CHECK(ipc::display_width("u\xcc\x88") == 1);      // combining diaeresis
    CHECK(ipc::display_width("\xe6\x97\xa5\xe6\x9c\xac") == 4);  // wide
}

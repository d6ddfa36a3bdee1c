// What the TOML library is not shown, and that the configuration has it all the same.
#include "config/masked_text.h"

#include "config/toml_reader.h"
#include "support/catch.h"

using namespace vpdnd::config;

namespace {

struct Case {
    std::string text, masked, value;
};

/// The value of the last key of the text, as the reader tells it.
std::string last_value(const std::string& text) {
    ErrorList errors;
    const auto table = read_toml(text, nullptr, errors);
    REQUIRE(table);
    CHECK(errors.errors().empty());
    const auto* inner = table->back().value.table();
    const Node& node = inner != nullptr ? inner->back().value : table->back().value;
    REQUIRE(node.text());
    return std::string(*node.text());
}

}  // namespace

TEST_CASE("Texts after a key are masked, and the reader tells what they are", "[config][secret]") {
    const auto one = GENERATE(values<Case>({
        {"secret = \"tunnel\"\n", "secret = \"xxxxxx\"\n", "tunnel"},
        {"secret='C:\\x'", "secret='xxxx'", "C:\\x"},
        {"a = 'b'\nsecret\t=\t\"t\"  # not = \"this\"", "a = 'x'\nsecret\t=\t\"x\"  # not = \"this\"", "t"},
        {"secret = \"a\\\"b\\\\\\t\"", "secret = \"xxxxxxxx\"", "a\"b\\\t"},
        {"secret = \"\"", "secret = \"\"", ""},
        {"x = { address = \"\u00e4\", secret = \"tunnel\" }", "x = { address = \"\u00e4\", secret = \"xxxxxx\" }", "tunnel"},
        {"\"secret\" = \"tunnel\"", "\"secret\" = \"xxxxxx\"", "tunnel"},
        {"\xef\xbb\xbfsecret = \"tunnel\"", "\xef\xbb\xbfsecret = \"xxxxxx\"", "tunnel"},
        {"a = 1\r\nsecret = \"tunnel\"\r\n", "a = 1\r\nsecret = \"xxxxxx\"\r\n", "tunnel"},
        {"a = \"\"\"\n\n\"\"\"\nsecret = \"tunnel\"", "a = \"\"\"\n\n\"\"\"\nsecret = \"xxxxxx\"", "tunnel"},
    }));
    INFO(one.text);
    CHECK(MaskedText(one.text).text() == one.masked);
    CHECK(last_value(one.text) == one.value);
}

TEST_CASE("Texts that need the library are left to it", "[config][secret]") {
    const auto one = GENERATE(values<Case>({
        {"secret = \"t\\u0075nnel\"", "", "tunnel"},
        {"secret = \"\"\"\ntunnel\"\"\"", "", "tunnel"},
        {"secret = '''tunnel'''", "", "tunnel"},
        {"secret = \"\u00e4\"", "", "\u00e4"},
    }));
    INFO(one.text);
    CHECK(MaskedText(one.text).text() == one.text);
    CHECK(MaskedText(one.text).count() == 0);
    CHECK(last_value(one.text) == one.value);
}

TEST_CASE("A masked text is found by its place alone", "[config][secret]") {
    const MaskedText masked("a = 1\nb = { c = \"\u00e4\", d = 'two' }\n");
    CHECK(masked.count() == 1);
    REQUIRE(masked.at(2, 20));
    CHECK(masked.at(2, 20)->view() == "two");
    CHECK_FALSE(masked.at(2, 19));
    CHECK_FALSE(masked.at(1, 20));
}

TEST_CASE("What is no TOML is masked without harm", "[config][secret]") {
    for (const char* text : {"=", "='", "=\"", "=\"\\", "=''", "='''", "=\"\"\"", "=\"\\\"", "= \"a\nb\"", "=#\"", "\xef\xbb", ""}) {
        INFO(text);
        CHECK(MaskedText(text).text().size() == std::string(text).size());
        ErrorList errors;
        if (!read_toml(text, nullptr, errors)) CHECK_FALSE(errors.empty());
    }
}

// What the plugin reads from the LAC's last sent Configure-Request, and what it makes of it.
#include <algorithm>
#include <string>
#include <vector>

#include "../../plugin/lcp_options.h"
#include "support/catch.h"

using namespace plugin;

namespace {

using Bytes = std::vector<std::uint8_t>;

LcpParse parse(const Bytes& bytes, glue_lcp_options& options) { return parse_lcp_options(bytes, options); }
LcpParse parse(const Bytes& bytes) {
    glue_lcp_options options;
    return parse_lcp_options(bytes, options);
}

glue_lcp_policy strict() { return {.pap = 0, .eap = 0, .md5 = 1, .mschap_v1 = 0, .mschap_v2 = 0, .auth_required = 1,
                                   .multilink = 0, .mru = 1500, .has_endpoint = 0, .endpoint_class = 0,
                                   .endpoint_length = 0, .endpoint = {}}; }

std::string reason(const glue_lcp_options& options, const glue_lcp_policy& policy, bool force = false) {
    const char* text = unacceptable(options, policy, force);
    return text != nullptr ? text : "";
}

}  // namespace

TEST_CASE("every LCP option that pppd can hold is read from proxy LCP",
          "[plugin][rfc1661][6][rfc2661][4.4.5][4.4.5-02]") {
    glue_lcp_options options;
    REQUIRE(parse({1, 4, 0x05, 0xd4, 2, 6, 0, 0x0a, 0, 0, 3, 5, 0xc2, 0x23, 5, 5, 6, 1, 2, 3, 4, 7, 2, 8, 2,
                   17, 4, 0x05, 0xdc, 18, 2, 19, 5, 1, 'a', 'b'}, options) == LcpParse::kGood);
    CHECK(options.has_mru);
    CHECK(options.mru == 1492);
    CHECK(options.has_accm);
    CHECK(options.accm == 0x000a0000);
    CHECK(options.chap_digest == kDigestMd5);
    CHECK_FALSE(options.pap);
    CHECK(options.magic == 0x01020304);
    CHECK(options.protocol_compression);
    CHECK(options.address_compression);
    CHECK(options.mrru == 1500);
    CHECK(options.short_sequence);
    CHECK(options.endpoint_class == 1);
    CHECK(options.endpoint_length == 2);
    CHECK(options.endpoint[1] == 'b');
}

TEST_CASE("no options at all is a good request", "[plugin]") {
    glue_lcp_options options;
    REQUIRE(parse({}, options) == LcpParse::kGood);
    CHECK_FALSE(options.has_mru);
    CHECK_FALSE(options.has_magic);
}

TEST_CASE("malformed proxy LCP is told from options that are unknown", "[plugin]") {
    const std::vector<Bytes> malformed = {{1}, {1, 0}, {1, 1}, {1, 4, 5}, {1, 3, 5}, {5, 5, 1, 2, 3}, {3, 3, 0xc0},
                                          {3, 4, 0xc2, 0x23}, {3, 5, 0xc2, 0x23, 9}, {3, 5, 0xc0, 0x23, 1},
                                          {3, 4, 0x12, 0x34}, {7, 3, 0}, {18, 3, 0}, {19, 2}, {2, 4, 0, 0}, {17, 3, 0}};
    for (const Bytes& bytes : malformed) CHECK(parse(bytes) == LcpParse::kMalformed);
    Bytes long_endpoint{19, 24, 1};
    long_endpoint.resize(24);
    CHECK(parse(long_endpoint) == LcpParse::kMalformed);
    CHECK(parse({13, 3, 6}) == LcpParse::kUnknownOption);
    CHECK(parse({77, 2}) == LcpParse::kUnknownOption);
}

TEST_CASE("what the LAC agreed on is measured by what is set here", "[plugin][rfc2661][4.4.5]") {
    glue_lcp_options chap{};
    chap.chap_digest = kDigestMd5;
    CHECK(reason(chap, strict()).empty());
    CHECK(reason(chap, strict(), true).empty());

    glue_lcp_options pap{};
    pap.pap = 1;
    CHECK(reason(pap, strict()).find("PAP") != std::string::npos);
    glue_lcp_policy lenient = strict();
    lenient.pap = 1;
    CHECK(reason(pap, lenient).empty());
    CHECK(reason(pap, lenient, true).find("CHAP") != std::string::npos);

    CHECK(reason({}, strict()).find("no authentication") != std::string::npos);
    lenient.auth_required = 0;
    CHECK(reason({}, lenient).empty());

    glue_lcp_options digest = chap;
    digest.chap_digest = kDigestMsChapV2;
    CHECK(reason(digest, strict()).find("digest") != std::string::npos);

    glue_lcp_policy small = strict();
    small.mru = 1492;
    CHECK(reason(chap, small).find("MRU") != std::string::npos);
    glue_lcp_options fits = chap;
    fits.has_mru = 1;
    fits.mru = 1492;
    CHECK(reason(fits, small).empty());

    glue_lcp_options bundle = chap;
    bundle.has_mrru = 1;
    CHECK(reason(bundle, strict()).find("multilink") != std::string::npos);
}

TEST_CASE("What can be taken over, but gets the user less than LCP with us would", "[plugin][rfc1990][5.1.3][rfc2661][4.4.5]") {
    glue_lcp_policy here = strict();
    here.multilink = 1;
    REQUIRE(here.has_endpoint == 0);
    glue_lcp_options sent, received;
    REQUIRE(parse({19, 7, 1, 'o', 'u', 'r', 's'}, sent) == LcpParse::kGood);
    here.has_endpoint = 1;
    here.endpoint_class = 1;
    here.endpoint_length = 4;
    std::copy_n(sent.endpoint, 4, here.endpoint);
    const auto reason = [&](bool by_user = false) {
        const char* text = improvable(sent, received, here, by_user);
        return std::string(text != nullptr ? text : "");
    };
    REQUIRE(parse({}, received) == LcpParse::kGood);
    CHECK(reason().empty());
    CHECK(reason(true).empty());

    REQUIRE(parse({17, 4, 0x05, 0xdc}, received) == LcpParse::kGood);
    CHECK(reason().find("direction only") != std::string::npos);
    here.multilink = 0;
    CHECK(reason().empty());
    here.multilink = 1;

    sent.has_mrru = 1;
    CHECK(reason().empty());
    CHECK(reason(true).empty());
    for (const Bytes& other : {Bytes{19, 7, 1, 'o', 'u', 'r', 't'}, {19, 6, 1, 'o', 'u', 'r'}, {19, 7, 2, 'o', 'u', 'r', 's'}, {}}) {
        REQUIRE(parse(other, sent) == LcpParse::kGood);
        sent.has_mrru = 1;
        CHECK(reason().empty());
        CHECK(reason(true).find("another endpoint than ours") != std::string::npos);
    }
}

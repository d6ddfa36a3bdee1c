#include "l2tp/result_codes.h"

#include "support/catch.h"

using namespace l2tp;

TEST_CASE("Result codes are made ready for the wire", "[rfc2661][4.4.2]") {
    CHECK(stop_result(StopResult::kGeneralRequest) == ResultCode{1, std::nullopt, ""});
    CHECK(stop_result(StopResult::kNotAuthorized, "no group") == ResultCode{4, 0, "no group"});
    CHECK(stop_error(ErrorCode::kUnknownMandatoryAvp, "AVP 99") == ResultCode{2, 8, "AVP 99"});
    CHECK(cdn_result(CdnResult::kLostCarrier) == ResultCode{1, std::nullopt, ""});
    CHECK(cdn_result(CdnResult::kAdministrative, "idle") == ResultCode{3, 0, "idle"});
    CHECK(cdn_error(ErrorCode::kNoResources, "") == ResultCode{2, 4, ""});
}

TEST_CASE("Codes have names, numbers without one are unknown", "[rfc2661][4.4.2]") {
    CHECK(stop_result_name(7) == "finite state machine error");
    CHECK(stop_result_name(0) == "unknown");
    CHECK(stop_result_name(9) == "unknown");
    CHECK(cdn_result_name(1) == "loss of carrier");
    CHECK(cdn_result_name(11) == "no appropriate framing");
    CHECK(cdn_result_name(17) == "unknown");
    CHECK(error_name(8) == "unknown mandatory AVP");
    CHECK(error_name(65535) == "unknown");
}

TEST_CASE("A result is shown in one form, and told in words where there is no text", "[rfc2661][4.4.2]") {
    const ResultCode unknown_avp{2, 8, ""};
    CHECK(result_text(ResultOf::kCdn, unknown_avp) ==
          "result=2 \"general error\" error=8 \"unknown mandatory AVP\" message=\"\"");
    CHECK(result_words(ResultOf::kCdn, unknown_avp) == "unknown mandatory AVP");
    CHECK(result_text(ResultOf::kCdn, cdn_result(CdnResult::kAdministrative, "bye")) ==
          "result=3 \"administrative\" error=0 message=\"bye\"");
    CHECK(result_words(ResultOf::kCdn, cdn_result(CdnResult::kAdministrative, "bye")) == "bye");
    CHECK(result_text(ResultOf::kStopCcn, {1, 0, "a\n\x1b[31mb"}) ==
          "result=1 \"general request\" error=0 message=\"a\\x0a\\x1b[31mb\"");
    CHECK(result_words(ResultOf::kStopCcn, {5, 1, ""}) == "protocol version not supported");
    CHECK(result_words(ResultOf::kStopCcn, {1, {}, ""}) == "general request");
}

TEST_CASE("A result is replaced as the table says; a general error says whether another LNS may do", "[rfc2661][4.4.2]") {
    constexpr std::uint16_t kByResult[] = {0, 0, 0, 0, 2, 2, 0, 0, 2, 0, 3};
    CHECK(replaced({4, 0, "full"}, kByResult) == ResultCode{2, 7, "full"});
    CHECK(replaced({5, std::nullopt, ""}, kByResult) == ResultCode{2, 7, ""});
    CHECK(replaced({8, 0, "busy"}, kByResult) == ResultCode{2, 6, "busy"});
    CHECK(replaced({10, 0, "late"}, kByResult) == ResultCode{3, 0, "late"});
    for (const auto& same : {ResultCode{2, 4, "x"}, ResultCode{6, 0, "x"}, ResultCode{11, 0, "x"}, ResultCode{0, {}, ""}})
        CHECK(replaced(same, kByResult) == same);
}

// The packets that an access concentrator sends. RFC 2516 sections 5.2, 5.4, 5.5 and appendix A; RFC 4638 section 3.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "config/config.h"
#include "pppoe/frame.h"
#include "pppoe/tag_table.h"

namespace vpdnd::pppoe {

/// What RFC 2516 section 7 allows without PPP-Max-Payload.
inline constexpr std::uint16_t kUsualMaxPayload = 1492;

/// What an answer takes from the request that it is for. Plain data: it may have to wait.
struct AnswerTo {
    MacAddress host, own;
    std::string service;
    base::Bytes echoed;
    std::optional<std::uint16_t> max_payload;  ///< to be told; none: the host did not ask, or gets the usual
    std::size_t room = kMostPayload;           ///< by the interface's MTU

    bool operator==(const AnswerTo&) const = default;
};

/// As read_tags() and the interface's MTU say. `most`: of the configuration.
AnswerTo answer_to(const Frame& request, RequestTags tags, const MacAddress& own, unsigned mtu, unsigned most);
/// The greatest PPP frame on that session: the MRU that may be negotiated (RFC 2516 section 7, RFC 4638 section 4).
std::uint16_t max_payload_of(const AnswerTo& answer, unsigned mtu);

/// Empty: what has to be in it does not fit. Names of further services are left out where they do not.
std::optional<base::Bytes> pado(const AnswerTo& to, const Pppoe& settings, std::span<const std::uint8_t> cookie);
std::optional<base::Bytes> pads(const AnswerTo& to, std::string_view ac_name, std::uint16_t session);
/// Session id 0, and the error with a text. Always fits, if need be without the text.
base::Bytes pads_error(const AnswerTo& to, Tag error, std::string_view text);
base::Bytes padt(const MacAddress& host, const MacAddress& own, std::uint16_t session);

}  // namespace vpdnd::pppoe

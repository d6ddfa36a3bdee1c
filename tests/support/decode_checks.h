// Decoding with the outcome asserted, for decoder tests.
#pragma once

#include <variant>
#include <vector>

#include "l2tp/message_codec.h"
#include "support/catch.h"
#include "support/message_body.h"

namespace testing {

using Octets = l2tp::Bytes;

inline l2tp::ProtocolError refused(const Octets& message, const l2tp::DecodeOptions& options = {}) {
    auto result = l2tp::decode_message(message, options);
    REQUIRE_FALSE(result);
    return result.error();
}

inline l2tp::Decoded accepted(const Octets& message, const l2tp::DecodeOptions& options = {}) {
    auto result = l2tp::decode_message(message, options);
    if (!result) FAIL(result.error().text);
    return *result;
}

template <class Kind>
Kind accepted_as(const Octets& message, const l2tp::DecodeOptions& options = {}) {
    const auto result = accepted(message, options);
    REQUIRE(result.message);
    return std::get<Kind>(*result.message);
}

/// With the required AVPs; session id 7.
inline Octets icrq(const std::vector<Octets>& more) {
    return body(l2tp::MessageType::kIcrq, {avp(14, {0, 7}), avp(15, {0, 0, 0, 1}), join(more)});
}

inline Octets iccn(const std::vector<Octets>& more) {
    return body(l2tp::MessageType::kIccn, {avp(24, {0, 0, 1, 0}), avp(19, {0, 0, 0, 1}), join(more)});
}

}  // namespace testing

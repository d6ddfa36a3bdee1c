// Any datagram through header, decoder and printer. What decodes must survive a round trip through our encoder.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "l2tp/message_codec.h"
#include "l2tp/message_printer.h"

namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

void round_trip(const l2tp::Message& message, const l2tp::ControlHeader& header) {
    if (l2tp::check_sizes(message)) return;
    const auto datagram = l2tp::encode_message(message, header);
    const auto again = l2tp::decode_header(datagram);
    check(again && again->length == datagram.size());
    const auto decoded = l2tp::decode_message(l2tp::message_body(datagram, *again));
    check(decoded && decoded->message && decoded->ignored_count == 0);
    // Long error texts are cut and an absent error code may be added once; after that nothing changes any more.
    check(l2tp::encode_message(*decoded->message, header) == datagram);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::uint8_t> datagram(data, size);
    const auto printed = l2tp::print_message(datagram);
    const auto header = l2tp::decode_header(datagram);
    if (!header) return 0;
    check(printed.hex.size() == 2 * size);
    const auto body = l2tp::message_body(datagram, *header);
    for (const bool skip_hidden : {false, true}) {
        const auto decoded = l2tp::decode_message(body, {"hello", skip_hidden});
        if (!decoded) {
            check(!decoded.error().text.empty() && decoded.error().result.result != 0);
            continue;
        }
        if (decoded->message && !decoded->hidden_skipped) round_trip(*decoded->message, *header);
    }
    return 0;
}

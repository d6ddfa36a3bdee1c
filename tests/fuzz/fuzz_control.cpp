// Any stream of octets at the control socket, as daemon and as l2tpctl: lines, documents, texts for the terminal.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ipc/control_json.h"
#include "ipc/control_messages.h"
#include "ipc/control_text.h"
#include "ipc/line_splitter.h"

namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

/// What was parsed is written as one line of printable ASCII that is parsed to the same.
void round_trip(const ipc::Value& value) {
    const std::string text = ipc::write_json(value);
    for (const char octet : text) check(octet >= 0x20 && octet < 0x7f);
    const auto again = ipc::parse_json(text);
    check(again && *again == value);
}

void feed_line(std::string_view line) {
    if (const auto request = ipc::parse_request(line)) round_trip(request->params);
    const auto reply = ipc::parse_reply(line);
    if (reply && std::holds_alternative<ipc::ControlEvent>(*reply)) round_trip(std::get<ipc::ControlEvent>(*reply).document);
    const std::string shown = ipc::printable(line);
    for (const char octet : shown) check(static_cast<unsigned char>(octet) >= 0x20 && octet != 0x7f);
    check(ipc::printable(shown) == shown);
    check(ipc::display_width(shown) <= 2 * shown.size());
    check(ipc::parse_json(ipc::write_json(line)).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t step = data[0] % 64U + 1U;  // the first octet says into which pieces the stream is cut
    ipc::LineSplitter lines(4096);
    for (std::size_t at = 0; at < stream.size(); at += step) {
        lines.append(stream.substr(at, step));
        while (const auto line = lines.next()) feed_line(*line);
    }
    return 0;
}

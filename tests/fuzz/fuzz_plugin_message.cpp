// Any packet as a message of the plugin's conversation: refused, or all its fields lie inside it and can be written out
// and read back. Any octets as proxied LCP options, too: they come from a LAC.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "../../plugin/lcp_options.h"
#include "ipc/plugin_codec.h"

using namespace ipc;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

void check_field(const PluginMessageReader& reader, PluginTag tag, std::span<const std::uint8_t> packet,
                 PluginMessageWriter& copy) {
    const auto value = reader.bytes(tag);
    if (!value) return;
    require(value->data() >= packet.data() && value->data() + value->size() <= packet.data() + packet.size());
    copy.put_bytes(tag, *value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::uint8_t> packet(data, size);
    glue_lcp_options options;
    if (plugin::parse_lcp_options(packet, options) == plugin::LcpParse::kGood)
        require(options.endpoint_length >= 0 && options.endpoint_length <= kMaxEndpoint);

    PluginMessageReader reader;
    if (reader.parse(packet) != PluginCodecError::kNone) {
        for (std::uint16_t tag = 0; tag < 300; ++tag) require(!reader.has(static_cast<PluginTag>(tag)));
        return 0;
    }
    std::vector<std::uint8_t> buffer(kMaxPluginMessage);
    PluginMessageWriter copy(buffer, reader.type());
    for (std::uint16_t tag = 0; tag < 300; ++tag) check_field(reader, static_cast<PluginTag>(tag), packet, copy);
    require(copy.ok());
    PluginMessageReader again;
    require(again.parse(copy.packet()) == PluginCodecError::kNone);
    require(again.type() == reader.type());
    for (std::uint16_t tag = 0; tag < 300; ++tag)
        require(again.has(static_cast<PluginTag>(tag)) == reader.has(static_cast<PluginTag>(tag)));
    return 0;
}

// Any text as configuration file: a checked configuration, or errors with places; never both, never none.
#include <cstdint>
#include <cstdlib>

#include "config/ppp_words.h"
#include "config/source_text.h"

using namespace vpdnd;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

void check_accepted(const Config& accepted) {
    for (const Group& group : accepted.groups) {
        require(!group.name.empty() && accepted.group(group.name) == &group);
        require(!group.authentication || !group.tunnel.secret.empty());
        require(group.tunnel.retransmit_max >= std::chrono::seconds(8));
        require(!group.accept_dialin || accepted.pools.count(group.accept_dialin->pool) != 0 ||
                group.accept_dialin->pool.empty());
        for (const LnsAddress& lns : group.initiate_to) require(!lns.address.empty() && lns.port != 0);
    }
    for (const auto& [name, pool] : accepted.pools) {
        for (const AddressRange& range : pool.ranges) require(range.first <= range.last);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto file = std::make_shared<const config::SourceFile>(config::SourceFile{"file"});
    config::ErrorList errors;
    const auto accepted = config::parse_config({{file, text}}, errors);
    require((accepted != nullptr) == errors.empty());
    for (const std::string& line : errors.errors()) {
        for (const char c : line) require(c >= 0x20 && c < 0x7f);
        require(line.find(':') != std::string::npos);
    }
    if (accepted) {
        check_accepted(*accepted);
        require(restart_needed(accepted->daemon, accepted->daemon).empty());
    }
    for (const config::PppWord& word : config::split_ppp_options(text, file)) {
        require(word.place.line >= 1 && word.place.column >= 1);
    }
    return 0;
}

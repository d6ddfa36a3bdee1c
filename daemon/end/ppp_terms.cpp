#include "end/ppp_terms.h"

#include <algorithm>

namespace vpdnd {

AgreedProtocol& PppTerms::protocol(std::uint16_t number) {
    const auto found = std::ranges::find(protocols, number, &AgreedProtocol::number);
    if (found != protocols.end()) return *found;
    return protocols.emplace_back(AgreedProtocol{.number = number, .open = false, .ours = {}, .users = {}});
}

const AgreedProtocol* PppTerms::find(std::uint16_t number) const {
    const auto found = std::ranges::find(protocols, number, &AgreedProtocol::number);
    return found == protocols.end() ? nullptr : &*found;
}

}  // namespace vpdnd

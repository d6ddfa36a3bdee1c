#include "radius/tunnel_sets.h"

#include <algorithm>
#include <array>

#include "radius/attribute_checks.h"

namespace radius {
namespace {

using namespace literals;

struct NumberField {
    IntegerRow row;
    std::optional<std::uint32_t> TunnelSet::* field;
};
constexpr std::array kNumbers = {
    NumberField{"Tunnel-Type"_attr, &TunnelSet::type},
    NumberField{"Tunnel-Medium-Type"_attr, &TunnelSet::medium},
    NumberField{"Tunnel-Preference"_attr, &TunnelSet::preference},
};

struct TextField {
    TextRow row;
    std::string TunnelSet::* field;
};
constexpr std::array kTexts = {
    TextField{"Tunnel-Client-Endpoint"_attr, &TunnelSet::client_endpoint},
    TextField{"Tunnel-Server-Endpoint"_attr, &TunnelSet::server_endpoint},
    TextField{"Tunnel-Private-Group-Id"_attr, &TunnelSet::group_id},
    TextField{"Tunnel-Assignment-Id"_attr, &TunnelSet::assignment},
    TextField{"Tunnel-Client-Auth-Id"_attr, &TunnelSet::client_name},
    TextField{"Tunnel-Server-Auth-Id"_attr, &TunnelSet::server_name},
};
constexpr OctetsRow kPassword = "Tunnel-Password"_attr;

enum class Put : std::uint8_t { kDone, kTwice, kOfNoTunnel };

Put put(TunnelSet& set, const Attribute& attribute) {
    for (const auto& one : kNumbers) {
        if (one.row->id != attribute.id) continue;
        auto& field = set.*one.field;
        if (field) return Put::kTwice;
        field = as_integer(attribute);
        return Put::kDone;
    }
    for (const auto& one : kTexts) {
        if (one.row->id != attribute.id) continue;
        auto& field = set.*one.field;
        if (!field.empty()) return Put::kTwice;
        field = as_text(attribute);
        return Put::kDone;
    }
    if (attribute.id != kPassword->id) return Put::kOfNoTunnel;
    if (set.password) return Put::kTwice;
    set.password = base::Secret(as_text(attribute));
    return Put::kDone;
}

TunnelSet& set_of(std::vector<TunnelSet>& sets, std::uint8_t tag) {
    const auto found = std::find_if(sets.begin(), sets.end(), [tag](const TunnelSet& set) { return set.tag == tag; });
    if (found != sets.end()) return *found;
    sets.emplace_back().tag = tag;
    return sets.back();
}

bool is_of_a_tunnel(const Attribute& attribute) {
    TunnelSet nothing;
    return put(nothing, attribute) != Put::kOfNoTunnel;
}

}  // namespace

tl::expected<std::vector<TunnelSet>, PacketError> tunnel_sets(const AttributeList& attributes) {
    std::vector<TunnelSet> sets;
    for (const auto& one : attributes) {
        if (!is_of_a_tunnel(one)) continue;
        if (const auto wrong = check_value(one)) return tl::unexpected(*wrong);
        if (put(set_of(sets, one.tag), one) == Put::kTwice)
            return tl::unexpected(PacketError{Fault::kValue, "occurs a second time in one tunnel", one.id, one.offset});
    }
    std::stable_sort(sets.begin(), sets.end(), [](const TunnelSet& a, const TunnelSet& b) {
        if (a.preference.has_value() != b.preference.has_value()) return a.preference.has_value();
        return a.preference && *a.preference < *b.preference;
    });
    return sets;
}

void add_tunnel_set(AttributeList& to, const TunnelSet& set) {
    for (const auto& one : kNumbers)
        if (const auto& field = set.*one.field) to.add(one.row, *field, set.tag);
    for (const auto& one : kTexts)
        if (const auto& field = set.*one.field; !field.empty()) to.add(one.row, field, set.tag);
    if (set.password) to.add(kPassword, *set.password, set.tag);
}

}  // namespace radius

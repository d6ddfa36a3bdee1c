#include "radius/script_variables.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>

#include "radius/value_printer.h"

namespace vpdnd {
namespace {

using namespace radius::literals;

constexpr std::size_t kMostVariables = 32, kLongestValue = 253;

/// Of the packet or of the proof, not of the user; Class is the accounting server's alone.
constexpr const radius::AttributeInfo* kNotTold[]{
    &"Message-Authenticator"_attr, &"Proxy-State"_attr, &"State"_attr, &"Class"_attr, &"Reply-Message"_attr,
};

std::string variable_name(std::string_view attribute, unsigned nth) {
    std::string out = "VPDN_";
    for (const char c : attribute) out += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return nth == 1 ? out : out + "_" + std::to_string(nth);
}

/// Texts as they are, the rest as it is printed.
std::string value_of(const radius::Attribute& attribute) {
    const auto& info = *attribute.info();
    const bool text = info.type == radius::ValueType::kText || info.type == radius::ValueType::kAvPair;
    return text ? std::string(as_text(attribute)) : radius::print_value(&info, attribute.value);
}

/// A number is told as such: what it is called is for people.
std::string told(const radius::Attribute& attribute) {
    const auto number = attribute.info()->type == radius::ValueType::kInteger ? radius::as_integer(attribute) : std::nullopt;
    return number ? std::to_string(*number) : value_of(attribute);
}

}  // namespace

std::vector<ScriptVariable> script_variables(const radius::AttributeList& accept) {
    std::vector<ScriptVariable> out;
    std::map<radius::AttributeId, unsigned> times;
    for (const auto& one : accept) {
        const auto* info = one.info();
        if (!radius::is_shown(info, one.value) || out.size() == kMostVariables) continue;
        if (std::ranges::any_of(kNotTold, [&](const auto* row) { return row->id == one.id; })) continue;
        auto value = told(one);
        if (value.size() > kLongestValue) continue;
        out.push_back({variable_name(info->name, ++times[one.id]), std::move(value)});
    }
    return out;
}

}  // namespace vpdnd

// Names of the interfaces of sessions, made from a template: `interface` of vpdnd.conf(5). The daemon checks the template and
// knows the ids, the plugin knows the user and the kernel. No heap, no exceptions.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace ipc {

inline constexpr std::size_t kMaxInterfaceName = 15;  ///< octets, without the terminating zero
inline constexpr std::size_t kLongestId = 5;          ///< digits of a tunnel or session id
inline constexpr std::size_t kBeforeUser = 2;         ///< octets that stand before a user's name, whatever he is called

/// What every tool takes in a name; the kernel would take more.
constexpr bool is_interface_octet(char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '@';
}

/// "ppp" and digits: pppd's own name for some other session.
constexpr bool is_name_of_pppd(std::string_view name) {
    if (name.size() <= 3 || name[0] != 'p' || name[1] != 'p' || name[2] != 'p') return false;
    name.remove_prefix(3);
    for (const char c : name)
        if (c < '0' || c > '9') return false;
    return true;
}

/// Why an interface cannot have this name; null: it can, if no other one has it.
constexpr const char* why_not_interface(std::string_view name) {
    if (name.empty()) return "it is empty";
    if (name.size() > kMaxInterfaceName) return "it is longer than 15 octets";
    for (const char c : name)
        if (!is_interface_octet(c)) return "it has other characters than letters, digits and ._-@";
    if (name.front() == '.' || name.front() == '-') return "it begins with . or -";
    if (name == "lo" || name == "all" || name == "default" || is_name_of_pppd(name)) return "it has another meaning";
    return nullptr;
}

/// What stands in a template for %t, %s and %u; a null one stays as it is.
struct InterfaceWords {
    std::string_view tunnel = {}, session = {}, user = {};
    constexpr std::string_view operator[](char letter) const {
        return letter == 't' ? tunnel : letter == 's' ? session : letter == 'u' ? user : std::string_view();
    }
};

/// A template with its words. What does not fit is cut off, and is too long for a name even so.
struct InterfaceText {
    std::array<char, 65> octets{};
    std::size_t size = 0;

    constexpr void add(std::string_view text) {
        for (const char c : text)
            if (size + 1 < octets.size()) octets[size++] = c;
    }
    constexpr std::string_view view() const { return {octets.data(), size}; }
};

constexpr InterfaceText interface_text(std::string_view pattern, const InterfaceWords& words) {
    InterfaceText out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool stands_for = pattern[i] == '%' && i + 1 < pattern.size() && words[pattern[i + 1]].data() != nullptr;
        out.add(stands_for ? words[pattern[++i]] : std::string_view(&pattern[i], 1));
    }
    return out;
}

/// What is to be expected of a template that cannot be one; null: it can. Names that fit whatever the ids are, and can only be
/// too long or in use by what the user is called.
constexpr const char* expected_of_template(std::string_view pattern) {
    bool has_session = false, has_user = false;
    std::size_t own = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '%') {
            ++own;
            continue;
        }
        const char letter = i + 1 < pattern.size() ? pattern[++i] : '\0';
        if (letter != 't' && letter != 's' && letter != 'u') return "%t, %s or %u where there is a %";
        has_session = has_session || letter == 's';
        if (letter == 'u' && !has_user && own < kBeforeUser)
            return "two octets of its own at least before %u: a user must not choose the names of other interfaces";
        has_user = has_user || letter == 'u';
    }
    if (!has_session && !has_user) return "%s or %u in it: no two sessions can have one name";
    constexpr std::string_view kLongest("65535", kLongestId);
    const auto longest = interface_text(pattern, {kLongest, kLongest, "u"});
    if (longest.size > kMaxInterfaceName) return "names of at most 15 octets: %t and %s have up to 5 digits, %u has 1 or more";
    return why_not_interface(longest.view()) ? "letters, digits and ._-@, not . or - first, and no name that pppd gives (pppN)" : nullptr;
}

}  // namespace ipc

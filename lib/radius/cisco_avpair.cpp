#include "radius/cisco_avpair.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace radius {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool contains(std::string_view text, std::string_view word) {
    const auto equal = [](char a, char b) { return lower(a) == b; };
    return std::search(text.begin(), text.end(), word.begin(), word.end(), equal) != text.end();
}

}  // namespace

std::optional<CiscoAvPair> split_avpair(std::string_view text) {
    const auto separator = text.find_first_of("=*");
    if (separator == std::string_view::npos) return std::nullopt;
    CiscoAvPair out;
    out.optional = text[separator] == '*';
    out.value = trimmed(text.substr(separator + 1));
    auto front = text.substr(0, separator);
    if (const auto colon = front.find(':'); colon != std::string_view::npos) {
        out.protocol = trimmed(front.substr(0, colon));
        front.remove_prefix(colon + 1);
    }
    out.name = trimmed(front);
    if (out.name.empty()) return std::nullopt;
    return out;
}

bool holds_secret(const CiscoAvPair& pair) {
    constexpr std::array<std::string_view, 5> kWords = {"password", "passwd", "secret", "key", "pwd"};
    return std::any_of(kWords.begin(), kWords.end(), [&pair](std::string_view word) { return contains(pair.name, word); });
}

}  // namespace radius

#include "config/good_text.h"

#include <algorithm>

#include "config/text_values.h"

namespace vpdnd::config {

bool is_choice(const KeyInfo& info, std::string_view text) {
    const auto choices = split_choices(info.choices);
    return std::find(choices.begin(), choices.end(), text) != choices.end();
}

bool is_good_secret(std::string_view text) { return !text.empty() && text.size() <= 255 && text.find('\0') == text.npos; }

bool is_good_text(const KeyInfo& info, std::string_view text) {
    const auto size = static_cast<std::int64_t>(text.size());
    switch (info.kind) {
        case Kind::kName:
            return is_name(text);
        case Kind::kHost:
            if (text.find(':') != text.npos || ends_in_number(text)) return parse_ip_address(text).has_value();
            return is_host_name(text) && text.find_first_of("/[]") == text.npos;
        case Kind::kHostPatterns:
            return is_host_pattern(text);
        case Kind::kPath:
            if (is_choice(info, text)) return true;
            [[fallthrough]];
        case Kind::kSecretFile:
            return text.starts_with('/') && text.size() < 4096 && is_printable(text);
        case Kind::kSecret:
            return is_good_secret(text);
        default:
            return is_printable(text) && size >= info.min && size <= info.max;
    }
}

}  // namespace vpdnd::config

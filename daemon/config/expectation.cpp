#include "config/key.h"
#include "config/text_values.h"

namespace vpdnd::config {

namespace {

std::string list_of_choices(const KeyInfo& info) {
    std::string out;
    for (const std::string& choice : split_choices(info.choices)) {
        out.append(out.empty() ? "\"" : ", \"").append(choice).append("\"");
    }
    return out;
}

std::string from_to(const std::string& first, const std::string& last) { return " from " + first + " to " + last; }

std::string duration_range(const KeyInfo& info) {
    return from_to(to_text(std::chrono::milliseconds(info.min)), to_text(std::chrono::milliseconds(info.max)));
}

std::string length_range(const KeyInfo& info) {
    return " of " + std::to_string(info.min) + " to " + std::to_string(info.max) + " printable ASCII characters";
}

}  // namespace

std::string expectation(const KeyInfo& info) {
    switch (info.kind) {
        case Kind::kBool: return "true or false";
        case Kind::kInteger:
            return "an integer" + from_to(std::to_string(info.min), std::to_string(info.max));
        case Kind::kDuration:
            return "a duration" + duration_range(info) + " (seconds, or text such as \"500ms\", \"10s\", \"2m\")";
        case Kind::kDurationRange:
            return "a range of durations" + duration_range(info) + " such as \"5s..5m\", the first not above the second";
        case Kind::kText: return "text" + length_range(info);
        case Kind::kName: return "a name of 1 to 64 letters, digits and . _ -";
        case Kind::kSecret: return "a secret of 1 to 255 characters";
        case Kind::kSecretFile: return "the absolute path of a file whose first line is the secret";
        case Kind::kSystemGroup: return "the name of a group of this system";
        case Kind::kPath: return "an absolute path" + (info.choices.empty() ? "" : ", or " + list_of_choices(info));
        case Kind::kChoice: return "one of " + list_of_choices(info);
        case Kind::kChoices: return "a list of " + list_of_choices(info);
        case Kind::kTexts: return "a list of texts, each" + length_range(info);
        case Kind::kHostPatterns: return "a list of host names, or \"*.\" and the end of host names";
        case Kind::kHost: return "an IP address or a host name";
        case Kind::kPort: return "a port from 1 to 65535, or \"ephemeral\"";
        case Kind::kEndpoints:
            return "a list of \"ADDRESS:PORT\", such as \"192.0.2.1:1701\" or \"[2001:db8::1]:1701\"";
        case Kind::kPrefixes:
            return "a list of addresses and \"ADDRESS/LENGTH\", such as \"192.0.2.0/24\" (no bits set behind the length)";
        case Kind::kIpAddress: return "an IP address";
        case Kind::kIpv4Address: return "an IPv4 address of a host";
        case Kind::kIpv4Ranges:
            return "a list of IPv4 addresses and \"FIRST-LAST\" ranges of them, the first not above the last";
        case Kind::kRegex: return "a POSIX extended regular expression";
        case Kind::kTable: return "a table";
        case Kind::kTables: return "a list of tables";
        case Kind::kNamedTables: return "tables, each with a name";
    }
    return {};
}

}  // namespace vpdnd::config

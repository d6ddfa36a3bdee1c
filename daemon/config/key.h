// One row of the table of configuration keys: name, kind of value, default, range, reload class and help. The rows
// drive the parser, the man page section and the sample file.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/value_tree.h"

namespace vpdnd::config {

enum class Kind : std::uint8_t {
    kBool,
    kInteger,        ///< min..max
    kDuration,       ///< min..max milliseconds; seconds or "500ms", "10s", "2m", "1h"
    kDurationRange,  ///< min..max milliseconds: "5s..5m", the first not above the second, or one duration
    kText,           ///< printable ASCII, length min..max
    kName,           ///< letters, digits and ._- , 1 to 64: names of groups, pools, ...
    kSecret,         ///< text that is never shown
    kSecretFile,     ///< absolute path of a file whose first line is the secret
    kSystemGroup,    ///< name of a group of this system; the value is its gid
    kPath,           ///< absolute path, or one of `choices`
    kChoice,         ///< one of `choices`
    kChoices,        ///< list of `choices`, none twice
    kTexts,          ///< list of kText
    kHostPatterns,   ///< list of host names, or "*.suffix"
    kHost,           ///< IP address, or host name
    kPort,           ///< 1..65535, or "ephemeral"
    kEndpoints,      ///< list of "address:port"
    kPrefixes,       ///< list of "address/length"
    kIpAddress,
    kIpv4Address,
    kIpv4Ranges,     ///< list of "first-last" or single addresses
    kRegex,          ///< POSIX extended
    kTable,          ///< one table of further keys
    kTables,         ///< a list of them
    kNamedTables,    ///< tables by name: [pool.NAME]
};

/// What a change needs to take effect when the daemon is told to reload.
enum class Reload : std::uint8_t {
    kAtOnce,
    kNewTunnels,  ///< tunnels that are opened afterwards
    kNewCalls,    ///< calls that begin afterwards
    kRestart,     ///< a restart of the daemon
};

struct KeyInfo {
    std::string_view name;
    std::string_view old_name = {};  ///< that files of earlier versions have; empty: none
    Kind kind = Kind::kText;
    std::string_view default_value = {};  ///< TOML text; empty: none
    std::string_view default_note = {};   ///< where there is no fixed value: what holds then
    std::int64_t min = 0, max = 0;        ///< of numbers, milliseconds, text lengths
    std::string_view choices = {};        ///< comma separated
    Reload reload = Reload::kNewTunnels;
    bool required = false;
    std::string_view help = {};
    std::string_view example = {};  ///< TOML text for the sample where there is no default
};

/// A converted value; the member that fits the key's kind is set.
struct Value {
    bool flag = false;
    std::int64_t number = 0;  ///< also: index of a choice, IPv4 address in host order
    std::chrono::milliseconds duration{}, longest{};  ///< longest: the end of a range
    std::string text;
    l2tp::Secret secret;
    std::vector<std::string> texts;
    std::vector<l2tp::Address> endpoints;
    std::vector<IpPrefix> prefixes;
    l2tp::IpAddress address;
    std::vector<AddressRange> ranges;
};

/// "an integer from 1 to 65535": for messages and the man page.
std::string expectation(const KeyInfo& info);

/// Sets `out`, or reports at the node's place what was expected. `key` is the name for messages.
bool convert(const KeyInfo& info, const Node& node, const std::string& key, ErrorList& errors, Value& out);

/// Names of `choices`.
std::vector<std::string> split_choices(std::string_view choices);

}  // namespace vpdnd::config

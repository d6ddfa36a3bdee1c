#include "row_kinds.h"

#include <array>

namespace ctl {
namespace {

constexpr std::array<std::string_view, 10> kTunnelKeys{
    "local_id", "remote_id", "remote_name", "state", "remote_address", "remote_port", "sessions", "group", "role", "since"};
constexpr std::array<Column, 10> kTunnelColumns{{{"LocID", "local_id", Align::kRight},
                                                 {"RemID", "remote_id", Align::kRight},
                                                 {"Remote Name", "remote_name"},
                                                 {"State", "state", Align::kLeft, Show::kState},
                                                 {"Remote Address", "remote_address"},
                                                 {"Port", "remote_port", Align::kRight},
                                                 {"Sessions", "sessions", Align::kRight},
                                                 {"Group", "group"},
                                                 {"Role", "role"},
                                                 {"Last Chg", "since", Align::kRight, Show::kAge}}};

constexpr std::array<std::string_view, 20> kSessionKeys{
    "local_id",       "remote_id",     "tunnel_id", "interface",    "user",   "state",    "since",     "direction",  "calling_number",
    "called_number",  "address",       "peer_address", "bundle",    "stage",  "lcp",      "ncp",       "bytes_in",   "bytes_out",
    "packets_in",     "packets_out"};
constexpr std::array<Column, 7> kShowSessionColumns{{{"LocID", "local_id", Align::kRight},
                                                     {"RemID", "remote_id", Align::kRight},
                                                     {"TunID", "tunnel_id", Align::kRight},
                                                     {"Intf", "interface"},
                                                     {"Username", "user"},
                                                     {"State", "state", Align::kLeft, Show::kState},
                                                     {"Last Chg", "since", Align::kRight, Show::kAge}}};
constexpr std::array<Column, 9> kSessionColumns{{{"ID", "", Align::kRight, Show::kSession},
                                                 {"RemID", "remote_id", Align::kRight},
                                                 {"Intf", "interface"},
                                                 {"Username", "user"},
                                                 {"State", "state", Align::kLeft, Show::kState},
                                                 {"Peer Address", "peer_address"},
                                                 {"Calling", "calling_number"},
                                                 {"Called", "called_number"},
                                                 {"Last Chg", "since", Align::kRight, Show::kAge}}};

constexpr std::array<std::string_view, 6> kBundleKeys{"name", "user", "interface", "since", "links", "members"};
constexpr std::array<Column, 6> kBundleColumns{{{"Bundle", "name"},
                                                {"Username", "user"},
                                                {"Intf", "interface"},
                                                {"Links", "links", Align::kRight},
                                                {"Members", "members"},
                                                {"Last Chg", "since", Align::kRight, Show::kAge}}};

constexpr std::array<std::string_view, 5> kPoolKeys{"name", "ranges", "size", "used", "free"};
constexpr std::array<Column, 5> kPoolColumns{{{"Pool", "name"},
                                              {"Size", "size", Align::kRight},
                                              {"Used", "used", Align::kRight},
                                              {"Free", "free", Align::kRight},
                                              {"Ranges", "ranges"}}};

}  // namespace

const RowKind kTunnels{"tunnel", "tunnels", kTunnelColumns, kTunnelKeys};
const RowKind kSessions{"session", "sessions", kSessionColumns, kSessionKeys};
const RowKind kSessionsShort{"session", "sessions", kShowSessionColumns, kSessionKeys};
const RowKind kBundles{"bundle", "bundles", kBundleColumns, kBundleKeys};
const RowKind kPools{"pool", "pools", kPoolColumns, kPoolKeys};

}  // namespace ctl

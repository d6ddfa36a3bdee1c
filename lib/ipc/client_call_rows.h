// The rows of `call.list`, as those in control_rows.h, which includes this.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ipc/row_table.h"
#include "ipc/wall_time.h"
#include "l2tp/ids.h"

namespace ipc {

/// A call of this machine's own that the configuration names.
struct ClientCallRow {
    std::string name, group, state, lns, interface, address, peer_address;
    std::vector<l2tp::SessionKey> session;
    WallTime since{};
    std::uint64_t failures = 0;
    std::optional<std::uint64_t> next_seconds;
    std::string error;
};

inline constexpr RowColumn<ClientCallRow> kClientCallColumns[]{
    column<&ClientCallRow::name>("name", "Call", ColumnKind::kText, {0, 1}, "of the call"),
    column<&ClientCallRow::group>("group", "Group", ColumnKind::kText, {0, 2}, "that has it").filtered_by(kByGroup),
    column<&ClientCallRow::state>("state", "State", ColumnKind::kState, {0, 3}, "waiting: for the next try; ending: it is hung up")
        .one_of("idle calling up waiting ending")
        .filtered_by(kByState),
    column<&ClientCallRow::lns>("lns", "LNS", ColumnKind::kText, {0, 4}, "address or name, and port, that is called or was last"),
    column<&ClientCallRow::interface>("interface", "Intf", ColumnKind::kText, {0, 5}, "of PPP"),
    column<&ClientCallRow::address>("address", "Address", ColumnKind::kText, {0, 6}, "this machine's on the PPP interface"),
    column<&ClientCallRow::peer_address>("peer_address", "", ColumnKind::kText, {}, "the LNS's on the PPP interface"),
    column<&ClientCallRow::session>("session", "Session", ColumnKind::kText, {0, 7}, "tunnel_id and local_id"),
    column<&ClientCallRow::since>("since", "Up", ColumnKind::kAge, {0, 8}, "when it came up"),
    column<&ClientCallRow::failures>("failures", "Failures", ColumnKind::kNumber, {0, 9}, "tries in a row that did not come up"),
    column<&ClientCallRow::next_seconds>("next_seconds", "Next in", ColumnKind::kNumber, {0, 10}, "seconds until the next try"),
    column<&ClientCallRow::error>("error", "Error", ColumnKind::kText, {0, 11}, "why the last try failed, or the last call ended"),
};
inline constexpr RowTable kClientCallRows{"call", "calls", kClientCallColumns};

}  // namespace ipc

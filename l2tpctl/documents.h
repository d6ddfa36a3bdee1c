// Documents made from the tables of commands and columns: parts of l2tpctl(8) and of doc/control-protocol.md. A test compares
// the files in the source tree with these texts; `make update-control-documents` writes them anew.
#pragma once

#include <string>
#include <vector>

#include "ipc/row_table.h"

namespace ctl {

/// Every list of the control protocol, once.
std::vector<ipc::RowLayout> all_lists();
/// man page source: the sections COMMANDS and COLUMNS.
std::string manual_reference();
/// Markdown: the keys of rows.
std::string protocol_reference();

}  // namespace ctl

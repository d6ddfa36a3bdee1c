// Where files of tests/ are. Only one object knows the directory: in the flags of all, it would keep ccache from serving one
// tree's tests to another.
#pragma once

#include <string>

/// "golden/fsm.txt": the path of that file below tests/.
std::string source_file(const std::string& name);

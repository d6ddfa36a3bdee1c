// Who can put something else where a path leads: whoever may write the file, or a directory on the way to it.
#pragma once

#include <string>

namespace vpdnd::config {

/// Symbolic links are followed, and the directories of the path as written and of the file it leads to are looked at, up
/// to the root. In a sticky directory (/tmp) everybody may add files, but only owners replace theirs.
/// Words after "expected"; empty: nobody besides root and the daemon's user, or nothing is there.
std::string expected_directories(const std::string& file);
/// The same for a program or plugin itself, and its directories. `kind`: "a program".
std::string expected_program(const std::string& file, const std::string& kind);

}  // namespace vpdnd::config

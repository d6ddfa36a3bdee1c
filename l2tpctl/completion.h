// What a shell offers to complete a command line with: commands and options from the table of commands, ids and names from
// the running daemon. etc/completion/ calls it by `l2tpctl --complete WORD…`.
#pragma once

#include <string>
#include <vector>

namespace ctl {

/// `words`: the command line without its first word, up to the one that is to be completed. A line "files": names of files
/// shall be offered; else a line "words" and a line for each candidate, whatever the last word begins with. Candidates are
/// printable. A daemon that does not answer offers nothing.
std::string completions(const std::vector<std::string>& words);

}  // namespace ctl

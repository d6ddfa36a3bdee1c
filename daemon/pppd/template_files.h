// The files that a pppd reads once, when it starts: whoever waits with what was in them is out of date when they change.
#pragma once

#include <sys/stat.h>

#include <string>
#include <vector>

#include "pppd/command_line.h"

namespace vpdnd {

class TemplateFiles {
  public:
    /// Takes note of them as they are now: pppd, the plugin where its path is known, the options files with what they
    /// include, and those that pppd reads by itself. What is not there is noted too.
    explicit TemplateFiles(const PppdCommand& command);

    /// One of them is another, or was written. A call of stat() a file.
    bool changed() const;

  private:
    struct Noted {
        std::string path;
        struct stat state;  ///< all zero: not there
    };
    std::vector<Noted> files_;
};

}  // namespace vpdnd

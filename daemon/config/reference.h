// Documents made from the schema: the keys of vpdnd.conf(5) and the sample file. A test compares the files in the
// source tree with these texts; `vpdnd --print-config-reference` and `--print-sample-config` write them anew.
#pragma once

#include <string>

namespace vpdnd {

/// man page source: the KEYS section.
std::string config_reference();
/// A configuration file with every key, all of it commented out.
std::string sample_config();

}  // namespace vpdnd

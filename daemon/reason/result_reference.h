// RESULT CODES of vpdnd(8), made of the tables of codes and of reasons. For the maintainers: vpdnd
// --print-result-reference.
#pragma once

#include <string>

namespace vpdnd {

/// Two roff tables, of StopCCN and CDN: which codes we send, their names, and for what.
std::string result_reference();

}  // namespace vpdnd

// A child process with a network of its own, in which a test may do as root does. For unit tests.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace test {

/// What `work` returned in there, line by line; "no network: why" if there was none.
std::vector<std::string> in_own_network(const std::function<std::vector<std::string>()>& work);

/// In there: carries out a command of iproute2, and returns the lines that it prints, without blanks at their ends.
std::vector<std::string> ip(const std::string& arguments);

}  // namespace test

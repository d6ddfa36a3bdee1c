// Descriptors by name, put aside by what lets go of them for what takes them over: another object, or another process.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "os/unique_fd.h"

namespace vpdnd {

class DescriptorStore {
  public:
    /// Names are letters, digits and '-'. A second one of a name takes the place of the first, which is closed.
    void put(std::string name, UniqueFd duplicate) { descriptors_.insert_or_assign(std::move(name), std::move(duplicate)); }
    /// Empty: there is none of that name.
    UniqueFd take(const std::string& name) {
        auto found = descriptors_.extract(name);
        return found ? std::move(found.mapped()) : UniqueFd();
    }
    /// Has everything been taken?
    bool empty() const { return descriptors_.empty(); }

  private:
    std::map<std::string, UniqueFd> descriptors_;
};

}  // namespace vpdnd

// Descriptors by name, on their way from who lets something go to who takes it over: what a record of plain data cannot
// hold.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "os/unique_fd.h"

namespace vpdnd {

class DescriptorStore {
  public:
    /// Names are letters, digits, '-' and '/'. A descriptor of the same name is replaced. An invalid one is not kept.
    void put(std::string name, UniqueFd duplicate) {
        if (duplicate) descriptors_.insert_or_assign(std::move(name), std::move(duplicate));
    }
    /// Invalid: there is none of that name.
    UniqueFd take(const std::string& name) {
        const auto found = descriptors_.extract(name);
        return found ? std::move(found.mapped()) : UniqueFd();
    }
    /// Has everything been taken?
    bool empty() const { return descriptors_.empty(); }

  private:
    std::map<std::string, UniqueFd> descriptors_;
};

}  // namespace vpdnd

// Who asks RADIUS servers and brings their answers. An interface, so that what is asked and what follows from it can be tried
// without sockets and in virtual time.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "radius/client.h"

namespace vpdnd {

/// A question that is open. Destroyed, its answer is not wanted any more.
class RadiusWait {
  public:
    virtual ~RadiusWait() = default;
};

class RadiusService {
  public:
    using Answer = std::function<void(const radius::Answered&)>;
    virtual ~RadiusService() = default;
    /// Calls `answer` once, later and never inside another call of this interface, unless the wait was destroyed. Error: why it
    /// cannot be asked, in words.
    [[nodiscard]] virtual tl::expected<std::unique_ptr<RadiusWait>, std::string> ask(radius::Question question, Answer answer) = 0;
};

}  // namespace vpdnd

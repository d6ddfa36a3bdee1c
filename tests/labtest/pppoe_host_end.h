// A PPPoE host in a namespace of a test: frames of discovery by a packet socket, and the kernel's session.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "labtest/l2tp_end.h"
#include "support/pppoe_host.h"

namespace labtest {

class PppoeHostEnd {
  public:
    PppoeHostEnd(const Namespace& where, const std::string& interface);

    vpdnd::pppoe::MacAddress own() const { return own_; }
    void send(testing::RawFrame frame);
    /// What has come and is for us; empty: nothing has.
    std::optional<testing::Heard> hear();
    /// The session that a PADS has confirmed, as the kernel has it, and its channel.
    struct Session {
        vpdnd::UniqueFd socket;
        PppChannel channel;
    };
    Session session(const testing::Heard& pads) const;

  private:
    const Namespace& where_;
    int index_ = 0;
    vpdnd::pppoe::MacAddress own_;
    vpdnd::UniqueFd fd_;
};

}  // namespace labtest

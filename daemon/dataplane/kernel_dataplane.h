// What the data planes that use the kernel have in common: a session's PPP channel is held through /dev/ppp.
#pragma once

#include "dataplane/dataplane.h"

namespace vpdnd {

class KernelDataPlane : public DataPlane {
  public:
    DataPlaneResult<Channel> open_channel(l2tp::SessionKey key, int index) final;
    DataPlaneResult<int> bind_channel(int session_fd) const final;
    DataPlaneResult<std::size_t> bridge(Channel& user, Channel& session) final;
    bool hung_up(const Channel& channel) final;
    bool set_accm(const Channel& channel, std::uint32_t send, std::uint32_t receive) final;
};

}  // namespace vpdnd

// A session that a peer asked for with ICRQ: this machine is the LNS. The kernel session is there before ICRP, so that
// the kernel keeps early frames. RFC 2661 sections 5.2 and 7.4.2.
//
//   prepare()   kernel session     connect()   ICRP; connected with the ICCN, whose proxy data is in the facts then
//   hand_over() ids and the session's socket, for a pppd
//   channel()   for a call that goes on through another tunnel; then the socket stays here
#pragma once

#include "end/session_end.h"
#include "tunnel/tunnels.h"

namespace vpdnd {

class AcceptedSessionEnd : public SessionEnd {
  public:
    AcceptedSessionEnd(const SessionParts& parts, EndOwner& owner, CallFacts& facts,
                       const l2tp::PrepareSession& effect);
    AcceptedSessionEnd(const SessionParts& parts, EndOwner& owner, CallFacts& facts, const SessionRecord& record,
                       const std::string& name, DescriptorStore& store);

    void prepare(const Route& route) override;
    void connect(Handover from_other) override;
    Handover hand_over() override { return {ids_, socket_for_process(), parts_.tunnels.link_mtu(ids_.key.tunnel, sequencing_)}; }
    Channel* channel() override;
    void hang_up(HangUp how, const EndReason& why) override;
    void resume() override;

    void session_prepare(const l2tp::PrepareSession&) override {}  // it was made of it
    void session_up(const l2tp::SessionUp& effect) override;
    void session_down(const l2tp::SessionDown& effect) override;

    SessionRecord save(const std::string& name, DescriptorStore& store) const { return record(name, store); }

  private:
    void kernel_session_ready(int channel) override;
};

}  // namespace vpdnd

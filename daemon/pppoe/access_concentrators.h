// The PPPoE access concentrators of this machine: discovery with its socket, its interfaces and the kernel's sessions.
//
//   a host's PADR     the kernel's session, then its PPP channel are made; PADS; on_session() gives both away
//   its PADT, or the  the holder of the session is told: session_over()
//   interface's end
//   close()           PADT to the host
//   release()         the descriptors are closed by a thread; then the id may be given again
//
// Whoever has a session holds it until release(). Everything is called from the loop; what it decides is carried out by carry_out(), at
// the end of the turn.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/config.h"
#include "dataplane/dataplane.h"
#include "dataplane/kernel_workers.h"
#include "net/link_watch.h"
#include "os/event_loop.h"
#include "pppoe/discovery.h"
#include "pppoe/discovery_socket.h"

namespace vpdnd {
class DescriptorStore;
}

namespace vpdnd::pppoe {

/// A session that its host is about to be told of.
struct NewSession {
    OpenSession asked;
    UniqueFd socket;  ///< the kernel's session lives as long as one descriptor of it does, a pppd's too
    Channel channel;  ///< what comes early waits in it
    std::uint64_t speed = 0;  ///< bit/s, of its interface
};

/// Who has a session.
class SessionHolder {
  public:
    virtual ~SessionHolder() = default;
    /// Nothing can be sent on it any more. It is still to be released.
    virtual void session_over(SessionEnd how) = 0;
};

class AccessConcentrators {
  public:
    /// All outlive it.
    AccessConcentrators(EventLoop& loop, DataPlane& plane, KernelWorkers& workers);
    ~AccessConcentrators() { *alive_ = false; }
    /// As one that goes on where another was; sessions that were being made are refused. Then use(), then hold() for each session.
    void adopt(const DiscoveryRecord& record, DescriptorStore& store);
    /// Whoever goes on holds its sessions: those that nobody holds are over, and their ids free.
    void end_adoption();
    DiscoveryRecord save(DescriptorStore& store) const;

    /// At the start and after a reload. Without a [pppoe.NAME], or with the data plane "none", nothing is opened. Error: a text; what
    /// was served before is served on.
    tl::expected<void, std::string> use(const Config& config);
    /// Who gets new sessions. Without one they are released at once.
    void on_session(std::function<void(NewSession)> taker) { taker_ = std::move(taker); }
    void hold(SessionKey key, SessionHolder& holder) { holders_[key] = &holder; }
    /// While it says no, hosts get no offers, and are refused. Kept by adopt().
    void admit(std::function<bool()> can_serve);
    /// The user of this session has said who he is: he does not count among those who have not any more.
    void authenticated(SessionKey key) { discovery_.authenticated(key); }
    void close(SessionKey key) { discovery_.close(key); }
    /// What its holder still has of it. Of one that is not over: as close() before.
    void release(SessionKey key, UniqueFd socket, UniqueFd channel);
    /// Nobody is served any more; sessions go on until they are closed.
    void stop() { discovery_.stop(); }
    /// Sends frames, makes sessions, tells holders. False: there was nothing to do.
    bool carry_out();

    const Discovery& discovery() const { return discovery_; }
    /// "eth1"; empty: the interface is not known any more.
    std::string interface_name(int index) const;

  private:
    struct Opening {
        OpenSession asked;
        UniqueFd socket;
        KernelWorkers::Wait wait;
    };

    /// What a thread has found out.
    struct Bound {
        DataPlaneResult<int> index = -1;
        std::uint64_t speed = 0;
    };

    tl::expected<void, std::string> listen();
    void serve(const Link& link);
    ConcentratorPtr concentrator_for(const std::string& interface) const;
    void carry_out_one(Effect effect);
    bool open_one();
    void open(OpenSession asked);
    void channel_is_bound(SessionKey key, const Bound& bound);
    void fail(const OpenSession& asked, const DataPlaneError& why, Discovery::Id id);
    void session_over(const SessionOver& over);

    EventLoop& loop_;
    DataPlane& plane_;
    KernelWorkers& workers_;
    Discovery discovery_;
    std::vector<ConcentratorPtr> concentrators_;
    std::map<int, Link> links_;
    std::unique_ptr<DiscoverySocket> socket_;
    std::unique_ptr<LinkWatch> link_watch_;
    std::function<void(NewSession)> taker_;
    std::function<bool()> can_serve_;
    std::unordered_map<SessionKey, SessionHolder*> holders_;
    std::map<SessionKey, Opening> opening_;
    std::map<SessionKey, KernelWorkers::Wait> releasing_;
    std::map<SessionKey, UniqueFd> burnt_;  ///< as long as the interface is there; see connect_session()
    std::deque<OpenSession> to_open_;
    unsigned opened_ = 0;  ///< in this turn of the loop
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::unique_ptr<EventLoop::Timer> timer_;
    base::Time timer_at_ = base::kNever;
};

}  // namespace vpdnd::pppoe

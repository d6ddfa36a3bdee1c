// The discovery stage of PPPoE on the side of access concentrators, without I/O: frames and time in, frames and sessions out. RFC
// 2516, RFC 4638 (PPP-Max-Payload), TR-101 (what access nodes add). For all interfaces of this machine.
//
//   PADI  ->  PADO, at once or after pado-delay. Nothing is remembered of the host: its AC-Cookie is a keyed digest
//   PADR  ->  OpenSession; the kernel's session is made; opened() -> PADS, or refused() -> PADS with AC-System-Error
//   PADT  ->  SessionOver; the kernel's session is closed; released()
//   close()   PADT to the host; the kernel's session is closed; released()
//
// After each call the owner carries out take_effects(). An id is given to another session only after released(): a kernel that is
// asked for a session of the same id, host and interface while it still has the first one breaks the first one.
// Bounded memory whatever arrives. Frames that are not answered are counted, see counters.h.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pppoe/answers.h"
#include "pppoe/cookie.h"
#include "pppoe/counters.h"
#include "pppoe/discovery_effects.h"
#include "pppoe/pado_pace.h"
#include "pppoe/session_table.h"

namespace vpdnd::pppoe {

struct Interface {
    int index = 0;  ///< the kernel's
    std::string name;
    MacAddress own;
    unsigned mtu = 1500;

    bool operator==(const Interface&) const = default;
};

/// Sessions and the key of cookies as plain data; interfaces are told again to who takes over.
struct DiscoveryRecord {
    CookieKey key{};
    struct Opening {
        SessionKey session;
        AnswerTo answer;
        std::string ac_name;
    };
    std::vector<std::pair<SessionKey, Session>> sessions;
    std::vector<SessionKey> burnt;                     ///< ids that others have
    std::vector<std::pair<int, std::uint16_t>> turns;  ///< which id was given last, by interface
    std::vector<Opening> opening;
};

class Discovery {
  public:
    /// A repeated PADR gets the PADS that it got before for so long.
    static constexpr base::Duration kRepetition = std::chrono::seconds(5);
    /// Of the last so many, at the most.
    static constexpr std::size_t kMostRepetitions = 65536;
    /// So many interfaces may have pado-per-second at once.
    static constexpr unsigned kFullPaces = 8;
    /// Ids that are tried for one PADR, at the most.
    static constexpr unsigned kMostTries = 8;
    /// PADOs that wait for pado-delay, at the most.
    static constexpr std::size_t kMostDelayed = 4096;

    /// `key` is random and secret.
    explicit Discovery(const CookieKey& key) : key_(key) {}
    explicit Discovery(const DiscoveryRecord& record);
    DiscoveryRecord save() const;

    // Interfaces ----------------------------------------------------------------------------------------------
    /// Serve this interface from now on, or with other settings, address or MTU. With another address or MTU its sessions are over:
    /// their hosts, which cannot know, get a PADT from the old address.
    void serve(const Interface& interface, ConcentratorPtr concentrator);
    /// Nobody is served there any more; sessions live on.
    void withdraw(int interface);
    /// It is down or gone, and its sessions with it. Harmless for one that is not known.
    void lost(int interface);
    /// It does not exist any more: as lost(); a later one has another number.
    void gone(int interface);
    /// Can one more session be served now? While not, a PADI gets no answer (section 5.2), a PADR an error. Without it: always.
    void admit(std::function<bool()> can_serve) { can_serve_ = std::move(can_serve); }
    /// Nobody is served anywhere any more. Who has no confirmation yet is refused; released() follows for these, too.
    void stop();

    // Input ---------------------------------------------------------------------------------------------------
    /// A frame that came on this interface, for its address or for all.
    void receive(base::Time now, int interface, std::span<const std::uint8_t> octets);
    /// When on_time() has something to do; none: not before the next frame.
    std::optional<base::Time> next_deadline() const;
    void on_time(base::Time now);

    // What became of sessions ---------------------------------------------------------------------------------
    void opened(base::Time now, SessionKey key);
    /// Is the host of OpenSession still waiting for it? Else what was made of it is released().
    bool wants(SessionKey key) const { return opening_.contains(key); }
    /// Its user has said who he is: it is not half open any more.
    void authenticated(SessionKey key) { sessions_.authenticated(key); }
    enum class Id : std::uint8_t { kFree, kTaken };
    /// The kernel has a session of this id for others: OpenSession again, of another id, or a refusal. The id is not given again while
    /// the interface is there.
    void taken_by_others(OpenSession asked);
    /// `why` is for the host: printable, of nothing secret. kTaken: the kernel has it still, it is not given again until released(); else
    /// it is free at once.
    void refused(SessionKey key, std::string_view why, Id id = Id::kFree);
    /// This side ends it: PADT, unless it is over already.
    void close(SessionKey key);
    /// The kernel has nothing of it any more. Of one that is not over: as close() before.
    void released(SessionKey key);

    std::vector<Effect> take_effects() { return std::exchange(effects_, {}); }
    const Counters& counters() const { return counters_; }
    const SessionTable& sessions() const { return sessions_; }
    /// Null: it is not served.
    const Interface* interface(int index) const;

  private:
    struct Served {
        Interface interface;
        ConcentratorPtr concentrator;  ///< null: withdrawn
    };
    struct Opening {
        AnswerTo answer;
        std::string ac_name;
        unsigned taken = 0;  ///< ids that were others'
    };
    /// What tells a repeated PADR from another one: Service-Name, Host-Uniq and Relay-Session-Id are all that a
    /// host can tell them apart by.
    struct Request {
        int interface = 0;
        MacAddress host;
        Cookie words;  ///< digest of them
        auto operator<=>(const Request&) const = default;
    };
    struct Answered {
        SessionKey session;
        base::Time until{};
        base::Bytes pads;  ///< empty: not yet
    };

    void on_padi(base::Time now, const Served& served, const Frame& frame);
    void on_padr(base::Time now, const Served& served, const Frame& frame);
    void on_padt(const Served& served, const Frame& frame);
    std::optional<RequestTags> read_request(const Served& served, const Frame& frame);
    bool take_turn(base::Time now, int interface, unsigned per_second);
    Count obstacle(const Served& served, const MacAddress& host) const;
    bool is_repeated(const Request& request);
    void open(base::Time now, const Served& served, AnswerTo answer, AccessLine line, const Request& request);
    void refuse(int interface, const AnswerTo& answer, Tag error, std::string_view text);
    void send(int interface, base::Bytes frame) { effects_.emplace_back(SendFrame{interface, std::move(frame)}); }
    void end_all(int interface, SessionEnd how);
    void drop_if_unused(int interface);
    Request request_of(int interface, const AnswerTo& answer) const;
    std::uint16_t first_id(int interface) const;
    void forget_old_requests(base::Time now);

    CookieKey key_;
    bool stopped_ = false;
    std::function<bool()> can_serve_;
    std::map<int, Served> interfaces_;
    SessionTable sessions_;
    std::map<SessionKey, Opening> opening_;
    std::map<Request, Answered> answered_;
    std::deque<std::pair<base::Time, Request>> answered_order_;
    std::multimap<base::Time, SendFrame> delayed_;
    std::map<int, PadoPace> paces_;  ///< by interface
    PadoPace total_pace_;
    std::vector<Effect> effects_;
    Counters counters_;
};

}  // namespace vpdnd::pppoe

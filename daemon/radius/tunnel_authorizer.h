// Questions for tunnels and their answers: kept for a while, and asked once where several calls want to know the same. Knows neither
// sockets nor clocks; what an answer means for a call is policy's.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/time.h"
#include "radius/radius_service.h"
#include "radius/tunnel_question.h"

namespace vpdnd {

struct TunnelAnswer {
    enum class Kind : std::uint8_t {
        kAccepted,
        kRejected,  ///< or challenged: there is nobody to ask (RFC 2865 section 4.4)
        kUnusable,  ///< genuine, but an attribute is not as it should be: `why`
        kFailed,    ///< not asked, or nobody answered: `why`
    };
    Kind kind = Kind::kFailed;
    radius::AttributeList attributes;  ///< of an accept; hidden ones in the clear
    std::string why;                   ///< no secret in it
};

struct TunnelAuthorization {
    base::Secret password;
    NasIdentity identity;
    std::chrono::milliseconds cache_lifetime{};  ///< 0: nothing is kept
};

class TunnelAuthorizer {
  public:
    using Now = std::function<base::Time()>;
    using Answer = std::function<void(const TunnelAnswer&)>;
    /// Answers beyond: the oldest is forgotten.
    static constexpr std::size_t kMostKept = 4096;

    /// A question that is open. Destroyed, its answer is not wanted any more. It may outlive the authorizer.
    class Ticket {
      public:
        virtual ~Ticket() = default;
    };

    explicit TunnelAuthorizer(Now now);
    ~TunnelAuthorizer();
    TunnelAuthorizer(const TunnelAuthorizer&) = delete;
    TunnelAuthorizer& operator=(const TunnelAuthorizer&) = delete;

    /// Whom to ask from now on; null: nobody. Forgets what was kept. Questions under way go on. The service outlives this object or
    /// the next use().
    void use(RadiusService* service, TunnelAuthorization how);
    bool serves() const { return service_ != nullptr; }

    /// Calls `answer` once: inside this call (then null is returned), or later.
    [[nodiscard]] std::unique_ptr<Ticket> ask(const TunnelQuestion& question, Answer answer);

    struct Counters {
        std::uint64_t asked = 0;   ///< questions of calls
        std::uint64_t kept = 0;    ///< of these, answered by what was kept
        std::uint64_t joined = 0;  ///< asked by another call at the same time
        std::uint64_t accepted = 0, rejected = 0, unusable = 0, failed = 0;  ///< answers
    };
    const Counters& counters() const { return counters_; }
    /// Answers that are kept and hold.
    std::size_t kept() const;

  private:
    class OneTicket;
    /// One question to the servers.
    struct Open {
        std::vector<std::uint64_t> waiters;  ///< in the order in which they came; some may have gone
        std::unique_ptr<RadiusWait> wait;
    };
    struct Waiter {
        std::string key;  ///< in open_
        Answer answer;
    };
    struct Kept {
        base::Time until{};
        std::string key;
        std::shared_ptr<const TunnelAnswer> answer;
    };
    std::string key_of(const radius::AttributeList& attributes, const std::string& user_name) const;
    std::shared_ptr<const TunnelAnswer> find_kept(const std::string& key);
    void keep(const std::string& key, std::shared_ptr<const TunnelAnswer> answer);
    void forget_old();
    std::unique_ptr<Ticket> fail(std::string why, const Answer& answer);
    void answered(std::string key, std::uint64_t generation, const radius::Answered& got);
    void give_up(std::uint64_t waiter);
    void count(TunnelAnswer::Kind kind);

    const Now now_;
    RadiusService* service_ = nullptr;
    TunnelAuthorization how_;
    std::uint64_t generation_ = 0;  ///< of use(): questions of an earlier one are not joined, their answers not kept
    std::uint64_t last_waiter_ = 0;
    std::map<std::string, Open> open_;
    std::map<std::uint64_t, Waiter> waiting_;
    std::list<Kept> kept_;  ///< the oldest first
    std::map<std::string, std::list<Kept>::iterator> kept_by_key_;
    Counters counters_;
    std::shared_ptr<TunnelAuthorizer*> self_ = std::make_shared<TunnelAuthorizer*>(this);  ///< null once we are gone
};

}  // namespace vpdnd

// Asks RADIUS servers whether a user may come in, and understands what they say. Knows neither calls nor clocks.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include <tl/expected.hpp>

#include "radius/radius_service.h"
#include "radius/user_profile.h"
#include "radius/user_question.h"

namespace vpdnd {

struct UserVerdict {
    enum class Kind : std::uint8_t {
        kAccepted,
        kRejected,  ///< or challenged: PPP has no way to ask on (RFC 2865 section 4.4)
        kUnusable,  ///< what the user sent cannot be asked, or an attribute of the answer is not as it should be: counts as a rejection
        kFailed,    ///< not asked, or nobody answered
    };
    Kind kind = Kind::kFailed;
    std::string why;      ///< in words, of all but an accept; no secret in it
    std::string message;  ///< for the user, raw, at most 255 octets; of MS-CHAP in its own form
    UserProfile profile;  ///< of an accept

    bool accepted() const { return kind == Kind::kAccepted; }
};

class UserAuthenticator {
  public:
    /// Servers of one [radius.NAME]. The service outlives the authenticator or the next use().
    struct Servers {
        RadiusService* service = nullptr;
        NasIdentity identity;
        std::chrono::milliseconds answers_within{};  ///< whatever happens
    };
    using Answer = std::function<void(const UserVerdict&)>;
    /// A question that is open. Destroyed, its answer is not wanted any more. It may outlive the authenticator.
    class Ticket {
      public:
        virtual ~Ticket() = default;
    };

    /// Questions under way go on.
    void use(std::map<std::string, Servers> by_name) { by_name_ = std::move(by_name); }

    /// Somebody who will ask these servers, perhaps after a reload that names them no more: they are kept as long as this is.
    [[nodiscard]] std::shared_ptr<const void> hold(const std::string& set);
    /// Those that somebody holds.
    std::set<std::string> held();
    /// What use() was told of it last; null: nothing.
    const Servers* known(const std::string& set) const;

    /// `set`: name of the [radius.NAME]. Calls `answer` once, later, unless the ticket was destroyed. Error: it cannot be asked,
    /// and why.
    [[nodiscard]] tl::expected<std::unique_ptr<Ticket>, UserVerdict> ask(const std::string& set, const UserQuestion& question,
                                                                        Answer answer);
    /// How long an answer may take; 0: there are no such servers.
    std::chrono::milliseconds answers_within(const std::string& set) const;

    struct Counters {
        std::uint64_t asked = 0, accepted = 0, rejected = 0, unusable = 0, failed = 0;
        std::map<radius::AttributeId, std::uint64_t> unknown;  ///< attributes of accepts that the table does not have
    };
    /// Of one set, since the daemon's start.
    const Counters& counters(const std::string& set) const;

  private:
    std::map<std::string, Servers> by_name_;
    std::map<std::string, std::weak_ptr<const void>> holds_;
    std::shared_ptr<std::map<std::string, Counters>> counters_ = std::make_shared<std::map<std::string, Counters>>();
};

/// What an answer says to a user who came with this method.
[[nodiscard]] UserVerdict verdict_of(const radius::Answered& answer, ipc::AuthMethod method);

}  // namespace vpdnd

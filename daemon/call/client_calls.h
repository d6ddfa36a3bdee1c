// The calls of this machine's own that the configuration names: placed by command or at the start, and again by redial.h's rules.
// Owned by Core. It watches all calls, and knows those that it placed.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "call/call.h"
#include "call/call_observer.h"
#include "call/redial.h"
#include "config/config.h"
#include "os/event_loop.h"

namespace vpdnd {

class ClientCalls : public CallObserver {
  public:
    /// How long a call whose process has not gone yet, its scripts say, keeps the next one from being placed.
    static constexpr std::chrono::seconds kLinger{5};

    /// `parts` outlive it.
    ClientCalls(const CallParts& parts, Redial::Random random) : parts_(parts), random_(std::move(random)) {}

    /// At the start and after a reload: calls that are new and start at boot are placed, those that are no more are ended.
    void use(const Config& config);

    /// How one of them is now.
    struct Status {
        std::string name, group;
        RedialState state = RedialState::kIdle;
        bool ending = false;  ///< it is hung up, or not wanted any more, and not gone yet
        unsigned failures = 0;
        std::optional<Redial::Time> next;   ///< of kWaiting
        std::optional<Redial::Time> since;  ///< of kUp
        std::string error;                  ///< why the last try failed, or the last call ended; empty: neither
        std::string lns;                    ///< that is called, or was last
        const Call* call = nullptr;         ///< null: there is none
    };
    std::vector<Status> list() const;

    /// `done` is called once, perhaps at once: up, or why the first try failed. False: the configuration names no such call.
    using Placed = std::function<void(const tl::expected<Status, std::string>&)>;
    bool place(const std::string& name, Placed done);
    enum class Ended : std::uint8_t { kUnknown, kNotPlaced, kEnded };
    Ended end(const std::string& name);
    /// The daemon stops: none is placed any more.
    void stop();

    /// The network has changed at these interfaces, or (`all`) anywhere: calls that wait are placed, unless it was a call itself.
    void network_changed(const std::set<int>& interfaces, bool all);

    // What calls tell.
    void up(const Call& call) override;
    void ended(const Call& call) override;
    /// Nothing is left of this call.
    void gone(CallId call);

    /// One as plain data.
    struct Record {
        std::string name;
        Redial::Record redial;
        CallId call{};
        bool has_call = false, waits_for_end = false;
        std::string error, lns;
    };
    std::vector<Record> save() const;
    /// Before use(), which neither places nor ends any until resume(): the calls themselves are taken over by CallTable, later.
    void adopt(const std::vector<Record>& saved);
    /// After the calls are there. Those that are new in `config` begin, and those that it has no more end.
    void resume(const Config& config);

  private:
    struct Entry {
        Redial redial;
        std::string group;
        std::optional<CallId> call;  ///< the last one; it may be gone
        bool waits_for_end = false;  ///< a new one follows when that is gone
        std::string error, lns;      ///< lns: of the last one
        std::vector<Placed> waiting;
        std::unique_ptr<EventLoop::Timer> timer;
    };
    Entry& entry(const std::string& name);
    Entry* find(const Call& call);
    Status status(const std::string& name, const Entry& entry) const;
    void act(const std::string& name, Redial::Do what);
    void place_now(const std::string& name, Entry& entry);
    void hang_up(const std::string& name, Entry& entry);
    void on_timer(const std::string& name);
    void arm(Entry& entry);
    void answer(Entry& entry, const tl::expected<Status, std::string>& how);

    const CallParts& parts_;
    const Redial::Random random_;
    std::map<std::string, Entry> entries_;
    bool stopped_ = false, adopting_ = false;
};

}  // namespace vpdnd

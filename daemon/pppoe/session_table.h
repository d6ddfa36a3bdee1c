// The sessions of discovery: who has which id, and how many each host, interface and concentrator has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/time.h"
#include "pppoe/discovery_effects.h"

namespace vpdnd::pppoe {

enum class SessionState : std::uint8_t {
    kOpening,  ///< the host of this library makes the kernel's session; no PADS yet
    kUp,
    kOver,     ///< nothing is sent on it any more, but its id is not free
};

struct Session {
    MacAddress host, own;
    SessionState state = SessionState::kOpening;
    base::Time since{};
    std::string concentrator;
    bool half_open = true;  ///< its user has not authenticated himself yet

    bool operator==(const Session&) const = default;
};

class SessionTable {
  public:
    /// Interfaces without sessions whose turn is kept.
    static constexpr std::size_t kMostTurns = 4096;
    /// Each costs a descriptor.
    static constexpr std::size_t kMostBurnt = 256;

    using Sessions = std::unordered_map<SessionKey, Session>;

    /// Is there room for one more of this host? Limits of 0 are none. Of the half open ones that a concentrator may have one interface
    /// may have half: hosts on it that never say who they are leave room for those on others.
    bool has_room(int interface, const MacAddress& host, const Concentrator& concentrator) const;
    /// Ids of the interface are given from here on, unless some were given before: also when it was down meanwhile.
    void begin_at(int interface, std::uint16_t first);
    /// Of those that are free on the interface the one whose turn it is: the longest unused. 0: all are taken.
    std::uint16_t next_id(int interface);
    void add(SessionKey key, Session session);
    void remove(SessionKey key);
    /// It is not half open any more.
    void authenticated(SessionKey key);
    /// Others have this id of a session that is being made: it goes back to nobody and counts for nobody, and another one takes its
    /// place. 0: no other one is free, or kMostBurnt of the interface are burnt; the session is out of the table.
    std::uint16_t burn(SessionKey key);
    /// The interface has gone, and with it those who had ids there: neither they nor whose turn it was are kept.
    void forget_interface(int interface);
    std::vector<SessionKey> burnt() const;
    /// As burn() had done it.
    void adopt_burnt(SessionKey key) { burnt_[key.interface].insert(key.id); }
    /// Null: there is none.
    Session* find(SessionKey key);
    const Session* find(SessionKey key) const;
    std::vector<SessionKey> on(int interface) const;
    std::size_t burnt_on(int interface) const;
    std::size_t count_on(int interface) const { return count(by_interface_, interface); }
    /// Which id was given last, by interface.
    const std::map<int, std::uint16_t>& turns() const { return last_id_; }
    const Sessions& all() const { return sessions_; }

  private:
    template <class Map, class Key>
    static std::size_t count(const Map& counts, const Key& key) {
        const auto found = counts.find(key);
        return found == counts.end() ? 0 : found->second;
    }

    Sessions sessions_;
    std::map<std::pair<int, MacAddress>, std::size_t> by_host_;
    std::map<int, std::size_t> by_interface_;
    std::map<std::string, std::size_t> by_concentrator_;
    std::map<int, std::size_t> half_open_by_interface_;
    std::map<std::string, std::size_t> half_open_by_concentrator_;
    std::map<int, std::uint16_t> last_id_;
    std::map<int, std::set<std::uint16_t>> burnt_;
};

}  // namespace vpdnd::pppoe

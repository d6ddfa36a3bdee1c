// All tunnels of an endpoint: by our id, by the peer's address and id, the ones being opened by peer address; with
// their deadlines and the count of half-open ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "l2tp/deadline_heap.h"
#include "l2tp/established_paths.h"
#include "l2tp/fifo.h"
#include "l2tp/half_open_limits.h"
#include "l2tp/id_set.h"
#include "l2tp/tunnel.h"

namespace l2tp {

struct EndpointRecord;

class TunnelTable {
  public:
    struct Entry {
        explicit Entry(Tunnel tunnel_) : tunnel(std::move(tunnel_)) {}
        Tunnel tunnel;
        Address named_by;              ///< the peer's address under which peer_id is indexed
        PeerTunnelId named;            ///< 0: not indexed
        bool listed_opening = false;
        bool listed_stranger = false;
        bool counted_busy = false;
        std::optional<Path> established_on;  ///< under which it is in `established`
        std::uint32_t silent_ticket = 0;  ///< its place in the order of silent tunnels; 0: not silent
    };
    using Map = std::unordered_map<TunnelId, Entry>;

    Tunnel* find(TunnelId id);
    const Tunnel* find(TunnelId id) const;
    /// The tunnels that this peer calls `id`, in order: one as a rule, more while it is not clear which is the peer's.
    std::vector<TunnelId> named(const Address& peer, PeerTunnelId id) const;
    /// Tunnels that we are opening to an address and that wait for their SCCRP, in order.
    std::vector<TunnelId> opening_to(const IpAddress& ip) const;
    /// Tunnels that this peer asked for and that were never established, in order.
    std::vector<TunnelId> strangers_at(const Address& peer) const;
    /// Is this a challenge of ours that waits for its answer in an SCCRP?
    bool waits_for_answer_to(const Bytes& challenge) const;
    /// A new tunnel under a free id; if all are taken, under that of the tunnel that has been silent longest, which is
    /// forgotten. Null: none is free.
    Tunnel* create(Context& context, const Path& path, const TunnelSettingsPtr& settings);
    /// To be called after each input of a tunnel: brings the indexes, counts and deadlines up to date and forgets a
    /// finished tunnel.
    void update(Tunnel& tunnel);
    void erase(TunnelId id);
    /// An id that no tunnel has. It may be given to one later.
    TunnelId unused_id(Context& context) const;

    /// Into tunnel_settings, tunnels, deadlines, silent ones and seen requests of an endpoint's record, and out of them.
    void save(EndpointRecord& record) const;
    void adopt(EndpointRecord& record, Context& context);

    /// Of all, in order.
    std::vector<TunnelId> ids() const;
    std::size_t size() const { return entries_.size(); }
    /// Tunnels that are not over, or wait for an acknowledgement.
    std::size_t busy() const { return busy_; }
    Map::const_iterator begin() const { return entries_.begin(); }
    Map::const_iterator end() const { return entries_.end(); }

    HalfOpenLimits half_open;
    EstablishedPaths established;
    DeadlineHeap deadlines;

  private:
    struct PeerName {
        Address address;
        PeerTunnelId id;
        bool operator==(const PeerName&) const = default;
    };
    struct PeerNameHash {
        std::size_t operator()(const PeerName& name) const noexcept {
            return std::hash<Address>{}(name.address) * 65599u + name.id.value;
        }
    };

    struct Silent {
        TunnelId id;
        std::uint32_t ticket = 0;
    };
    /// So many silent tunnels are remembered at the most, and those of strangers by themselves: anybody who is served can
    /// make one with two datagrams, and must not make us forget one that was established.
    static constexpr std::size_t kMostSilent = 8192, kMostSilentStrangers = 1024;

    std::optional<std::uint16_t> free_id(Context& context);
    std::optional<TunnelId> forget_oldest(Fifo<Silent>& silent);
    bool is_silent(const Silent& silent) const;
    void update_name(Entry& entry);
    void update_opening(Entry& entry);
    void update_stranger(Entry& entry);
    void update_half_open(const Entry& entry);
    void update_counts(Entry& entry);
    void update_path(Entry& entry);
    void unname(const Entry& entry);
    void name(Entry& entry);
    void adopt(TunnelRecord& record, const TunnelSettingsPtr& settings, Context& context);
    void unlist_opening(Entry& entry);
    void unlist_stranger(Entry& entry);

    Map entries_;
    IdSet taken_;
    std::unordered_multimap<PeerName, TunnelId, PeerNameHash> by_peer_;
    std::unordered_multimap<IpAddress, TunnelId> opening_;
    std::set<std::pair<Address, TunnelId>> strangers_;
    std::size_t busy_ = 0;
    /// Oldest first; of those that are forgotten by now too, until they come to the front.
    Fifo<Silent> silent_, silent_strangers_;
    std::uint32_t last_ticket_ = 0;
};

}  // namespace l2tp

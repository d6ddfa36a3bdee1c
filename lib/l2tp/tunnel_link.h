// A tunnel's way to its peer: both ids, the path, and the reliable channel, between messages on the one side and
// datagrams on the other. Knows nothing of states and calls. Owned by its tunnel. RFC 2661 sections 3.1, 4.3 and 5.8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "l2tp/header.h"
#include "l2tp/ids.h"
#include "l2tp/message_codec.h"
#include "l2tp/messages.h"
#include "l2tp/peer_address.h"
#include "l2tp/reliable_channel.h"
#include "l2tp/settings.h"

namespace l2tp {

struct Context;
struct LinkRecord;

class TunnelLink {
  public:
    TunnelLink(TunnelId id, const Path& path, TunnelSettingsPtr settings);
    /// Goes on from what save() gave; `settings` are those that the record names.
    TunnelLink(LinkRecord record, TunnelSettingsPtr settings);
    /// `settings`: the place where the record's owner keeps the settings.
    LinkRecord save(std::uint32_t settings) const;

    // Receiving ---------------------------------------------------------------------------------------------

    /// Takes what a datagram from `from` acknowledges, and the message in it, if there is one and it is the next in
    /// order: true, the caller acts upon it. Then take_held() is asked until it has none. `may_hold`: one that comes too
    /// early is kept; else it has to come again, so that nobody can say before the peer is known what counts afterwards.
    bool take(Context& context, const Path& from, const ControlHeader& header, std::span<const std::uint8_t> datagram, bool may_hold);
    /// The next message in order, if it came too early.
    std::optional<Bytes> take_held(Context& context);
    /// What such a message says. No message: of a type that we do not know, and need not (counted). `trusted`: the peer
    /// has authenticated itself, if it had to; else little is decrypted for it.
    tl::expected<std::optional<Message>, ProtocolError> decode(Context& context, const Path& from,
                                                               std::span<const std::uint8_t> body, bool trusted);
    /// The SCCRQ came; not by take(), for then there was no tunnel yet.
    void take_request(Context& context, PeerTunnelId assigned);
    /// The message that was just taken is acknowledged without delay (section 5.8 allows either).
    void hurry() { channel_.hurry(); }

    // Sending -----------------------------------------------------------------------------------------------

    /// Queues a message of a session, or of the tunnel (session 0), and sends it if the window permits.
    void send(Context& context, PeerSessionId session, const Message& message);
    /// The session is filled in, and the result is what the group tells its peers in place of this one (`replace-result`).
    void send_cdn(Context& context, SessionId local, PeerSessionId peer, Cdn message);
    /// Sends what the window permits by now.
    void flush(Context& context);
    /// Sends an acknowledgement alone if no message has carried it and none is waited for any longer.
    void acknowledge(Context& context);
    /// Sends once more, out of turn, what has waited longest for its acknowledgement. Harmless if nothing does.
    void repeat_oldest(Context& context) { channel_.repeat_oldest(sender(context)); }
    /// Sends again what is due. False: the peer does not answer so many retransmissions.
    bool on_time(Context& context, unsigned retries);
    /// Sends the StopCCN, in front of all that was not sent yet and in place of it.
    void send_last(Context& context, const StopCcn& message);
    /// The tunnel is over: its own socket is gone, what goes out from now on goes out by the listening one.
    void end() { over_ = true; }
    /// Forgets everything that waits for an acknowledgement: the peer has said its last word.
    void forget() { channel_.forget(); }

    // Who and where -----------------------------------------------------------------------------------------

    void set_path(const Path& path) { path_ = path; }
    void set_peer_id(PeerTunnelId id) { peer_id_ = id; }
    /// The peer told its id after we had sent messages for tunnel 0: they go out again with it (section 4.4.3).
    void learn_peer_id(PeerTunnelId id);
    void set_peer_window(std::uint16_t messages) { channel_.window().set_peer_window(messages); }

    TunnelId id() const { return id_; }
    PeerTunnelId peer_id() const { return peer_id_; }
    const Path& path() const { return path_; }
    const TunnelSettings& settings() const { return *settings_; }
    const ReliableChannel& channel() const { return channel_; }
    bool over() const { return over_; }
    /// So many messages wait to be sent that the peer cannot be acknowledging at all.
    bool is_clogged() const { return channel_.queued() > kMostQueued + settings_->session_limit; }
    SessionKey key(SessionId session) const { return {id_, session}; }

  private:
    /// Besides one for each session that there may be.
    static constexpr std::size_t kMostQueued = 16000;

    ReliableChannel::Send sender(Context& context);
    EncodeOptions encode_options(Context& context, const Message& message) const;
    bool may_wait(const Message& message, Time now);

    TunnelId id_;
    PeerTunnelId peer_id_;
    bool over_ = false;
    Path path_;
    TunnelSettingsPtr settings_;
    Time patient_until_{};  ///< a HELLO before that comes soon after another one: its acknowledgement can wait
    ReliableChannel channel_;
};

}  // namespace l2tp

// LAC: what the user and this pppd said to each other until the user had given a name and a password or response. That is
// what the LNS gets as proxy LCP and proxy authentication (RFC 2661 section 4.4.5).
#pragma once

#include <cstdint>
#include <span>

#include "auth_injection.h"
#include "ipc/plugin_codec.h"

namespace plugin {

/// Options of one Configure-Request. What does not fit is not kept at all: a cut-off request would be wrong.
struct SavedOptions {
    std::uint8_t bytes[1024];
    std::size_t length = 0;
    bool present = false;
    void save(std::span<const std::uint8_t> options);
    std::span<const std::uint8_t> get() const { return {bytes, length}; }
};

class LacCapture {
  public:
    /// Whole PPP frames, address and control octets first.
    void received(std::span<const std::uint8_t> frame);
    void sent(std::span<const std::uint8_t> frame);
    /// LCP starts again: the credentials belong to the past, the first Configure-Request stays the first.
    void restart();

    /// The user's answer, a packet without PPP header. False: it is none, or does not fit what was asked.
    bool take_pap(std::span<const std::uint8_t> packet);
    bool take_chap(std::span<const std::uint8_t> packet);

    Credentials& credentials() { return credentials_; }
    /// pppd's own digest number; 0 for PAP.
    int digest() const { return digest_; }
    void describe(ipc::PluginMessageWriter& call) const;

  private:
    SavedOptions first_received_, last_received_, last_sent_;
    Credentials credentials_;
    std::uint8_t challenge_[kMaxName] = {};
    std::uint8_t challenge_length_ = 0, challenge_id_ = 0;
    bool challenged_ = false;
    int digest_ = 0;
};

}  // namespace plugin

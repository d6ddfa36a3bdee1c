// How many control messages may be unacknowledged: slow start and congestion avoidance of RFC 2661 appendix A,
// under the peer's Receive Window.
#pragma once

#include <cstdint>

namespace l2tp {

struct CongestionRecord;

class CongestionWindow {
  public:
    CongestionWindow() = default;
    explicit CongestionWindow(const CongestionRecord& record);
    CongestionRecord save() const;

    /// The peer's Receive Window Size AVP. 4 until (or unless) the peer tells one, section 4.4.3.
    void set_peer_window(std::uint16_t messages);
    /// An acknowledgement of something new arrived, explicit or piggybacked.
    void on_acknowledgement();
    /// A retransmission timer ran out.
    void on_retransmission();
    /// The peer's acknowledgements told of a loss before that: it receives, so the window is halved (RFC 5681 section 3.2).
    void on_early_retransmission();

    /// CWND: at least 1, never above peer_window().
    std::uint16_t size() const { return size_; }
    std::uint16_t peer_window() const { return peer_window_; }
    std::uint16_t threshold() const { return threshold_; }

  private:
    std::uint16_t peer_window_ = 4;
    std::uint16_t size_ = 1;
    std::uint16_t threshold_ = 4;         ///< SSTHRESH
    std::uint16_t acknowledgements_ = 0;  ///< since CWND last grew, in congestion avoidance
};

}  // namespace l2tp

#include "l2tp/congestion_window.h"

#include <algorithm>

#include "l2tp/records.h"

namespace l2tp {

CongestionWindow::CongestionWindow(const CongestionRecord& record)
    : peer_window_(record.peer_window), size_(record.size), threshold_(record.threshold), acknowledgements_(record.acknowledgements) {}

CongestionRecord CongestionWindow::save() const { return {peer_window_, size_, threshold_, acknowledgements_}; }

void CongestionWindow::set_peer_window(std::uint16_t messages) {
    peer_window_ = std::max<std::uint16_t>(messages, 1);
    threshold_ = peer_window_;
    size_ = std::min(size_, peer_window_);
}

void CongestionWindow::on_acknowledgement() {
    if (size_ >= peer_window_) return;
    if (size_ < threshold_) {
        ++size_;
        return;
    }
    if (++acknowledgements_ < size_) return;
    ++size_;
    acknowledgements_ = 0;
}

void CongestionWindow::on_early_retransmission() {
    threshold_ = std::max<std::uint16_t>(static_cast<std::uint16_t>(size_ / 2), 1);
    size_ = threshold_;
    acknowledgements_ = 0;
}

void CongestionWindow::on_retransmission() {
    threshold_ = std::max<std::uint16_t>(static_cast<std::uint16_t>(size_ / 2), 1);
    size_ = 1;
    acknowledgements_ = 0;
}

}  // namespace l2tp

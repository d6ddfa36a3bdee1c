#include "ipc/line_splitter.h"

namespace ipc {

void LineSplitter::append(std::string_view octets) {
    if (overflowed_) return;
    buffer_.erase(0, start_);
    scanned_ -= start_;
    start_ = 0;
    buffer_ += octets;
}

std::optional<std::string_view> LineSplitter::next() {
    if (overflowed_) return {};
    const std::size_t end = buffer_.find('\n', scanned_);
    const std::size_t length = (end == std::string::npos ? buffer_.size() : end) - start_;
    if (length > limit_) {
        overflowed_ = true;
        return {};
    }
    if (end == std::string::npos) {
        scanned_ = buffer_.size();
        return {};
    }
    std::string_view line = std::string_view(buffer_).substr(start_, length);
    start_ = scanned_ = end + 1;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

}  // namespace ipc

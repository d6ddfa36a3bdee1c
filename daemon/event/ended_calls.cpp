#include "event/ended_calls.h"

#include <string>
#include <utility>

namespace vpdnd {
namespace {

/// At the end of a character, if it is UTF-8. A text keeps no more memory than it needs, however it was made.
void cut(std::string& text) {
    std::size_t size = text.size();
    if (size > EndedCalls::kMostText) {
        size = EndedCalls::kMostText;
        constexpr std::size_t kLongestTail = 3;
        for (std::size_t i = 0; i < kLongestTail && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U; ++i)
            --size;
    }
    if (size != text.size() || text.capacity() > size) text = std::string(text, 0, size);
}

}  // namespace

void EndedCalls::add(ipc::EndedCallRow call) {
    ipc::kEndedCallRows.for_each_text(call, cut);
    calls_.push_back(std::move(call));
    if (calls_.size() > most_) calls_.pop_front();
}

}  // namespace vpdnd

// Short texts in fixed buffers, and the plugin's log lines.
#pragma once

#include <cstddef>
#include <cstdio>
#include <span>
#include <string_view>

namespace plugin {

template <std::size_t kSize>
struct Text {
    char bytes[kSize];

    template <class... Arguments>
    explicit Text(const char* format, Arguments... arguments) {
        std::snprintf(bytes, kSize, format, arguments...);
    }
    operator const char*() const { return bytes; }
};
using Line = Text<400>;

/// Copies as much as fits, terminated.
inline void copy_text(std::span<char> to, std::string_view from) {
    const std::size_t length = from.size() < to.size() ? from.size() : to.size() - 1;
    for (std::size_t i = 0; i < length; ++i) to[i] = from[i];
    to[length] = '\0';
}

}  // namespace plugin

#include "config/place.h"

#include <algorithm>
#include <map>

namespace vpdnd::config {

std::string to_string(const Place& place) {
    const std::string name = place.file ? place.file->name : std::string("configuration");
    return name + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::string quoted(std::string_view text, std::size_t limit) {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text.substr(0, limit)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f) {
            out += c;
        } else {
            out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
        }
    }
    out += text.size() > limit ? "...\"" : "\"";
    return out;
}

namespace {
std::string line_of(const Place& place, std::string_view key, std::string_view message) {
    std::string line = to_string(place) + ": ";
    if (!key.empty()) line.append(key).append(": ");
    return line.append(message);
}
}  // namespace

void ErrorList::error(const Place& place, std::string_view key, std::string_view message) {
    errors_.push_back({place, line_of(place, key, message)});
}

void ErrorList::warning(const Place& place, std::string_view key, std::string_view message) {
    warnings_.push_back({place, line_of(place, key, message)});
}

std::vector<std::string> ErrorList::sorted(std::vector<Entry> entries) {
    std::map<const SourceFile*, std::size_t> order;
    for (const Entry& entry : entries) order.emplace(entry.place.file.get(), order.size());
    std::stable_sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
        const auto file_a = order[a.place.file.get()], file_b = order[b.place.file.get()];
        if (file_a != file_b) return file_a < file_b;
        if (a.place.line != b.place.line) return a.place.line < b.place.line;
        return a.place.column < b.place.column;
    });
    std::vector<std::string> lines;
    for (Entry& entry : entries) {
        if (lines.empty() || lines.back() != entry.text) lines.push_back(std::move(entry.text));
    }
    return lines;
}

}  // namespace vpdnd::config

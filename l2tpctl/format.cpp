#include "format.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>

#include "ipc/control_json.h"
#include "ipc/control_text.h"

namespace ctl {
namespace {

std::optional<WallTime> parse_utc(const std::string& text) {
    std::tm parts{};
    const char* end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
    if (end == nullptr || text.back() != 'Z') return {};
    return std::chrono::system_clock::from_time_t(timegm(&parts));
}

std::string list_text(const ipc::Value::List& list) {
    std::string text;
    for (const ipc::Value& item : list) {
        if (!text.empty()) text += ',';
        text += text_of(item);
    }
    return text.empty() ? "-" : text;
}

}  // namespace

std::string text_of(const ipc::Value& value) {
    if (const std::string* text = value.text()) return text->empty() ? "-" : ipc::printable(*text);
    if (const ipc::Value::List* list = value.list()) return list_text(*list);
    if (value.has("tunnel_id") && value.has("local_id")) {
        return text_of(value["tunnel_id"]) + "/" + text_of(value["local_id"]);
    }
    if (value.is_null()) return "-";
    return ipc::write_json(value);
}

std::string duration(std::chrono::seconds time) {
    const long long seconds = std::max<long long>(time.count(), 0);
    std::array<char, 48> buffer{};
    if (seconds >= 24 * 3600) {
        std::snprintf(buffer.data(), buffer.size(), "%lldd%02lldh", seconds / 86400, seconds / 3600 % 24);
    } else {
        std::snprintf(buffer.data(), buffer.size(), "%02lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    return buffer.data();
}

std::string age(const ipc::Value& since, WallTime now) {
    const std::string* text = since.text();
    const auto start = text == nullptr ? std::nullopt : parse_utc(*text);
    if (!start) return "-";
    return duration(std::chrono::duration_cast<std::chrono::seconds>(now - *start));
}

Tone tone_of_state(const std::string& state) {
    if (state == "established") return Tone::kGood;
    if (state == "shutting-down" || state == "idle") return Tone::kBad;
    return Tone::kPending;
}

}  // namespace ctl

// Plays many LACs towards one LNS daemon, over UDP, and prints what was reached as one line of JSON.
//
//   l2tp_load tunnels|calls|flat|stop|flood|reopen|hello target=ADDRESS:PORT pid=N [KEY=VALUE...]     (keys: loads.h, Options)
#include <arpa/inet.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>

#include "loads.h"

namespace {

using load::Options;

sockaddr_in parse_target(const std::string& text) {
    const auto colon = text.rfind(':');
    sockaddr_in out{};
    out.sin_family = AF_INET;
    if (colon == std::string::npos || ::inet_pton(AF_INET, text.substr(0, colon).c_str(), &out.sin_addr) != 1)
        throw std::invalid_argument("target must be ADDRESS:PORT, not " + text);
    out.sin_port = htons(static_cast<std::uint16_t>(std::stoul(text.substr(colon + 1))));
    return out;
}

void set(Options& options, const std::string& key, const std::string& value) {
    const auto number = [](unsigned& out) { return [&out](const std::string& text) { out = static_cast<unsigned>(std::stoul(text)); }; };
    const auto real = [](double& out) { return [&out](const std::string& text) { out = std::stod(text); }; };
    const std::map<std::string, std::function<void(const std::string&)>> keys = {
        {"target", [&](const std::string& text) { options.target = parse_target(text); }},
        {"pid", [&](const std::string& text) { options.pid = std::stoi(text); }},
        {"signal", [&](const std::string& text) { options.signal = std::stoi(text); }},
        {"seed", [&](const std::string& text) { options.seed = std::stoull(text); }},
        {"frames", [&](const std::string& text) { options.frames = text == "1"; }},
        {"end", [&](const std::string& text) { options.end = text == "1"; }},
        {"churn", [&](const std::string& text) { options.churn = text == "1"; }},
        {"processes", [&](const std::string& text) { options.processes = text == "1"; }},
        {"tunnels", number(options.tunnels)}, {"count", number(options.count)}, {"flight", number(options.flight)},
        {"rate", number(options.rate)}, {"ports", number(options.ports)}, {"loss", real(options.loss)},
        {"seconds", real(options.seconds)}, {"settle", real(options.settle)}, {"interval", real(options.interval)}};
    const auto found = keys.find(key);
    if (found == keys.end()) throw std::invalid_argument("unknown key " + key);
    found->second(value);
}

load::Figures run(const Options& options) {
    const std::map<std::string, load::Figures (*)(const Options&)> modes = {
        {"tunnels", load::load_tunnels}, {"calls", load::load_calls}, {"flat", load::load_flat},
        {"stop", load::load_stop}, {"flood", load::load_flood}, {"reopen", load::load_reopen},
        {"hello", load::load_hello}};
    const auto found = modes.find(options.mode);
    if (found == modes.end()) throw std::invalid_argument("unknown load " + options.mode);
    return found->second(options);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        Options options;
        if (argc < 2) throw std::invalid_argument("usage: l2tp_load LOAD target=ADDRESS:PORT pid=N [KEY=VALUE...]");
        options.mode = argv[1];
        for (int i = 2; i < argc; ++i) {
            const std::string word = argv[i];
            const auto equals = word.find('=');
            set(options, word.substr(0, equals), equals == std::string::npos ? "" : word.substr(equals + 1));
        }
        std::string line;
        for (const auto& [name, value] : run(options)) {
            char text[64];
            std::snprintf(text, sizeof text, "%.6g", value);
            line += (line.empty() ? "\"" : ", \"") + name + "\": " + text;
        }
        std::printf("{%s}\n", line.c_str());
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "l2tp_load: %s\n", error.what());
        return 1;
    }
}

// Datagrams and operations against a live endpoint. The input is read as a program: each step is an operation octet and an
// octet that chooses what it is done to; a datagram has its length in two octets more, then its octets. Most are given a
// header that fits a live tunnel, or one that was there before a restart, so that the fuzzer gets past it.
// make_endpoint_corpus.py writes such programs.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <set>

#include "l2tp/endpoint.h"
#include "l2tp/header.h"
#include "l2tp/message_codec.h"

namespace {

using namespace l2tp;

constexpr std::string_view kSecret = "hello";
/// Operation octets: datagrams as they are, datagrams with a header that fits, operations.
constexpr std::uint8_t kFirstFitting = 0x20, kFirstOperation = 0xa0;

struct FuzzHost : Host {
    std::uint32_t state = 1;
    bool serves = true;
    TunnelSettingsPtr settings;

    FuzzHost() { configure(0); }
    /// As a reload does: tunnels that are there keep what they have.
    void configure(std::uint8_t pick) {
        TunnelSettings made;
        made.local_name = "fuzz";
        made.secret = l2tp::Secret(kSecret);
        made.accept_incoming = !(pick & 1);
        made.accept_outgoing = !(pick & 2);
        made.authenticate = pick & 4;
        made.hide_avps = pick & 8;
        made.vendor_avps = !(pick & 16);
        made.single_tunnel = pick & 32;
        made.sequencing = pick & 64;
        if (pick & 128) {
            made.receive_window = 1;
            made.session_limit = made.waiting_limit = 2;
            made.no_session_timeout = std::chrono::seconds(1);
        }
        settings = std::make_shared<const TunnelSettings>(made);
    }
    void random(std::span<std::uint8_t> out) override {
        for (auto& octet : out) octet = static_cast<std::uint8_t>((state = state * 1664525u + 1013904223u) >> 24);
    }
    TunnelSettingsPtr serve(const Sccrq&, const Path&, NotServed*) override { return serves ? settings : nullptr; }
    bool tunnel_id_free(TunnelId) override { return true; }
};

/// Ends the process if the effects contradict each other.
struct Watch {
    std::set<TunnelId> tunnels;
    std::set<SessionKey> sessions;

    static void expect(bool holds) {
        if (!holds) std::abort();
    }
    /// Whatever we send is whole and can be read.
    static void judge(std::span<const std::uint8_t> sent) {
        const auto header = decode_header(sent);
        expect(header && header->length == sent.size());
        const auto body = message_body(sent, *header);
        if (body.empty()) return;
        const auto decoded = decode_message(body, {kSecret, false});
        expect(decoded && decoded->message && decoded->ignored_count == 0);
    }
    void see(const Effect& effect) {
        if (const auto* send = std::get_if<SendDatagram>(&effect)) judge(send->bytes);
        if (const auto* up = std::get_if<TunnelUp>(&effect)) expect(tunnels.insert(up->tunnel).second);
        if (const auto* down = std::get_if<TunnelDown>(&effect)) tunnels.erase(down->tunnel);
        if (const auto* prepare = std::get_if<PrepareSession>(&effect)) expect(tunnels.contains(prepare->key.tunnel));
        if (const auto* up = std::get_if<SessionUp>(&effect)) expect(sessions.insert(up->key).second);
        if (const auto* down = std::get_if<SessionDown>(&effect))
            expect((sessions.erase(down->key) == 1) == down->was_established);
    }
};

/// What a user or an administrator gave: nothing, or values of many sizes, among them those that fit into no AVP.
Icrq call_request(std::uint8_t pick) {
    Icrq made;
    if (!(pick & 8)) return made;
    made.calling_number = made.called_number = std::string(pick * 9u, '1');
    made.bearer = pick & 3u;
    made.tx_speed_bps = 1;
    made.access_line = {{3561, 1, Bytes(pick)}, {3561, 2, Bytes(pick * 9u)}};
    return made;
}

Iccn call_connected(std::uint8_t pick) {
    Iccn made;
    if (!(pick & 8)) return made;
    made.proxy_lcp = {Bytes(4), Bytes(pick), Bytes(pick * 9u)};
    made.proxy_auth = {pick % 7, std::string(pick * 9u, 'u'), Bytes(pick), std::uint16_t{7}, Bytes(16)};
    made.sequencing_required = pick & 1;
    return made;
}

Ocrq dial_request(std::uint8_t pick) {
    Ocrq made;
    made.called_number = std::string((pick & 8) ? pick * 9u : pick & 3u, '6');
    made.framing = made.bearer = pick & 3u;
    return made;
}

struct Run {
    FuzzHost host;
    std::optional<Endpoint> endpoint{std::in_place, EndpointSettings{}, host};
    Watch watch;
    Time now = Time{} + std::chrono::hours(1);
    Path path;
    std::vector<SessionKey> preparing;
    std::vector<TunnelInfo> former;  ///< of before the last restart

    Run() {
        path.local.port = path.remote.port = 1701;
        path.remote.ip.bytes[0] = 1;
    }
    void drain() {
        for (const auto& effect : endpoint->take_effects()) {
            watch.see(effect);
            if (const auto* prepare = std::get_if<PrepareSession>(&effect)) preparing.push_back(prepare->key);
        }
        Watch::expect(endpoint->idle() || endpoint->next_deadline());  // nothing waits for ever
    }
    /// The daemon is killed and started again: it knows nothing, its peers go on.
    void restart() {
        former = endpoint->tunnels();
        endpoint.emplace(EndpointSettings{}, host);
        watch = {};
        preparing.clear();
    }
    void reload(std::uint8_t pick) {
        host.configure(pick);
        EndpointSettings limits;
        limits.max_tunnels = limits.max_sessions = pick & 1 ? 2 : 65535;
        limits.max_half_open = pick & 2 ? 1 : 256;
        limits.sccrq_per_second_per_address = pick & 4 ? 1 : 0;
        endpoint->change_settings(limits);
    }
    std::optional<SessionKey> some_session(std::uint8_t pick) const {
        const auto all = endpoint->sessions();
        return all.empty() ? std::nullopt : std::optional(all[pick % all.size()].key);
    }
    std::optional<TunnelInfo> some_tunnel(std::uint8_t pick) const {
        const auto all = endpoint->tunnels();
        return all.empty() ? std::nullopt : std::optional(all[pick % all.size()]);
    }
    /// A body behind a header with fitting ids and numbers.
    void fitting_datagram(std::uint8_t pick, std::span<const std::uint8_t> body) {
        ControlHeader header;
        const auto tunnel = (pick & 16) && !former.empty() ? former[pick % former.size()] : some_tunnel(pick);
        if (tunnel) {
            header.tunnel = tunnel->id.value;
            header.ns = static_cast<std::uint16_t>(tunnel->nr + (pick >> 6));
            header.nr = tunnel->ns;
        }
        if (const auto session = some_session(pick); session && (pick & 32)) header.session = session->session.value;
        const auto length = kControlHeaderSize + body.size();
        const auto high = [](std::size_t n) { return static_cast<std::uint8_t>(n >> 8 & 0xff); };
        const auto low = [](std::size_t n) { return static_cast<std::uint8_t>(n & 0xff); };
        Bytes datagram = {0xc8, 2, high(length), low(length), high(header.tunnel), low(header.tunnel),
                          high(header.session), low(header.session), high(header.ns), low(header.ns),
                          high(header.nr), low(header.nr)};
        datagram.insert(datagram.end(), body.begin(), body.end());
        endpoint->receive(now, path, datagram);
    }
    void operate(std::uint8_t operation, std::uint8_t pick);
};

void Run::operate(std::uint8_t operation, std::uint8_t pick) {
    switch ((operation - kFirstOperation) % 17) {
        case 0: now += std::chrono::milliseconds(pick * 20); endpoint->on_time(now); break;
        case 1: now += std::chrono::seconds(pick); endpoint->on_time(now); break;
        case 2: endpoint->open_tunnel(now, path, host.settings, pick & 1); break;
        case 3:
            if (const auto t = some_tunnel(pick)) endpoint->place_incoming_call(now, t->id, call_request(pick), call_connected(pick));
            break;
        case 4: if (const auto t = some_tunnel(pick)) endpoint->place_outgoing_call(now, t->id, dial_request(pick)); break;
        case 5: case 6:
            if (!preparing.empty()) {
                endpoint->session_prepared(now, preparing.back());
                preparing.pop_back();
            }
            break;
        case 7: if (const auto s = some_session(pick)) endpoint->session_refused(now, *s, cdn_error(ErrorCode::kTryAnother, "x")); break;
        case 8: if (const auto s = some_session(pick)) endpoint->session_connected(now, *s, {}); break;
        case 9: if (const auto s = some_session(pick)) endpoint->close_session(now, *s, cdn_result(CdnResult::kAdministrative)); break;
        case 10: if (const auto t = some_tunnel(pick)) endpoint->close_tunnel(now, t->id, stop_result(StopResult::kGeneralRequest)); break;
        case 11: if (const auto t = some_tunnel(pick)) endpoint->send_hello(now, t->id); break;
        case 12:
            path.remote.port = static_cast<std::uint16_t>(1701 + pick % 4);
            host.serves = !(pick & 64);
            break;
        case 13:
            if (const auto s = some_session(pick)) {
                endpoint->send_wen(now, *s, {});
                endpoint->send_sli(now, *s, {});
            }
            break;
        case 14: restart(); break;
        case 15: reload(pick); break;
        default: endpoint->shutdown(now, "end"); break;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Run run;
    std::span<const std::uint8_t> rest(data, size);
    while (rest.size() >= 2) {
        const auto operation = rest[0], pick = rest[1];
        rest = rest.subspan(2);
        if (operation < kFirstOperation) {
            if (rest.size() < 2) break;
            const auto length = std::min<std::size_t>(rest[0] * 256u + rest[1], rest.size() - 2);
            const auto bytes = rest.subspan(2, length);
            rest = rest.subspan(2 + length);
            if (operation < kFirstFitting) run.endpoint->receive(run.now, run.path, bytes);
            else run.fitting_datagram(pick, bytes);
        } else {
            run.operate(operation, pick);
        }
        run.drain();
    }
    run.endpoint->shutdown(run.now, "end");
    run.drain();
    for (int i = 0; i < 100 && !run.endpoint->idle(); ++i) {
        run.now += std::chrono::seconds(2);
        run.endpoint->on_time(run.now);
        run.drain();
    }
    Watch::expect(run.endpoint->idle());
    Watch::expect(run.watch.tunnels.empty() && run.watch.sessions.empty());
    return 0;
}

// Discovery of PPPoE: frames and operations. The input is read as a program: each step is an operation octet and an octet that chooses
// what it is done to; a frame has its length in two octets more, then its octets. Most are given addresses, code and cookie that fit,
// so that the fuzzer gets past them. make_pppoe_corpus.py writes such programs.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <set>
#include <span>

#include "base/byte_reader.h"
#include "pppoe/discovery.h"

namespace {

using namespace vpdnd::pppoe;
using Octets = std::span<const std::uint8_t>;

constexpr int kInterface = 3;
constexpr CookieKey kKey{1, 2, 3};
constexpr MacAddress kOwn{{2, 0, 0, 0, 0, 1}};

/// Operation octets: from here on a PADI, PADR or PADT is made of TAGs; then what the owner does.
constexpr std::uint8_t kFirstPadi = 0x20, kFirstPadr = 0x50, kFirstPadt = 0xa0, kFirstOperation = 0xb0;

void check(bool holds) {
    if (!holds) std::abort();
}

MacAddress host_of(std::uint8_t pick) { return {{2, 0, 0, 0, 1, static_cast<std::uint8_t>(pick & 3)}}; }

struct Run {
    Discovery discovery{kKey};
    base::Time now = base::Time{} + std::chrono::hours(1);
    std::set<SessionKey> opening, up, over;

    Run() { serve(0); }

    void serve(std::uint8_t pick) {
        vpdnd::Pppoe settings;
        settings.ac_name = "fuzz";
        settings.services = {"", "isp"};
        if (pick & 1) settings.services = {"isp", "video"};
        settings.sessions_per_mac = (pick & 2) ? 1 : 4;
        settings.session_limit = (pick & 4) ? 2 : 0;
        settings.pado_per_second = (pick & 8) ? 1 : 0;
        if (pick & 16) settings.pado_delay = std::chrono::milliseconds(10);
        discovery.serve({kInterface, "eth0", kOwn, (pick & 32) ? 1508u : 1500u},
                        std::make_shared<const Concentrator>(Concentrator{"access", settings}));
    }

    void frame(Octets octets) { discovery.receive(now, kInterface, octets); }

    /// TAGs of the input behind a header that fits.
    void framed(Code code, std::uint8_t pick, Octets tags) {
        const auto host = host_of(pick);
        FrameWriter out(code == Code::kPadi ? kBroadcast : kOwn, host, code, 0);
        if (code == Code::kPadr) out.tag(static_cast<std::uint16_t>(Tag::kAcCookie), make_cookie(kKey, kInterface, host, kOwn, now));
        out.whole_tags(tags);
        frame(out.take());
    }
    void padt_of_host(std::uint8_t pick) {
        for (const auto& [key, session] : discovery.sessions().all()) {
            if (key.id % 4 == (pick & 3)) return frame(padt(session.own, session.host, key.id));
        }
    }

    static SessionKey chosen(const std::set<SessionKey>& from, std::uint8_t pick) {
        return from.empty() ? SessionKey{kInterface, pick} : *std::next(from.begin(), pick % static_cast<std::ptrdiff_t>(from.size()));
    }
    void operate(std::uint8_t operation, std::uint8_t pick) {
        switch (operation % 10) {
            case 0: return opened(chosen(opening, pick));
            case 1: return gone(chosen(opening, pick), true);
            case 2: return discovery.close(chosen(up, pick));
            case 3: return gone(chosen(over, pick), false);
            case 4: return gone(chosen(up, pick), false);
            case 5: now += std::chrono::milliseconds(pick * 30); return discovery.on_time(now);
            case 6: return serve(pick);
            case 7: return discovery.withdraw(kInterface);
            case 8: return discovery.lost(kInterface);
            default: discovery = Discovery(discovery.save()); return serve(pick);
        }
    }
    void opened(SessionKey key) {
        discovery.opened(now, key);
        if (opening.erase(key) != 0) up.insert(key);
    }
    void gone(SessionKey key, bool refused) {
        if (refused) discovery.refused(key, "no");
        else discovery.released(key);
        for (auto* set : {&opening, &up, &over}) set->erase(key);
    }

    /// Ends the process if effects contradict each other, or a frame is not whole.
    void judge() {
        for (const auto& effect : discovery.take_effects()) {
            if (const auto* sent = std::get_if<SendFrame>(&effect)) {
                const auto frame = read_frame(sent->frame);
                check(frame && frame->tags.size() + kEthernetHeader + kPppoeHeader == sent->frame.size());
                check(sent->frame.size() <= kEthernetHeader + kMostPayload && frame->from == kOwn && !frame->to.is_group());
                check(read_tags(frame->tags).has_value());
            }
            if (const auto* open = std::get_if<OpenSession>(&effect)) {
                check(open->key.id != 0 && open->key.id != 0xffff && open->max_payload >= 1400 && open->max_payload <= 1500);
                check(!up.contains(open->key) && !over.contains(open->key) && opening.insert(open->key).second);
            }
            if (const auto* end = std::get_if<SessionOver>(&effect)) {
                check(opening.erase(end->key) + up.erase(end->key) == 1);
                check(over.insert(end->key).second);
            }
        }
        check(discovery.sessions().all().size() == opening.size() + up.size() + over.size());
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Run run;
    base::ByteReader program(Octets(data, size));
    while (const auto operation = program.u8()) {
        const auto pick = program.u8();
        if (!pick) break;
        if (*operation >= kFirstOperation) {
            run.operate(*operation, *pick);
        } else if (*operation >= kFirstPadt) {
            run.padt_of_host(*pick);
        } else {
            const auto length = program.u16();
            const auto octets = length ? program.take(*length) : std::nullopt;
            const auto rest = octets ? *octets : program.rest();
            if (*operation >= kFirstPadr) run.framed(Code::kPadr, *pick, rest);
            else if (*operation >= kFirstPadi) run.framed(Code::kPadi, *pick, rest);
            else run.frame(rest);
        }
        run.judge();
    }
    return 0;
}

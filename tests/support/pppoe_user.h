// A PPPoE user whose session is confirmed, and his pppd, both played by the test. For Catch2 tests only.
#pragma once

#include <sys/socket.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "support/call_site.h"

namespace test {

using namespace vpdnd;
using ipc::PluginMessage;
using Tag = ipc::PluginTag;

/// Two ends that notice each other's end.
struct Cable {
    Cable() {
        int ends[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
        here = UniqueFd(ends[0]);
        there = UniqueFd(ends[1]);
    }
    /// The other end is closed; of a cable that was cut here nobody can tell.
    bool is_loose() const {
        char octet = 0;
        return !here || ::recv(here.get(), &octet, 1, MSG_PEEK) == 0;
    }
    UniqueFd here, there;
};

/// A host that was confirmed its session, and his pppd, played by the test.
struct PppoeUser {
    PppoeUser(vpdnd::EventLoop& event_loop, vpdnd::Core& core, ScriptedSupervisor& pppds, std::string service = "isp")
        : loop(event_loop), supervisor(pppds) {
        pppoe::NewSession session;
        session.asked = {.key = {3, 7}, .host = {{2, 0, 0, 0, 0, 9}}, .interface = "eth1", .service = std::move(service), .line = {},
                         .max_payload = 1500, .concentrator = nullptr};
        session.asked.concentrator = std::make_shared<const pppoe::Concentrator>(pppoe::Concentrator{"access", settings()});
        session.asked.line.circuit_id = "slot 1/2";
        session.asked.line.avps = {{3561, 1, {'s'}}};
        session.asked.line.downstream = 16'000'000;
        session.asked.line.upstream = 1'000'000;
        session.socket = std::move(device.there);
        session.channel.fd = std::move(channel.there);
        core.calls.add_pppoe(core.call_parts, std::move(session));
    }
    static Pppoe settings() {
        Pppoe out;
        out.ppp_options = "/etc/users.options";
        out.services = {"", "isp"};
        return out;
    }
    StartedPppd& pppd() {
        REQUIRE(supervisor.started.size() == 1);
        return *supervisor.started[0];
    }
    void greets() {
        plugin.take(std::move(pppd().plugin_end));
        plugin.hello(ipc::PluginMode::kLine);
        plugin.expect(PluginMessage::kWelcome);
        const auto line = plugin.next();
        REQUIRE(line.type() == PluginMessage::kLine);
        CHECK(line.u16(Tag::kMru) == 1500);
        CHECK(line.text(Tag::kInterface) == "eth1");
    }
    void calls(std::string_view name = "user@cisco.com") {
        plugin.send(PluginMessage::kCall, [&](ipc::PluginMessageWriter& message) {
            message.put_bytes(Tag::kAuthName, {reinterpret_cast<const std::uint8_t*>(name.data()), name.size()});
            message.put_u64(Tag::kTxSpeed, 100'000'000);
        });
    }
    void detaches() {
        plugin.expect(PluginMessage::kForward);
        plugin.expect(PluginMessage::kDetach);
        plugin.send(PluginMessage::kDetached);
    }
    /// As pppd does when its channel is gone.
    void exits(ProcessEnd end = {.exit_status = 16}) {
        plugin.leave();
        pppd().ends(end);
    }
    bool is_released() const { return device.is_loose() && channel.is_loose(); }

    EventLoop& loop;
    ScriptedSupervisor& supervisor;
    Cable device, channel;
    PlayedPlugin plugin{loop};
};

}  // namespace test

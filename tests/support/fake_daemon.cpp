// A control socket with a fake model behind it, for tests of the real l2tpctl:  fake_daemon SOCKET
// Lines on its standard input: "event": publishes two; "flood": many; "break": the configuration has errors from now on; "open":
// ends the tunnel opening that waits or comes next. It answers each with "ok" when it is done. End of input ends it.
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <string>

#include "control/control_server.h"
#include "os/event_loop.h"
#include "support/fake_control_model.h"

namespace {

void act(const std::string& order, FakeControlModel& model, vpdnd::control::ControlServer& server) {
    if (order == "event") {
        server.publish("tunnel-up", {{"local_id", 5}, {"remote_name", "a\033[2J b"}, {"remote_address", "192.168.1.2"}});
        server.publish("session-down", {{"tunnel_id", 5}, {"local_id", 17}, {"user", ipc::Value()}, {"result", 3},
                                        {"result_name", "administrative"}, {"error", 0}, {"error_name", ""}, {"message", ""},
                                        {"by", "us"}});
    } else if (order == "flood") {
        for (int i = 0; i < 20'000; ++i) server.publish("tunnel-state", {{"local_id", 5}, {"state", "established"}});
    } else if (order == "break") {
        model.break_configuration();
    } else if (order == "open") {
        return model.finish_open([] { std::cout << "ok" << std::endl; });
    }
    std::cout << "ok" << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    vpdnd::EventLoop loop;
    FakeControlModel model;
    vpdnd::control::ControlServer server(loop, model);
    if (auto listening = server.listen(argv[1]); !listening) {
        std::cerr << listening.error() << "\n";
        return 1;
    }
    const auto input = loop.watch_readable(STDIN_FILENO, [&] {
        std::string order;
        if (std::getline(std::cin, order)) return act(order, model, server);
        loop.stop();
    }).value();
    std::cout << "ok" << std::endl;
    loop.run();
    server.stop_listening();
    return 0;
}

// What others hear of a call, and what they may ask of it.
#include "support/lns_calls.h"

using namespace vpdnd;
using ipc::PluginMessage;
using test::User;

namespace {

struct HeardEvents : MonitorSink {
    bool wanted() const override { return true; }
    void publish(std::string_view event, const ipc::Value::Object& fields) override {
        for (const auto& [name, value] : fields)
            if (name == "stage") stages.push_back(std::string(event) + " " + *value.text());
    }
    std::vector<std::string> stages;
};

}  // namespace

TEST_CASE("Who monitors the LAC hears that a call is forwarded", "[call]") {
    test::LnsAndLac joint;
    HeardEvents heard;
    joint.lac.core.monitor.publish_to(&heard);
    User user(joint.lac);
    user.calls();
    user.is_forwarded();
    CHECK(heard.stages == std::vector<std::string>{"session-ppp forwarded"});
    joint.lac.core.monitor.publish_to(nullptr);
}

TEST_CASE_METHOD(test::ConnectedCall, "Who monitors the LNS hears once what the plugin says once", "[call]") {
    HeardEvents heard;
    lns.core.monitor.publish_to(&heard);
    plugin.send(PluginMessage::kIpUp, [](ipc::PluginMessageWriter& message) {
        message.put_text(ipc::PluginTag::kInterface, "ppp0");
    });
    REQUIRE(turn_until([&] { return !heard.stages.empty(); }));
    CHECK(heard.stages == std::vector<std::string>{"session-ppp establish"});
    lns.core.monitor.publish_to(nullptr);
}

TEST_CASE("An administrator may end a call that stays local", "[call]") {
    test::LnsAndLac joint;
    User user(joint.lac);
    user.calls("user@elsewhere.org");
    user.plugin.expect(PluginMessage::kLocal);
    REQUIRE(user.call());
    CHECK_FALSE(user.call()->close());
    user.plugin.expect_end();
    CHECK(joint.turn_until([&] { return joint.lac.calls.empty(); }));
}

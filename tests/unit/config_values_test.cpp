// Right values arrive in the structs; defaults are those of the table.
#include "config/source_text.h"
#include "config/text_values.h"
#include "config/toml_reader.h"
#include "support/catch.h"

using namespace vpdnd;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const Config> parse(const std::string& text) {
    config::ErrorList errors;
    const auto file = std::make_shared<const config::SourceFile>(config::SourceFile{"f"});
    auto config = config::parse_config({{file, text}}, errors);
    for (const std::string& line : errors.errors()) UNSCOPED_INFO(line);
    REQUIRE(config != nullptr);
    return config;
}

constexpr const char* kLacGroup = R"(
[[group]]
name = "g"
terminate-from = ["LNS", "*.example.net"]
peers = ["192.168.1.0/24", "2001:db8::/32", "10.0.0.1"]
local-name = "hgw"
secret = "hello"
initiate-to = [ { address = "18.18.18.2", port = 1702, priority = 2, weight = 3, session-limit = 100 }, { address = "lns.example.net" } ]
source = "18.18.18.1"
source-port = "ephemeral"
reply-port = "same"
hide-avps = true
vendor-avps = false
hello-interval = "2m"
receive-window = 4
retransmit-retries = 6
retransmit-max = "16s"
setup-timeout = "1500ms"
no-session-timeout = 0
session-limit = 7
sequencing = true
reorder-timeout = "150ms"
[group.request-dialin]
domains = ["cisco.com"]
dnis = ["614629"]
dead-time = "1h"
)";

template <class T>
void check_struct_defaults(const T& bound, const T& constructed, const std::string& section) {
    for (const auto& key : config::keys_of(config::Rows<T>{})) {
        if (key.store == nullptr || key.info.required || key.info.name == "address") continue;
        INFO(section << "." << key.info.name);
        CHECK(key.same(bound, constructed));
    }
}

}  // namespace

TEST_CASE("defaults of the table are the defaults of the structs", "[config]") {
    config::ErrorList errors;
    config::Places places;
    config::Binder binder(errors, places);
    const auto check = [&](auto bound, const char* section) {
        const auto constructed = bound;
        binder.bind(bound, {}, {}, section);
        check_struct_defaults(bound, constructed, section);
    };
    check(LnsAddress{}, "initiate-to");
    check(AcceptDialin{}, "accept-dialin");
    check(RequestDialin{}, "request-dialin");
    check(SwitchedAvps{}, "avps");
    check(ReplaceResult{}, "replace-result");
    check(Rewrite{}, "rewrite");
    check(DialoutUser{}, "user");
    check(Dialer{}, "dialer");
    check(Pool{}, "pool");
    check(Radius{}, "radius");
    check(RadiusServer{}, "servers");
    check(Pppoe{}, "pppoe");
    check(Group{}, "group");
}

TEST_CASE("[daemon] has all its defaults without being there", "[config]") {
    const auto config = parse("");
    const DaemonConfig& daemon = config->daemon;
    REQUIRE(daemon.listen.size() == 2);
    CHECK_FALSE(daemon.listen[0].ip.v6);
    CHECK(daemon.listen[1].ip.v6);
    CHECK(daemon.listen[1].port == 1701);
    CHECK(daemon.listen_by_default);
    CHECK_FALSE(parse("[daemon]\nlisten = ['[::]:1701']\n")->daemon.listen_by_default);
    CHECK_FALSE(daemon.hostname.empty());
    CHECK(daemon.control_socket == "/run/vpdnd/control.sock");
    CHECK(daemon.plugin_socket == "/run/vpdnd/plugin.sock");
    CHECK(daemon.dataplane == "kernel");
    CHECK(daemon.search_order == std::vector<std::string>{"dnis", "calling-number", "interface", "domain", "peer"});
    CHECK(daemon.domain_delimiters == "@");
    CHECK(daemon.max_half_open == 256);
    CHECK(daemon.max_sccrq_per_second_per_address == 0);
    CHECK(daemon.log_level == "info");
    CHECK(daemon.debug.empty());
    CHECK(config->groups.empty());
}

TEST_CASE("every key of a LAC group that says whom and where arrives", "[config]") {
    const auto config = parse(kLacGroup);
    const Group* group = config->group("g");
    REQUIRE(group != nullptr);
    CHECK(config->group("h") == nullptr);
    CHECK(group->terminate_from == std::vector<std::string>{"LNS", "*.example.net"});
    REQUIRE(group->peers.size() == 3);
    CHECK(group->peers[0].length == 24);
    CHECK(group->peers[0].contains(*config::parse_ip_address("192.168.1.77")));
    CHECK_FALSE(group->peers[0].contains(*config::parse_ip_address("192.168.2.1")));
    CHECK(group->peers[1].contains(*config::parse_ip_address("2001:db8:5::1")));
    CHECK_FALSE(group->peers[1].contains(*config::parse_ip_address("32.1.13.184")));
    CHECK(group->peers[2].length == 32);
    CHECK(group->tunnel.local_name == "hgw");
    CHECK(group->tunnel.secret == "hello");
    REQUIRE(group->initiate_to.size() == 2);
    CHECK(group->initiate_to[0].address == "18.18.18.2");
    CHECK(group->initiate_to[0].port == 1702);
    CHECK(group->initiate_to[0].priority == 2);
    CHECK(group->initiate_to[0].weight == 3);
    CHECK(group->initiate_to[0].session_limit == 100);
    CHECK(group->initiate_to[1].address == "lns.example.net");
    CHECK(group->source == config::parse_ip_address("18.18.18.1"));
    CHECK(group->source_port == 0);
    CHECK(group->reply_port == ReplyPort::kSame);
    REQUIRE(group->request_dialin);
    CHECK(group->request_dialin->domains == std::vector<std::string>{"cisco.com"});
    CHECK(group->request_dialin->dnis == std::vector<std::string>{"614629"});
    CHECK(group->request_dialin->dead_time == 1h);
    CHECK_FALSE(group->accept_dialin);
}

TEST_CASE("every key of a LAC group that says how to speak arrives", "[rfc2661][config][5.8-11][6.5-02]") {
    const auto config = parse(kLacGroup);
    const Group* group = config->group("g");
    REQUIRE(group != nullptr);
    CHECK(group->tunnel.hide_avps);
    CHECK_FALSE(group->tunnel.vendor_avps);
    CHECK(group->tunnel.hello_interval == 2min);
    CHECK(group->tunnel.receive_window == 4);
    CHECK(group->tunnel.retransmit_retries == 6);
    CHECK(group->tunnel.retransmit_max == 16s);
    CHECK(group->tunnel.setup_timeout == 1500ms);
    CHECK(group->tunnel.no_session_timeout == 0ms);
    CHECK(group->tunnel.session_limit == 7);
    CHECK(group->tunnel.sequencing);
    CHECK(group->reorder_timeout == 150ms);
}

TEST_CASE("each choice of lcp-renegotiation is its value", "[rfc2661][config][9.5-01]") {
    for (const auto& [text, value] : {std::pair("never", Renegotiation::kNever),
                                      std::pair("on-mismatch", Renegotiation::kOnMismatch),
                                      std::pair("always", Renegotiation::kAlways)}) {
        config::Value out;
        config::ErrorList errors;
        const auto table = config::read_toml(std::string("x='") + text + "'", nullptr, errors);
        REQUIRE(table);
        for (const auto& key : config::keys_of(config::Rows<AcceptDialin>{})) {
            if (key.info.name != "lcp-renegotiation") continue;
            AcceptDialin part;
            REQUIRE(config::convert(key.info, table->front().value, "x", errors, out));
            key.store(part, out);
            CHECK(part.lcp_renegotiation == value);
        }
    }
}

TEST_CASE("durations have units", "[config]") {
    CHECK(config::parse_duration("10") == 10s);
    CHECK(config::parse_duration("500ms") == 500ms);
    CHECK(config::parse_duration("10s") == 10s);
    CHECK(config::parse_duration("2m") == 2min);
    CHECK(config::parse_duration("1h") == 1h);
    CHECK(config::parse_duration("1d") == 24h);
    for (const char* wrong : {"", "s", "1 s", "-1s", "1.5s", "1w", "ms", "1mss", "999999999999d"}) {
        INFO(wrong);
        CHECK_FALSE(config::parse_duration(wrong));
    }
    for (const auto duration : {0ms, 1ms, 1500ms, 60000ms, 90000ms, 7200000ms}) {
        CHECK(config::parse_duration(config::to_text(duration)) == duration);
    }
}

TEST_CASE("endpoints are literal addresses with a port", "[config]") {
    const auto v4 = config::parse_endpoint("192.0.2.1:1701");
    REQUIRE(v4);
    CHECK(v4->ip.bytes[0] == 192);
    CHECK(v4->port == 1701);
    CHECK(config::parse_endpoint("[2001:db8::1]:1701")->ip.v6);
    CHECK(config::parse_endpoint("[::1%lo]:1701")->ip.scope != 0);
    for (const char* wrong : {"", ":", "192.0.2.1", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:+1", "[192.0.2.1]:1",
                              "::1:1701", "[::1]", "[::1", "[]:1", "lns:1701", "[::1%none0]:1701", "192.0.2.256:1"}) {
        INFO(wrong);
        CHECK_FALSE(config::parse_endpoint(wrong));
    }
}

TEST_CASE("the keys of [daemon] that need a restart are told", "[config]") {
    const auto before = parse("[daemon]\nhostname='a'\n");
    const auto after = parse("[daemon]\nhostname='b'\nstate-dir='/s'\nlog-level='debug'\ndataplane='none'\n");
    CHECK(restart_needed(before->daemon, before->daemon).empty());
    CHECK(restart_needed(before->daemon, after->daemon) == std::vector<std::string>{"daemon.state-dir", "daemon.dataplane"});
}

TEST_CASE("all that says how calls are switched arrives", "[config][switch]") {
    const auto config = parse("[[group]]\nname='lacs'\nsecret='s'\nreplace-result = { 4 = 2, 10 = 3 }\n[group.accept-dialin]\n"
                              "forward='always'\nmax-switches=0\n[[group]]\nname='lns'\nsecret='s'\ninitiate-to=[{address='192.0.2.1'}]\n"
                              "[group.request-dialin]\nswitch-from=['LAC', '*.example.net']\n[group.request-dialin.avps]\n"
                              "calling-number='drop'\ncall-serial='renew'\n");
    const auto& accepts = config->groups.at(0);
    CHECK(accepts.accept_dialin->forward == ForwardCalls::kAlways);
    CHECK(accepts.accept_dialin->max_switches == 0);
    REQUIRE(accepts.replace_result);
    CHECK(accepts.replace_result->by_result == l2tp::ResultReplacements{0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 3, 0});
    const auto& requests = *config->groups.at(1).request_dialin;
    CHECK(requests.switch_from == std::vector<std::string>{"LAC", "*.example.net"});
    REQUIRE(requests.avps);
    for (const auto& row : switched_avp_rows()) {
        INFO(row.key);
        auto expected = AvpAction::kPass;
        if (row.key == "calling-number") expected = AvpAction::kDrop;
        if (row.key == "call-serial") expected = AvpAction::kRenew;
        CHECK(action_of(*requests.avps, row.key) == expected);
    }
}

TEST_CASE("all that a call may be found by and is told as arrives", "[config]") {
    const auto config = parse("[daemon]\nsearch-order=['interface', 'calling-number']\n[[group]]\nname='lns'\nsecret='s'\n"
                              "initiate-to=[{address='192.0.2.1'}]\n[group.request-dialin]\ncalling-numbers=['1', 'slot 1/*']\n"
                              "interfaces=['eth1.100', 'ttyS*']\nauthenticate-before-forward=true\n"
                              "rewrite = { user = '%n', calling-number = '', called-number = '%m %d %%' }\n");
    CHECK(config->daemon.search_order == std::vector<std::string>{"interface", "calling-number"});
    const auto& requests = *config->groups.at(0).request_dialin;
    CHECK(requests.calling_numbers == std::vector<std::string>{"1", "slot 1/*"});
    CHECK(requests.interfaces == std::vector<std::string>{"eth1.100", "ttyS*"});
    CHECK(requests.authenticate_before_forward);
    CHECK(requests.rewrite == Rewrite{.user = "%n", .calling_number = "", .called_number = "%m %d %%"});
}

TEST_CASE("a key's old name is understood", "[config]") {
    std::string text = kLacGroup;
    text.replace(text.find("dead-time"), 9, "busy-timeout");
    CHECK(parse(text)->groups.at(0).request_dialin->dead_time == 1h);
}

#include "interface_setup.h"

#include <cerrno>
#include <cstring>

#include "ipc/interface_name.h"
#include "pppd_glue.h"
#include "report.h"
#include "route_messages.h"
#include "text.h"

namespace plugin {
namespace {

using ipc::PluginTag;

char pattern[65];  // empty: pppd's own name
char fault[200];
std::uint32_t vrf_index = 0, vrf_table = 0;
bool done = false;

void keep_name(const char* name, const char* why) {
    copy_text(fault, Text<200>("%s is not called \"%s\": %s", glue_interface(), name, why).bytes);
    glue_warn(fault);
}

void set_name() {
    const char* user = glue_peer_name();
    const auto name = ipc::interface_text(pattern, {.user = user != nullptr ? user : ""});
    // A user's octets that are no part of a name go into no log either.
    if (const char* why = ipc::why_not_interface(name.view())) return keep_name(pattern, why);
    if (const int error = glue_name_interface(name.octets.data()); error != 0) keep_name(name.octets.data(), strerror(error));
}

void set_vrf(unsigned interface) {
    const int error = interface != 0 ? put_into_vrf(interface, vrf_index) : ENODEV;
    if (error == 0) return;
    static char text[64];
    copy_text(text, Text<64>("the interface cannot get into its VRF: %s", strerror(error)).bytes);
    glue_error(text);
    note_cause(text, 0);
    glue_close_networks(text);
}

}  // namespace

void read_interface_setup(const ipc::PluginMessageReader& connect) {
    copy_text(pattern, connect.text(PluginTag::kInterfaceName).value_or(""));
    vrf_index = connect.u32(PluginTag::kVrfIndex).value_or(0);
    vrf_table = connect.u32(PluginTag::kVrfTable).value_or(0);
}

void set_up_interface() {
    const bool joined = glue_bundle() != nullptr && !glue_bundle_master();
    if (done || joined) return;
    const unsigned interface = glue_interface_index();
    done = interface != 0;
    if (done && pattern[0] != '\0') set_name();
    if (vrf_index != 0) set_vrf(interface);
}

void join_interface() {
    done = true;
    glue_learn_interface();  // whatever this link's own pattern is: a reload may have changed it
}

void interface_has_ipv6() {
    std::uint8_t address[16];
    if (vrf_index == 0 || !glue_link_local(address)) return;
    const int error = add_local_route(glue_interface_index(), vrf_table, address);
    if (error != 0) glue_warn(Line("no local route for the interface's IPv6 address in its VRF: %s", strerror(error)));
}

const char* why_not_named() { return fault; }

}  // namespace plugin

// The VRF of the interface of our pppd: it is there before a call is taken, and a user who falls out of it is served no more.
#include <net/if.h>

#include <csignal>
#include <utility>

#include "end/pppd_end.h"
#include "end/session_tag.h"
#include "log/limited.h"
#include "os/vrf.h"

namespace vpdnd {

/// The configuration was checked when it was read; somebody has removed it since.
void PppdEnd::lose_for_vrf() {
    const std::string text = "there is no VRF \"" + settings_->vrf + "\"";
    log::write_limited(log::Level::kError, "call refused: the VRF of its group is gone",
                       {{"session", session_tag(ids_.key)},
                        {"group", facts_.bringer ? facts_.bringer->group : ""},
                        {"vrf", settings_->vrf}});
    lose({.cause = EndCause::kNoVrf, .text = text});
}

/// When the interface is up, and known by its name. That of a bundle is its owner's, who outlives his own link.
void PppdEnd::watch_vrf() {
    const auto& network = facts_.ppp.network();
    const bool owner = network.bundle.empty() || facts_.ppp.bundle_master;
    if (settings_->vrf.empty() || vrf_watch_ || !process_ || !owner || network.interface.empty()) return;
    const auto vrf = find_vrf(settings_->vrf);
    if (!vrf) return leave_vrf("there is no VRF \"" + settings_->vrf + "\" any more");
    const auto interface = ::if_nametoindex(network.interface.c_str());
    if (interface == 0) return;  // PPP has ended meanwhile
    auto watching = parts_.vrfs.watch(interface, vrf->index,
                                      [this] { leave_vrf("the interface has left its VRF \"" + settings_->vrf + "\""); });
    if (!watching) return leave_vrf("the VRF cannot be watched: " + watching.error().text);
    vrf_watch_ = std::move(*watching);
}

/// From now on the interface is in the main table. The owner of a bundle would go on without its own link.
void PppdEnd::leave_vrf(const std::string& why) {
    log::write_limited(log::Level::kError, "call ended: its interface is not in the VRF of its group",
                       {{"session", session_tag(ids_.key)},
                        {"interface", facts_.ppp.network().interface},
                        {"vrf", settings_->vrf},
                        {"why", why}});
    vrf_watch_.reset();
    const EndReason reason{.cause = EndCause::kNoVrf, .text = why};
    if (!facts_.ppp.bundle_master) return lose(reason);
    owner_.bundle_is_over(*this, reason);
    lose(reason);
    if (process_) process_->signal(SIGTERM);
}

}  // namespace vpdnd

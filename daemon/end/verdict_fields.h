// What the plugin hears of a server's verdict: fields of Connect and Verdict.
#pragma once

#include <string_view>

#include "config/config.h"
#include "ipc/plugin_codec.h"
#include "pppd/plugin_link.h"
#include "radius/user_profile.h"

namespace vpdnd {

/// The part of a group with what the user's profile says in place of it.
AcceptDialin settings_for(const AcceptDialin& group, const UserProfile& profile);

/// A yes: what the user is told, and what he gets. `settings` are his.
struct Granted {
    std::string_view message;
    const UserProfile& profile;
    const AcceptDialin& settings;
};
void put_granted(ipc::PluginMessageWriter& message, const Granted& granted);

void send_granted(PluginLink& link, const Granted& granted);
void send_denied(PluginLink& link, std::string_view message);

/// A server's or peer's text for the environment of scripts: nothing that a shell takes for its own.
std::string harmless(std::string_view text);

}  // namespace vpdnd

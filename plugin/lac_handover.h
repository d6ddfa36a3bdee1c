// LAC: one user of this pppd, from the question to the daemon to its outcome: the channel is handed over and pppd is
// parked, or pppd goes on by itself, or the user is refused. Without an answer no user passes.
//
// Of a line of the daemon's own (option vpdn-line) the channel is the daemon's already: pppd ends when it is handed over.
#pragma once

#include <cstdint>
#include <span>

namespace plugin {

int lac_take_option();
/// The user came by a channel of the daemon's.
int lac_take_line();
/// An error text, or nullptr.
const char* lac_check_options();
void lac_phase(int phase);
void lac_received(std::span<const std::uint8_t> frame);
void lac_sent(std::span<const std::uint8_t> frame);
/// True: taken, pppd must not see it.
bool lac_pap(std::span<const std::uint8_t> packet);
bool lac_chap(std::span<const std::uint8_t> packet);
/// pppd is about to open the network: it may only do so after the daemon's Local.
void lac_authorized();
/// This pppd serves the user itself, so its reports mean something.
bool lac_is_local();

}  // namespace plugin

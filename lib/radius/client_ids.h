// Names for what a client and its owner talk about.
#pragma once

#include <cstddef>
#include <cstdint>

namespace radius {

/// A server of a client: its place in ClientSettings::servers.
enum class ServerId : std::uint16_t {};

/// One socket to one server; numbered from 0 for each server.
enum class PortId : std::uint16_t {};

/// A question under way. Never used again by the same client.
enum class RequestId : std::uint64_t {};

constexpr std::size_t index_of(ServerId id) { return static_cast<std::size_t>(id); }
constexpr std::size_t index_of(PortId id) { return static_cast<std::size_t>(id); }

}  // namespace radius

// The table of all configuration keys. A row ties a key to the member of config.h that it sets.
#pragma once

#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "config/config.h"
#include "config/key.h"

namespace vpdnd::config {

class Binder;

template <class T>
struct Key {
    KeyInfo info;
    void (*store)(T& target, Value& value) = nullptr;                  ///< keys with a value
    bool (*same)(const T& a, const T& b) = nullptr;                    ///< has the member the same value in both?
    void (*descend)(Binder& binder, T& target, const Node& node, const KeyInfo& info,
                    const std::string& path) = nullptr;                ///< keys that hold tables
};

/// Selects the rows of one table of the file: keys_of(Rows<Group>{}).
template <class T>
struct Rows {};

std::span<const Key<Config>> keys_of(Rows<Config>);
std::span<const Key<DaemonConfig>> keys_of(Rows<DaemonConfig>);
std::span<const Key<Group>> keys_of(Rows<Group>);
std::span<const Key<LnsAddress>> keys_of(Rows<LnsAddress>);
std::span<const Key<AcceptDialin>> keys_of(Rows<AcceptDialin>);
std::span<const Key<RequestDialin>> keys_of(Rows<RequestDialin>);
std::span<const Key<SwitchedAvps>> keys_of(Rows<SwitchedAvps>);
std::span<const Key<ReplaceResult>> keys_of(Rows<ReplaceResult>);
std::span<const Key<Rewrite>> keys_of(Rows<Rewrite>);
std::span<const Key<RequestDialout>> keys_of(Rows<RequestDialout>);
std::span<const Key<DialoutUser>> keys_of(Rows<DialoutUser>);
std::span<const Key<AcceptDialout>> keys_of(Rows<AcceptDialout>);
std::span<const Key<ClientCall>> keys_of(Rows<ClientCall>);
std::span<const Key<Dialer>> keys_of(Rows<Dialer>);
std::span<const Key<Pool>> keys_of(Rows<Pool>);
std::span<const Key<Radius>> keys_of(Rows<Radius>);
std::span<const Key<RadiusServer>> keys_of(Rows<RadiusServer>);
std::span<const Key<Pppoe>> keys_of(Rows<Pppoe>);

/// One table of the file as the documents show it, in file order.
struct Section {
    std::string_view header;  ///< "[daemon]"; empty: shown as inline tables of the key before it
    std::string_view title;   ///< "Each address of initiate-to"
    std::string_view help;
    std::vector<const KeyInfo*> keys;  ///< without the keys that hold tables with a header of their own
};
std::vector<Section> sections();

}  // namespace vpdnd::config

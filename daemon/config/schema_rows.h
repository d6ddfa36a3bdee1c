// How a row of the schema is made from a pointer to a member.
#pragma once

#include "config/binder.h"
#include "config/schema.h"

namespace vpdnd::config {

// Bounds of durations, in milliseconds.
inline constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;

inline void assign(bool& member, Value& value) { member = value.flag; }
inline void assign(unsigned& member, Value& value) { member = static_cast<unsigned>(value.number); }
inline void assign(std::uint16_t& member, Value& value) { member = static_cast<std::uint16_t>(value.number); }
inline void assign(std::string& member, Value& value) { member = std::move(value.text); }
inline void assign(l2tp::Secret& member, Value& value) { member = std::move(value.secret); }
inline void assign(std::vector<std::string>& member, Value& value) { member = std::move(value.texts); }
inline void assign(std::chrono::milliseconds& member, Value& value) { member = value.duration; }
inline void assign(l2tp::Duration& member, Value& value) { member = value.duration; }
inline void assign(std::optional<l2tp::Duration>& member, Value& value) { member = value.duration; }
inline void assign(RedialTimes& member, Value& value) { member = {value.duration, value.longest}; }
inline void assign(std::vector<l2tp::Address>& member, Value& value) { member = std::move(value.endpoints); }
inline void assign(std::vector<IpPrefix>& member, Value& value) { member = std::move(value.prefixes); }
inline void assign(std::optional<l2tp::IpAddress>& member, Value& value) { member = value.address; }
inline void assign(std::optional<std::uint8_t>& member, Value& value) { member = static_cast<std::uint8_t>(value.number); }
inline void assign(std::optional<std::uint32_t>& member, Value& value) {
    member = static_cast<std::uint32_t>(value.number);
}
inline void assign(std::vector<AddressRange>& member, Value& value) { member = std::move(value.ranges); }
// The choices of such a key stand in the order of the enumeration.
inline void assign(Renegotiation& member, Value& value) { member = static_cast<Renegotiation>(value.number); }
inline void assign(BundleBy& member, Value& value) { member = static_cast<BundleBy>(value.number); }
inline void assign(ForwardCalls& member, Value& value) { member = static_cast<ForwardCalls>(value.number); }
inline void assign(PppdStart& member, Value& value) { member = static_cast<PppdStart>(value.number); }
inline void assign(SameUser& member, Value& value) { member = static_cast<SameUser>(value.number); }
inline void assign(RequireSignature& member, Value& value) { member = static_cast<RequireSignature>(value.number); }
inline void assign(Otherwise& member, Value& value) { member = static_cast<Otherwise>(value.number); }
inline void assign(Accounting& member, Value& value) { member = static_cast<Accounting>(value.number); }
inline void assign(CallStart& member, Value& value) { member = static_cast<CallStart>(value.number); }
inline void assign(ReplyPort& member, Value& value) { member = static_cast<ReplyPort>(value.number); }

inline bool equal(const AddressRange& a, const AddressRange& b) { return a.first == b.first && a.last == b.last; }
inline bool equal(const IpPrefix& a, const IpPrefix& b) { return a.address == b.address && a.length == b.length; }
template <class T>
bool equal(const T& a, const T& b) {
    return a == b;
}
template <class T>
bool equal(const std::vector<T>& a, const std::vector<T>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const T& x, const T& y) { return equal(x, y); });
}

template <class M>
struct MemberOf;
template <class T, class V>
struct MemberOf<V T::*> {
    using Owner = T;
};

inline void descend_into(Binder& binder, DaemonConfig& member, const Node& node, const KeyInfo& info,
                         const std::string& path) {
    binder.bind_table(member, node, info, path);
}
template <class S>
void descend_into(Binder& binder, std::optional<S>& member, const Node& node, const KeyInfo& info,
                  const std::string& path) {
    binder.bind_table(member.emplace(), node, info, path);
}
template <class S>
void descend_into(Binder& binder, std::vector<S>& member, const Node& node, const KeyInfo& info,
                  const std::string& path) {
    binder.bind_tables(member, node, info, path);
}
template <class S>
void descend_into(Binder& binder, std::map<std::string, S>& member, const Node& node, const KeyInfo& info,
                  const std::string& path) {
    binder.bind_named(member, node, info, path);
}

/// A key with a value; of a member in a member, if there are two.
template <auto Member, auto... Inner>
constexpr auto key(KeyInfo info) {
    using T = typename MemberOf<decltype(Member)>::Owner;
    return Key<T>{info, [](T& target, Value& value) { assign(((target.*Member) .* ... .* Inner), value); },
                  [](const T& a, const T& b) { return equal(((a.*Member) .* ... .* Inner), ((b.*Member) .* ... .* Inner)); }, nullptr};
}

/// A key that holds tables.
template <auto Member>
constexpr auto part(KeyInfo info) {
    using T = typename MemberOf<decltype(Member)>::Owner;
    return Key<T>{info, nullptr, nullptr,
                  [](Binder& binder, T& target, const Node& node, const KeyInfo& row, const std::string& path) {
                      descend_into(binder, target.*Member, node, row, path);
                  }};
}

}  // namespace vpdnd::config

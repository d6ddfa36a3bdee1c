#include "pppoe/tag_table.h"

#include <algorithm>
#include <array>

#include "base/byte_reader.h"
#include "pppoe/frame.h"

namespace vpdnd::pppoe {
namespace {

using Octets = std::span<const std::uint8_t>;

constexpr std::size_t kAnyLength = 0xffff;

std::string text_of(Octets value) { return {value.begin(), value.end()}; }

void read_service(RequestTags& into, Octets value) {
    if (into.services++ == 0) into.service = text_of(value);
}
void read_ac_name(RequestTags& into, Octets value) { into.ac_name = text_of(value); }
void read_cookie(RequestTags& into, Octets value) { into.cookie.emplace(value.begin(), value.end()); }
void read_vendor(RequestTags& into, Octets value) { read_access_line(into.line, value); }
void read_max_payload(RequestTags& into, Octets value) { into.max_payload = base::ByteReader(value).u16(); }

// clang-format off
constexpr std::array kRows = {
    //     TAG                      name                  length          times         echoed  read
    TagRow{Tag::kEndOfList,         "End-Of-List",        0, 0,           Times::kAny,  false,  nullptr},
    TagRow{Tag::kServiceName,       "Service-Name",       0, kAnyLength,  Times::kAny,  false,  read_service},
    TagRow{Tag::kAcName,            "AC-Name",            0, kAnyLength,  Times::kOnce, false,  read_ac_name},
    TagRow{Tag::kHostUniq,          "Host-Uniq",          0, kAnyLength,  Times::kAny,  true,   nullptr},
    TagRow{Tag::kAcCookie,          "AC-Cookie",          0, kAnyLength,  Times::kOnce, false,  read_cookie},
    TagRow{Tag::kVendorSpecific,    "Vendor-Specific",    0, kAnyLength,  Times::kAny,  false,  read_vendor},
    TagRow{Tag::kRelaySessionId,    "Relay-Session-Id",   0, kAnyLength,  Times::kOnce, true,   nullptr},
    TagRow{Tag::kMaxPayload,        "PPP-Max-Payload",    2, 2,           Times::kOnce, false,  read_max_payload},
    TagRow{Tag::kServiceNameError,  "Service-Name-Error", 0, kAnyLength,  Times::kAny,  false,  nullptr},
    TagRow{Tag::kAcSystemError,     "AC-System-Error",    0, kAnyLength,  Times::kAny,  false,  nullptr},
    TagRow{Tag::kGenericError,      "Generic-Error",      0, kAnyLength,  Times::kAny,  false,  nullptr},
};
// clang-format on

/// Which rows of kOnce were there.
using Seen = std::array<bool, kRows.size()>;

/// False: the packet is not to be served.
bool take_tag(RequestTags& into, Seen& seen, std::uint16_t type, Octets value, Octets whole) {
    const auto* row = find_tag(type);
    if (!row) return true;
    if (value.size() < row->shortest || value.size() > row->longest) return false;
    auto& before = seen[static_cast<std::size_t>(row - kRows.data())];
    if (row->times == Times::kOnce && before) return false;
    before = true;
    if (row->echoed) into.echoed.insert(into.echoed.end(), whole.begin(), whole.end());
    if (row->read) row->read(into, value);
    return true;
}

}  // namespace

const TagRow* find_tag(std::uint16_t type) {
    const auto* found = std::ranges::find(kRows, static_cast<Tag>(type), &TagRow::tag);
    return found == kRows.end() ? nullptr : found;
}

std::optional<RequestTags> read_tags(Octets tags) {
    RequestTags out;
    Seen seen{};
    base::ByteReader reader(tags);
    while (reader.remaining() > 0) {
        const auto begin = reader.position();
        const auto type = reader.u16(), length = reader.u16();
        if (!length) return std::nullopt;
        const auto value = reader.take(*length);
        if (!value || !take_tag(out, seen, *type, *value, tags.subspan(begin, kTagHeader + *length))) return std::nullopt;
        if (*type == static_cast<std::uint16_t>(Tag::kEndOfList)) break;
    }
    return out;
}

}  // namespace vpdnd::pppoe

#include "pppoe/answers.h"

#include <algorithm>
#include <utility>

namespace vpdnd::pppoe {
namespace {

std::span<const std::uint8_t> octets_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

bool put(FrameWriter& out, Tag tag, std::span<const std::uint8_t> value) {
    return out.tag(static_cast<std::uint16_t>(tag), value);
}

/// What every answer begins with: the service that was asked for, as it was, and what has to come back.
FrameWriter begin(const AnswerTo& to, Code code, std::uint16_t session) {
    FrameWriter out(to.host, to.own, code, session, to.room);
    put(out, Tag::kServiceName, octets_of(to.service));
    out.whole_tags(to.echoed);
    return out;
}

void put_max_payload(FrameWriter& out, const AnswerTo& to) {
    if (!to.max_payload) return;
    const std::uint8_t value[] = {static_cast<std::uint8_t>(*to.max_payload >> 8), static_cast<std::uint8_t>(*to.max_payload & 0xff)};
    put(out, Tag::kMaxPayload, value);
}

unsigned fits_into(unsigned mtu) { return mtu > kPppoeHeader + 2 ? mtu - static_cast<unsigned>(kPppoeHeader) - 2 : 0; }

}  // namespace

AnswerTo answer_to(const Frame& request, RequestTags tags, const MacAddress& own, unsigned mtu, unsigned most) {
    AnswerTo out{.host = request.from,
                 .own = own,
                 .service = std::move(tags.service).value_or(""),
                 .echoed = std::move(tags.echoed),
                 .max_payload = std::nullopt,
                 .room = std::min<std::size_t>(kMostPayload, mtu)};
    const unsigned wanted = std::min({unsigned{tags.max_payload.value_or(0)}, fits_into(mtu), most});
    if (wanted > kUsualMaxPayload) out.max_payload = static_cast<std::uint16_t>(wanted);
    return out;
}

std::uint16_t max_payload_of(const AnswerTo& answer, unsigned mtu) {
    if (answer.max_payload) return *answer.max_payload;
    return static_cast<std::uint16_t>(std::min<unsigned>(kUsualMaxPayload, fits_into(mtu)));
}

std::optional<base::Bytes> pado(const AnswerTo& to, const Pppoe& settings, std::span<const std::uint8_t> cookie) {
    auto out = begin(to, Code::kPado, 0);
    put(out, Tag::kAcName, octets_of(settings.ac_name));
    put(out, Tag::kAcCookie, cookie);
    put_max_payload(out, to);
    if (!out.fits()) return std::nullopt;
    for (const auto& service : settings.services)
        if (!service.empty() && service != to.service) put(out, Tag::kServiceName, octets_of(service));
    return out.take();
}

std::optional<base::Bytes> pads(const AnswerTo& to, std::string_view ac_name, std::uint16_t session) {
    auto out = begin(to, Code::kPads, session);
    put(out, Tag::kAcName, octets_of(ac_name));
    put_max_payload(out, to);
    if (!out.fits()) return std::nullopt;
    return out.take();
}

/// The request had room for the TAGs that come back, a cookie and its header.
base::Bytes pads_error(const AnswerTo& to, Tag error, std::string_view text) {
    auto out = begin(to, Code::kPads, 0);
    if (!put(out, error, octets_of(text))) put(out, error, {});
    return out.take();
}

base::Bytes padt(const MacAddress& host, const MacAddress& own, std::uint16_t session) {
    return FrameWriter(host, own, Code::kPadt, session).take();
}

}  // namespace vpdnd::pppoe

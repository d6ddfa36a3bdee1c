#include "l2tp/avp_emitter.h"

#include <algorithm>
#include <array>

#include "l2tp/avp.h"
#include "l2tp/avp_hiding.h"

namespace l2tp {
namespace {

constexpr std::size_t kRandomVectorSize = 16;  // "at least 16 octets is recommended"
constexpr std::size_t kMaxPadding = 15;
constexpr std::size_t kMaxMessage = 65000;     // of a UDP datagram, with room to spare

}  // namespace

/// What stands in the head of an AVP.
struct AvpEmitter::Target {
    std::uint16_t vendor;
    std::uint16_t type;
    const char* name;
    bool mandatory;
    bool may_hide;
};

void AvpEmitter::write(const AvpInfo& avp, std::span<const std::uint8_t> value) {
    if (avp.vendor != kVendorIetf && !options_.vendor_avps) return;
    write(Target{avp.vendor, avp.type, avp.name, avp.mandatory, avp.may_hide}, value);
}

void AvpEmitter::vendor(const VendorAvp& avp) {
    if (!options_.vendor_avps) return;
    // RFC 5515 section 5: M clear, may be hidden.
    write(Target{avp.vendor, avp.type, "vendor specific AVP", false, true}, avp.value);
}

void AvpEmitter::write(const Target& target, std::span<const std::uint8_t> value) {
    const bool fits = value.size() <= kMaxValueSize && out_.size() + 2 * kMaxAvpLength <= kMaxMessage;
    if (!fits) {
        if (!left_out_) left_out_ = target.name;
    } else if (hides(target)) {
        write_hidden(target, value);
    } else {
        write_avp(out_, target.mandatory, false, target.vendor, target.type, value);
    }
}

bool AvpEmitter::hides(const Target& target) const {
    return options_.hide && target.may_hide && !options_.secret.empty() && options_.random;
}

void AvpEmitter::write_hidden(const Target& target, std::span<const std::uint8_t> value) {
    ensure_random_vector();
    std::array<std::uint8_t, kMaxPadding + 1> noise{};
    options_.random(noise);
    const std::size_t wanted = noise[kMaxPadding] % (kMaxPadding + 1);
    const std::size_t padding = std::min(wanted, kMaxValueSize - value.size());
    const auto hidden =
        hide_value({target.type, options_.secret, random_vector_}, value, std::span(noise).first(padding));
    write_avp(out_, target.mandatory, true, target.vendor, target.type, hidden);
}

void AvpEmitter::ensure_random_vector() {
    if (!random_vector_.empty()) return;
    random_vector_.resize(kRandomVectorSize);
    options_.random(random_vector_);
    const auto& info = ietf_avp(avp_type::kRandomVector);
    write_avp(out_, info.mandatory, false, info.vendor, info.type, random_vector_);
}

}  // namespace l2tp

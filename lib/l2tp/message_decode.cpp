#include <utility>
#include <variant>

#include "l2tp/access_line.h"
#include "l2tp/avp.h"
#include "l2tp/avp_hiding.h"
#include "l2tp/avp_printer.h"
#include "l2tp/avp_slots.h"
#include "l2tp/avp_table.h"
#include "l2tp/avp_values.h"
#include "l2tp/message_codec.h"
#include "l2tp/message_table.h"

namespace l2tp {
namespace {

constexpr std::uint8_t kOurVersion = 1;
constexpr std::uint16_t kHighestVersion = 0x0100;  // version and revision, as in the Protocol Version AVP

using Octets = std::span<const std::uint8_t>;

/// Decodes one message: finds all AVPs, then reads those that it takes. After an error only the ids for the answer are
/// read.
class Decoder {
  public:
    Decoder(Octets body, const DecodeOptions& options) : avps_(body), options_(options) {}

    tl::expected<Decoded, ProtocolError> run();

  private:
    bool read_type();
    void find_avps();
    void find(const RawAvp& avp);
    void read_values();
    void read(const FoundAvp& found);
    bool is_access_line(const RawAvp& avp) const;
    void read_access_line(const FoundAvp& found);
    void take_random_vector(const RawAvp& avp);
    tl::expected<Octets, ValueFault> plain_value(const FoundAvp& found);
    void check_version(const RawAvp& avp, Octets value);
    void check_required();
    bool tolerates(const AvpInfo& info, const char* why);
    void build();
    void set_octet_order(ResultCode& code);
    void unrecognized(const RawAvp& avp, const char* why);
    void faulty(const FoundAvp& found, const ValueFault& fault);
    void ignore(const RawAvp& avp, const char* why);
    void fail(ErrorCode code, std::string text);
    std::uint16_t id_in(std::uint16_t ietf_type);
    ProtocolError error();

    AvpReader avps_;
    const DecodeOptions& options_;
    const MessageRow* row_ = nullptr;
    const MessageAvps* uses_ = nullptr;  // those of row_
    AvpSlots values_;
    Octets random_vector_;  // no data: none yet
    bool hidden_ = false;   // a value was, and could be read
    AvpSet tolerated_;
    AvpSet skipped_;        // hidden AVPs that skip_hidden left out
    Decoded decoded_;
    std::optional<ResultCode> result_;
};

tl::expected<Decoded, ProtocolError> Decoder::run() {
    if (!read_type()) return tl::unexpected(error());
    if (!row_) return std::move(decoded_);
    find_avps();
    read_values();
    check_required();
    if (result_) return tl::unexpected(error());
    build();
    return std::move(decoded_);
}

// Section 4.4.1: first of all, never hidden; its M bit speaks for the whole message.
bool Decoder::read_type() {
    if (avps_.done()) {
        fail(ErrorCode::kWrongLength, "message without AVPs");
        return false;
    }
    const auto avp = avps_.next();
    if (!avp) {
        fail(ErrorCode::kWrongLength, "octet " + std::to_string(kControlHeaderSize) + ": " + text_of(avp.error()));
        return false;
    }
    const bool is_type = avp->vendor == kVendorIetf && avp->type == avp_type::kMessageType;
    if (!is_type || avp->hidden || avp->reserved_bits || avp->value.size() != 2) {
        fail(ErrorCode::kBadValue,
             avp_place(avp->vendor, avp->type, "", avp->offset) + "not a valid Message Type, which must be first");
        return false;
    }
    decoded_.type = AvpValue<std::uint16_t>::read(avp->value);
    row_ = find_message(decoded_.type);
    if (row_) uses_ = &avps_of(row_->type);
    if (!row_ && avp->mandatory) {
        fail(ErrorCode::kBadValue, "unknown message type " + std::to_string(decoded_.type) + " with the M bit set");
        return false;
    }
    return true;
}

void Decoder::find_avps() {
    while (!avps_.done()) {
        const auto offset = avps_.offset();
        const auto avp = avps_.next();
        const auto place = [&] { return "octet " + std::to_string(offset + kControlHeaderSize) + ": "; };
        if (!avp) return fail(ErrorCode::kWrongLength, place() + text_of(avp.error()));
        find(*avp);
    }
}

void Decoder::find(const RawAvp& avp) {
    if (avp.reserved_bits) return unrecognized(avp, "reserved bit set");
    const auto* info = find_avp(avp.vendor, avp.type);
    if (info && info->is(avp_type::kRandomVector)) return take_random_vector(avp);
    if (is_access_line(avp)) return values_.put_found({nullptr, avp, random_vector_});
    if (!info) return unrecognized(avp, "unknown");
    if (!uses_->taken.has(*info)) return ignore(avp, "not used in this message");
    if (values_.has_found(*info)) return ignore(avp, "repeated");
    values_.put_found({info, avp, random_vector_});
}

void Decoder::read_values() {
    for (const auto& found : values_.all_found()) {
        if (result_) return;
        read(found);
    }
    for (const auto& found : values_.access_line_found()) {
        if (result_) return;
        read_access_line(found);
    }
}

void Decoder::read(const FoundAvp& found) {
    if (found.avp.hidden && options_.skip_hidden) {
        decoded_.hidden_skipped = true;
        skipped_.put(*found.info);
        return;
    }
    const auto value = plain_value(found);
    if (!value) return faulty(found, value.error());
    if (const auto fault = fault_in(found.info->shape, *value, row_->zero_id)) {
        if (!tolerates(*found.info, "is malformed")) faulty(found, *fault);
        return;
    }
    if (found.info->is(avp_type::kProtocolVersion)) check_version(found.avp, *value);
    values_.put(*found.info, *value);
}

void Decoder::take_random_vector(const RawAvp& avp) {
    if (avp.hidden) return faulty({&ietf_avp(avp_type::kRandomVector), avp, {}}, {ErrorCode::kBadValue, "hidden"});
    random_vector_ = avp.value;
}

/// What RFC 5515 does not know is carried too, but nobody can ask for it.
bool Decoder::is_access_line(const RawAvp& avp) const {
    if (avp.vendor != kVendorAdslForum || row_->type != MessageType::kIcrq) return false;
    return !avp.mandatory || find_access_line_field(avp.type);
}

void Decoder::read_access_line(const FoundAvp& found) {
    const auto& avp = found.avp;
    if (avp.hidden && options_.skip_hidden) {
        decoded_.hidden_skipped = true;
        return;
    }
    const auto value = plain_value(found);
    if (!value) {
        if (avp.mandatory) fail(value.error().code, avp_place(avp.vendor, avp.type, "", avp.offset) + value.error().why);
        else ignore(avp, "hidden, cannot be read");
        return;
    }
    values_.put_access_line({avp.vendor, avp.type, Bytes(value->begin(), value->end())});
}

tl::expected<Octets, ValueFault> Decoder::plain_value(const FoundAvp& found) {
    const auto& avp = found.avp;
    if (!avp.hidden) return avp.value;
    const auto fault = [](ErrorCode code, const char* why) { return tl::unexpected(ValueFault{code, why}); };
    if (options_.secret.empty()) return fault(ErrorCode::kBadValue, "hidden, but there is no secret");
    if (!found.random_vector.data()) return fault(ErrorCode::kBadValue, "hidden without a Random Vector before it");
    if (decoded_.digests + digests_to_unhide(avp.value.size()) > options_.most_digests)
        return fault(ErrorCode::kBadValue, "more is hidden than is read");
    decoded_.digests += digests_to_unhide(avp.value.size());
    auto plain = unhide_value({avp.type, options_.secret, found.random_vector}, avp.value);
    if (!plain) return fault(ErrorCode::kWrongLength, "hidden value has a wrong inner length");
    hidden_ = true;
    return values_.keep(std::move(*plain));
}

void Decoder::check_version(const RawAvp& avp, Octets value) {
    if (value[0] == kOurVersion || result_) return;
    result_ = ResultCode{static_cast<std::uint16_t>(StopResult::kVersionNotSupported), kHighestVersion,
                         avp_place(avp.vendor, avp.type, "Protocol Version", avp.offset) + "version " +
                             std::to_string(value[0]) + "." + std::to_string(value[1]) + " is not supported"};
}

/// Of several that are missing the lowest number is named.
void Decoder::check_required() {
    if (result_) return;
    auto missing = uses_->required.without(values_.filled()).without(skipped_).without(tolerated_);
    if (missing.empty()) return;
    for (const auto& use : uses_->in_order)
        if (missing.has(*use.avp)) tolerates(*use.avp, "is missing");
    missing = missing.without(tolerated_);
    if (missing.empty()) return;
    const AvpInfo* first = nullptr;
    for (const auto& info : all_avps())
        if (missing.has(info) && (!first || info.type < first->type)) first = &info;
    if (!first) return;
    fail(ErrorCode::kBadValue, "AVP " + std::to_string(first->type) + " (" + first->name + ") is missing");
}

/// An AVP that only informs is not worth the call, whatever is wrong with it. True: noted, and the field stays at its default.
bool Decoder::tolerates(const AvpInfo& info, const char* why) {
    if (options_.strict || !uses_->informing.has(info)) return false;
    if (tolerated_.has(info)) return true;
    tolerated_.put(info);
    decoded_.tolerated.push_back({info.type, why});
    return true;
}

/// Some LACs write 0x0300 for 3. No result has so high a number.
void Decoder::set_octet_order(ResultCode& code) {
    if (options_.strict || code.result == 0 || (code.result & 0xff) != 0) return;
    code.result = static_cast<std::uint16_t>(code.result >> 8);
    if (code.error && (*code.error & 0xff) == 0) code.error = static_cast<std::uint16_t>(*code.error >> 8);
    decoded_.tolerated.push_back({avp_type::kResultCode, "has its octets in the wrong order"});
}

/// All values were checked. What has none stays at its default.
void Decoder::build() {
    auto& message = decoded_.message.emplace(row_->make());
    for (const auto& use : uses_->in_order)
        if (values_.has(*use.avp)) use.field.read(message, values_.value(*use.avp));
    if (auto* cdn = std::get_if<Cdn>(&message)) set_octet_order(cdn->result);
    if (auto* stop = std::get_if<StopCcn>(&message)) set_octet_order(stop->result);
    if (auto* icrq = std::get_if<Icrq>(&message)) icrq->access_line = values_.take_access_line();
    if (auto* icrq = std::get_if<Icrq>(&message)) icrq->hidden.value = hidden_;
    if (auto* iccn = std::get_if<Iccn>(&message)) iccn->hidden.value = hidden_;
}

// Section 4.1: an unrecognized AVP with M is fatal, without M it is as if it were not there.
void Decoder::unrecognized(const RawAvp& avp, const char* why) {
    if (!avp.mandatory) return ignore(avp, why);
    if (result_) return;
    fail(ErrorCode::kUnknownMandatoryAvp, avp_place(avp.vendor, avp.type, "", avp.offset) + why + ", M bit set");
}

void Decoder::faulty(const FoundAvp& found, const ValueFault& fault) {
    const auto& [info, avp, random_vector] = found;
    if (!avp.mandatory && !uses_->required.has(*info)) return ignore(avp, "malformed");
    if (result_) return;
    fail(fault.code, avp_place(avp.vendor, avp.type, info->name, avp.offset) + fault.why);
}

void Decoder::ignore(const RawAvp& avp, const char* why) {
    ++decoded_.ignored_count;
    if (decoded_.ignored.size() >= kMaxIgnoredListed) return;
    decoded_.ignored.push_back({avp.vendor, avp.type, avp.offset + kControlHeaderSize, why});
}

/// The first error is the one that is reported.
void Decoder::fail(ErrorCode code, std::string text) {
    if (result_) return;
    // Result 2 is "general error" in both lists of section 4.4.2.
    result_ = stop_error(code, std::move(text));
}

/// 0: not there. Reads it if the first error came before that.
std::uint16_t Decoder::id_in(std::uint16_t ietf_type) {
    const auto& avp = ietf_avp(ietf_type);
    for (const auto& found : values_.all_found())
        if (found.info == &avp && !values_.has(avp)) read(found);
    return values_.has(avp) ? AvpValue<std::uint16_t>::read(values_.value(avp)) : std::uint16_t{0};
}

ProtocolError Decoder::error() {
    ProtocolError error;
    error.result = std::move(*result_);
    error.text = error.result.message;
    if (!row_) return error;
    error.text.insert(0, std::string(row_->name) + ": ");
    error.session_scope = row_->session_scope;
    error.type = row_->type;
    error.assigned_tunnel = {id_in(avp_type::kAssignedTunnel)};
    error.assigned_session = {id_in(avp_type::kAssignedSession)};
    error.digests = decoded_.digests;
    return error;
}

}  // namespace

tl::expected<Decoded, ProtocolError> decode_message(Octets body, const DecodeOptions& options) {
    return Decoder(body, options).run();
}

}  // namespace l2tp

#include "lcp_options.h"

#include <algorithm>

namespace plugin {
namespace {

enum Option : std::uint8_t {
    kMru = 1,
    kAccm = 2,
    kAuthentication = 3,
    kMagic = 5,
    kProtocolCompression = 7,
    kAddressCompression = 8,
    kMrru = 17,
    kShortSequence = 18,
    kEndpoint = 19
};
constexpr int kPap = 0xc023, kChap = 0xc223, kEap = 0xc227;
constexpr int kDefaultMru = 1500;

int read16(std::span<const std::uint8_t> value) { return value[0] << 8 | value[1]; }

std::uint32_t read32(std::span<const std::uint8_t> value) {
    return static_cast<std::uint32_t>(read16(value)) << 16 | static_cast<std::uint32_t>(read16(value.subspan(2)));
}

bool parse_authentication(std::span<const std::uint8_t> value, glue_lcp_options& options) {
    if (value.size() < 2) return false;
    switch (read16(value)) {
        case kPap: options.pap = 1; return value.size() == 2;
        case kEap: options.eap = 1; return value.size() == 2;
        case kChap:
            if (value.size() != 3) return false;
            options.chap_digest = value[2];
            return value[2] == kDigestMd5 || value[2] == kDigestMsChapV1 || value[2] == kDigestMsChapV2;
        default: return false;
    }
}

bool parse_endpoint(std::span<const std::uint8_t> value, glue_lcp_options& options) {
    if (value.empty() || value.size() - 1 > kMaxEndpoint) return false;
    options.has_endpoint = 1;
    options.endpoint_class = value[0];
    options.endpoint_length = static_cast<int>(value.size() - 1);
    std::copy(value.begin() + 1, value.end(), options.endpoint);
    return true;
}

LcpParse parse_option(std::uint8_t type, std::span<const std::uint8_t> value, glue_lcp_options& options) {
    const auto taken = [](bool good) { return good ? LcpParse::kGood : LcpParse::kMalformed; };
    switch (type) {
        case kMru:
            if (value.size() != 2) return LcpParse::kMalformed;
            options.has_mru = 1;
            options.mru = read16(value);
            return LcpParse::kGood;
        case kAccm:
            if (value.size() != 4) return LcpParse::kMalformed;
            options.has_accm = 1;
            options.accm = read32(value);
            return LcpParse::kGood;
        case kAuthentication: return taken(parse_authentication(value, options));
        case kMagic:
            if (value.size() != 4) return LcpParse::kMalformed;
            options.has_magic = 1;
            options.magic = read32(value);
            return LcpParse::kGood;
        case kProtocolCompression: options.protocol_compression = 1; return taken(value.empty());
        case kAddressCompression: options.address_compression = 1; return taken(value.empty());
        case kMrru:
            if (value.size() != 2) return LcpParse::kMalformed;
            options.has_mrru = 1;
            options.mrru = read16(value);
            return LcpParse::kGood;
        case kShortSequence: options.short_sequence = 1; return taken(value.empty());
        case kEndpoint: return taken(parse_endpoint(value, options));
        default: return LcpParse::kUnknownOption;
    }
}

}  // namespace

LcpParse parse_lcp_options(std::span<const std::uint8_t> bytes, glue_lcp_options& options) {
    options = {};
    while (!bytes.empty()) {
        if (bytes.size() < 2 || bytes[1] < 2 || bytes[1] > bytes.size()) return LcpParse::kMalformed;
        const LcpParse result = parse_option(bytes[0], bytes.subspan(2, bytes[1] - 2U), options);
        if (result != LcpParse::kGood) return result;
        bytes = bytes.subspan(bytes[1]);
    }
    return LcpParse::kGood;
}

const char* unacceptable(const glue_lcp_options& options, const glue_lcp_policy& policy, bool force_local_chap) {
    const bool digest_accepted = (options.chap_digest == kDigestMd5 && policy.md5) ||
                                 (options.chap_digest == kDigestMsChapV1 && policy.mschap_v1) ||
                                 (options.chap_digest == kDigestMsChapV2 && policy.mschap_v2);
    const bool authenticates = options.pap || options.eap || options.chap_digest != 0;
    if (policy.auth_required && !authenticates) return "the LAC agreed on no authentication, and it is required here";
    if (options.pap && !policy.pap) return "the LAC agreed on PAP, which is not accepted here";
    if (options.eap && !policy.eap) return "the LAC agreed on EAP, which is not accepted here";
    if (options.chap_digest != 0 && !digest_accepted) return "the LAC agreed on a CHAP digest that is not accepted here";
    if (force_local_chap && options.chap_digest == 0) return "CHAP is to be repeated here, and the LAC did not agree on it";
    if ((options.has_mru ? options.mru : kDefaultMru) > policy.mru) return "the LAC agreed on a larger MRU than is set here";
    if (options.has_mrru && !policy.multilink) return "the LAC agreed on multilink, which is off here";
    return nullptr;
}

const char* improvable(const glue_lcp_options& sent, const glue_lcp_options& received, const glue_lcp_policy& policy,
                       bool bundle_by_user) {
    if (!policy.multilink || !received.has_mrru) return nullptr;
    if (!sent.has_mrru) return "the LAC agreed on multilink in the user's direction only";
    if (!bundle_by_user) return nullptr;
    const bool ours = sent.has_endpoint == policy.has_endpoint && sent.endpoint_class == policy.endpoint_class &&
                      sent.endpoint_length == policy.endpoint_length &&
                      std::equal(sent.endpoint, sent.endpoint + sent.endpoint_length, policy.endpoint);
    return ours ? nullptr : "the LAC told the user another endpoint than ours, and his bundle is told by his name";
}

}  // namespace plugin

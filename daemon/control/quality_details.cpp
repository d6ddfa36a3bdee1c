#include "control/quality_details.h"

#include <cmath>
#include <utility>

namespace vpdnd {
namespace {

using ipc::Value;

constexpr std::size_t kHour = 36;  // buckets
static_assert(kHour * LinkQuality::kBucketLength == std::chrono::hours(1));

const char* state_of(const CallFacts& facts) {
    switch (facts.echo_watch) {
        case EchoWatch::kUnknown: break;
        case EchoWatch::kOff: return "off";
        case EchoWatch::kNoEcho: return "no-echo";
        case EchoWatch::kOn: return facts.quality ? "measured" : "waiting";
    }
    return "waiting";
}

double percent(double value) { return std::round(value * 100) / 100; }

Value means(const LinkQuality& quality, std::size_t buckets) {
    const auto of = quality.means(buckets);
    if (of.buckets == 0) return {};
    return Value::object({{"loss_percent", percent(of.loss_percent)}, {"rtt_us", of.rtt_us}});
}

void add_totals(Value::Object& out, const EchoSums& total) {
    out.insert(out.end(), {{"requests", total.requests}, {"replies", total.replies}});
    if (total.requests == 0) return;
    const auto lost = static_cast<double>(total.requests - total.replies) / static_cast<double>(total.requests);
    out.emplace_back("loss_percent", percent(100 * lost));
    if (total.replies == 0) return;
    out.insert(out.end(), {{"rtt_us", total.mean_us()}, {"rtt_least_us", total.least_us}, {"rtt_most_us", total.most_us}});
}

/// Two lists, the newest bucket first; null where there was no request, or no reply.
void add_history(Value::Object& out, const LinkQuality& quality) {
    Value::List loss, rtt;
    for (std::size_t age = 0; age < quality.size(); ++age) {
        const auto bucket = quality.bucket(age);
        loss.push_back(bucket ? Value(bucket->loss_percent) : Value());
        rtt.push_back(bucket ? Value(bucket->rtt_us) : Value());
    }
    out.insert(out.end(), {{"history_loss_percent", std::move(loss)}, {"history_rtt_us", std::move(rtt)}});
}

}  // namespace

Value quality_details(const CallFacts& facts, std::chrono::steady_clock::time_point now) {
    if (facts.echo_watch == EchoWatch::kUnknown && !facts.quality) return {};
    Value::Object out{{"state", state_of(facts)}};
    if (!facts.quality) return out;
    const auto& quality = *facts.quality;
    add_totals(out, quality.total());
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - quality.reported_at());
    out.insert(out.end(), {{"reported_seconds_ago", age.count()},
                           {"last_100_s", means(quality, 1)},
                           {"last_hour", means(quality, kHour)},
                           {"last_24_h", means(quality, LinkQuality::kBuckets)}});
    add_history(out, quality);
    return out;
}

}  // namespace vpdnd

#include "radius/client_host.h"

#include <chrono>
#include <utility>

#include "log/limited.h"
#include "os/secure_random.h"
#include "radius/packet_log.h"

namespace vpdnd {
namespace {

using Clock = std::chrono::steady_clock;

struct NewsRow {
    radius::ServerNews news;
    log::Level level;
    std::string_view message;
};
constexpr NewsRow kNews[]{
    {radius::ServerNews::kDead, log::Level::kWarning, "a RADIUS server does not answer: it is left alone for its dead time"},
    {radius::ServerNews::kBack, log::Level::kNotice, "a RADIUS server answers again"},
    {radius::ServerNews::kWrongSecret, log::Level::kError,
     "answers of a RADIUS server are dropped: they are not made with our secret, or forged"},
    {radius::ServerNews::kUnsigned, log::Level::kError,
     "answers of a RADIUS server are dropped: they have no Message-Authenticator (require-message-authenticator)"},
};

}  // namespace

class ClientHost::Wait : public RadiusWait {
  public:
    Wait(std::shared_ptr<ClientHost*> host, radius::RequestId request) : host_(std::move(host)), request_(request) {}
    ~Wait() override {  // NOLINT(bugprone-exception-escape): an allocation at most
        if (*host_) (*host_)->give_up(request_);
    }

  private:
    std::shared_ptr<ClientHost*> host_;
    radius::RequestId request_;
};

void ClientHost::Random::fill(std::span<std::uint8_t> out) { secure_random(out); }

ClientHost::ClientHost(EventLoop& loop, Resolver& resolver, std::string set, ClientPlan plan)
    : loop_(loop),
      set_(std::move(set)),
      client_(plan.settings, random_),
      sockets_(loop, resolver, std::move(plan.servers), *this) {
    for (const auto& one : plan.settings.servers) names_.push_back(one.name);
    timer_ = loop_.make_timer([this] {
        timer_at_ = SteadyTime::max();
        client_.on_time(Clock::now());
        carry_out();
    });
}

ClientHost::~ClientHost() { *self_ = nullptr; }

tl::expected<std::unique_ptr<RadiusWait>, std::string> ClientHost::ask(radius::Question question, Answer answer) {
    const auto request = client_.ask(Clock::now(), std::move(question));
    if (!request) return tl::unexpected(request.error());
    waiting_.emplace(*request, std::move(answer));
    carry_out();
    return std::make_unique<Wait>(self_, *request);
}

void ClientHost::give_up(radius::RequestId request) {
    if (waiting_.erase(request) == 0) return;
    client_.cancel(Clock::now(), request);
    carry_out();
}

void ClientHost::when_idle(std::function<void()> done) {
    idle_ = std::move(done);
    carry_out();
}

// From the sockets ------------------------------------------------------------------------------------------------

void ClientHost::port_opened(radius::ServerId server, radius::PortId port) {
    client_.port_opened(Clock::now(), server, port);
    carry_out();
}

void ClientHost::port_failed(radius::ServerId server, radius::PortId port, const std::string& error) {
    log::write_limited(log::Level::kWarning, "no socket to a RADIUS server",
                       {{"radius", set_}, {"server", name_of(server)}, {"error", error}});
    client_.port_failed(Clock::now(), server, port);
    carry_out();
}

void ClientHost::datagram(radius::ServerId server, radius::PortId port, std::span<const std::uint8_t> datagram) {
    const auto verdict = client_.receive(Clock::now(), server, port, datagram);
    log_received({set_, name_of(server)}, datagram, verdict);
    carry_out();
}

void ClientHost::unreachable(radius::ServerId server, radius::PortId port) {
    client_.port_error(Clock::now(), server, port);
    carry_out();
}

// Effects ---------------------------------------------------------------------------------------------------------

void ClientHost::carry_out() {
    for (auto effects = client_.take_effects(); !effects.empty(); effects = client_.take_effects())
        for (auto& effect : effects) std::visit([this](auto& one) { run(one); }, effect);
    arm();
    // In a turn of its own: whoever is answered may ask again, or end a call.
    const bool to_tell = !answered_.empty() || (idle_ && client_.idle());
    if (to_tell)
        loop_.post([self = self_] {
            if (*self) (*self)->deliver();
        });
}

void ClientHost::run(const radius::OpenPort& effect) { sockets_.open(effect.server, effect.port); }
void ClientHost::run(const radius::ClosePort& effect) { sockets_.close(effect.server, effect.port); }

void ClientHost::run(const radius::SendDatagram& effect) {
    log_sent({set_, name_of(effect.server)}, effect.bytes);
    sockets_.send(effect.server, effect.port, effect.bytes);
}

void ClientHost::run(radius::Answered& effect) { answered_.push_back(std::move(effect)); }

void ClientHost::run(const radius::ServerChanged& effect) {
    for (const auto& row : kNews)
        if (row.news == effect.news) log::write_limited(row.level, row.message, {{"radius", set_}, {"server", name_of(effect.server)}});
    if (effect.news == radius::ServerNews::kDead) sockets_.look_up_again(effect.server);
}

/// Only ever brought forward: it finds out when it expires whether there is something to do.
void ClientHost::arm() {
    const auto next = client_.next_deadline();
    if (!next || *next >= timer_at_) return;
    timer_at_ = *next;
    timer_->arm(*next);
}

void ClientHost::deliver() {
    const auto self = self_;
    for (auto& one : std::exchange(answered_, {})) {
        const auto waiting = waiting_.extract(one.request);
        if (waiting.empty()) continue;
        waiting.mapped()(one);
        if (!*self) return;
    }
    if (client_.idle() && answered_.empty())
        if (const auto idle = std::exchange(idle_, nullptr)) idle();
}

}  // namespace vpdnd

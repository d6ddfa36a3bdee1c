#include "log/log.h"

#include <poll.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <syslog.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <mutex>

#include <boost/log/core/core.hpp>
#include <boost/log/expressions/message.hpp>
#include <boost/log/sinks/async_frontend.hpp>
#include <boost/log/sinks/basic_sink_backend.hpp>
#include <boost/log/sinks/bounded_fifo_queue.hpp>
#include <boost/log/sources/record_ostream.hpp>
#include <boost/log/sources/severity_logger.hpp>
#include <boost/smart_ptr/make_shared_object.hpp>

namespace vpdnd::log {

namespace {

namespace sinks = boost::log::sinks;
namespace sources = boost::log::sources;

constexpr std::size_t kQueueLength = 16384;
constexpr int kPatienceMilliseconds = 1000;  // with a reader of stderr that does not read
constexpr std::size_t kLongestValue = 4096;

constexpr std::array<std::string_view, 5> kLevelNames = {"debug", "info", "notice", "warning", "error"};
constexpr std::array<int, 5> kPriorities = {LOG_DEBUG, LOG_INFO, LOG_NOTICE, LOG_WARNING, LOG_ERR};
constexpr std::array<std::string_view, static_cast<std::size_t>(Area::kCount_)> kAreaNames = {
    "events", "packets", "errors", "ppp", "radius", "dataplane"};

std::atomic<Level> least_level{Level::kInfo};
std::atomic<unsigned> areas{0};
std::atomic<std::uint64_t> dropped{0};

enum class Form : std::uint8_t { kPlain, kJournal, kSyslog };

std::string time_stamp() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    tm parts{};
    ::gmtime_r(&now.tv_sec, &parts);
    char date[32];
    static_cast<void>(std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts));
    char out[48];
    static_cast<void>(std::snprintf(out, sizeof out, "%s.%03dZ ", date, static_cast<int>(now.tv_nsec / 1'000'000)));
    return out;
}

/// systemd tells in JOURNAL_STREAM which file is the journal; stderr may have been redirected since.
bool stderr_is_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");  // NOLINT(concurrency-mt-unsafe): nobody changes the environment
    struct stat status {};
    return stream != nullptr && ::fstat(STDERR_FILENO, &status) == 0 &&
           stream == std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
}

/// Writes finished lines; runs on the sink's thread only (or before start, on the caller's).
class Output {
public:
    explicit Output(Form form) : form_(form), reported_(dropped.load()) {
        if (form_ == Form::kSyslog) ::openlog("vpdnd", LOG_PID | LOG_NDELAY, LOG_DAEMON);
    }
    Form form() const { return form_; }
    void write(Level level, const std::string& line) {
        report_losses();
        write_line(level, line);
    }

private:
    void report_losses() {
        const std::uint64_t now = dropped.load();
        if (now == reported_) return;
        write_line(Level::kWarning, (form_ == Form::kPlain ? time_stamp() + "warning: " : std::string()) +
                                        "log lines lost total=" + std::to_string(now));
        reported_ = now;
    }
    void write_line(Level level, const std::string& line) {
        const int priority = kPriorities[static_cast<std::size_t>(level)];
        if (form_ == Form::kSyslog) {
            ::syslog(priority, "%s", line.c_str());
        } else {
            const std::string prefix = form_ == Form::kJournal ? "<" + std::to_string(priority) + ">" : "";
            write_all(prefix + line + "\n");
        }
    }
    void write_all(std::string_view text) {
        while (!text.empty()) {
            pollfd ready{STDERR_FILENO, POLLOUT, 0};
            if (::poll(&ready, 1, stuck_ ? 0 : kPatienceMilliseconds) <= 0 || (ready.revents & POLLOUT) == 0) {
                stuck_ = true;
                ++dropped;
                return;
            }
            stuck_ = false;
            const ssize_t wrote = ::write(STDERR_FILENO, text.data(), text.size());
            if (wrote > 0) {
                text.remove_prefix(static_cast<std::size_t>(wrote));
            } else if (errno != EINTR && errno != EAGAIN) {
                ++dropped;
                return;
            }
        }
    }

    Form form_;
    std::uint64_t reported_;
    bool stuck_ = false;  // the last write had to be given up
};

/// Overflow: the new line is lost and counted; nobody waits for the log.
struct CountLosses {
    template <class Lock>
    static bool on_overflow(const boost::log::record_view&, Lock&) {
        ++dropped;
        return false;
    }
    static void on_queue_space_available() {}
    static void interrupt() {}
};

class Backend : public sinks::basic_sink_backend<sinks::synchronized_feeding> {
public:
    explicit Backend(Form form) : output_(form) {}
    void consume(const boost::log::record_view& record) {
        const auto level = record["Severity"].extract<Level>();
        const auto line = record["Message"].extract<std::string>();
        if (level && line) output_.write(*level, *line);
    }

private:
    Output output_;
};

using Sink = sinks::asynchronous_sink<Backend, sinks::bounded_fifo_queue<kQueueLength, CountLosses>>;

struct Running {
    boost::shared_ptr<Sink> sink;
    sources::severity_logger_mt<Level> logger;
};

std::atomic<Running*> running{nullptr};
std::atomic<Form> current_form{Form::kPlain};

/// Signals are for the event loop's thread.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_{};
};

void submit(Level level, const std::string& line) {
    Running* const now = running.load();
    if (now == nullptr) {
        static std::mutex mutex;
        const std::lock_guard lock(mutex);
        Output(Form::kPlain).write(level, line);
        return;
    }
    auto record = now->logger.open_record(boost::log::keywords::severity = level);
    if (!record) return;
    boost::log::record_ostream stream(record);
    stream << line;
    stream.flush();
    now->logger.push_record(std::move(record));
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

bool needs_quotes(std::string_view value) { return value.empty() || value.find_first_of(" \"=") != std::string::npos; }

template <class Fields>
void compose(Level level, std::string_view label, std::string_view message, const Fields& fields) {
    std::string line;
    if (current_form.load() == Form::kPlain) {
        line = time_stamp();
        line.append(kLevelNames[static_cast<std::size_t>(level)]).append(": ");
    }
    if (!label.empty()) line.append(label).append(": ");
    line += escape(message, kLongestValue);
    for (const Field& field : fields) {
        line.append(" ").append(field.key).append("=");
        const std::string value = escape(field.value, kLongestValue);
        line += needs_quotes(value) ? quoted(value) : value;
        if (!field.words.empty()) line += ' ' + quoted(field.words);
    }
    submit(level, line);
}

}  // namespace

void start(bool foreground, Level level) {
    if (running.load() != nullptr) return;
    set_level(level);
    const Form form = !foreground ? Form::kSyslog : stderr_is_journal() ? Form::kJournal : Form::kPlain;
    current_form = form;
    const SignalsBlocked blocked;  // inherited by the sink's thread
    auto* made = new Running;
    made->sink = boost::make_shared<Sink>(boost::make_shared<Backend>(form));
    boost::log::core::get()->add_sink(made->sink);
    running = made;
}

void stop() {
    Running* const old = running.exchange(nullptr);
    if (old == nullptr) return;
    boost::log::core::get()->remove_sink(old->sink);
    old->sink->stop();
    old->sink->flush();
    current_form = Form::kPlain;
    delete old;
}

void set_level(Level level) { least_level = level; }

bool wanted(Level level) { return level >= least_level.load(); }

bool parse_level(std::string_view name, Level* level) {
    for (std::size_t i = 0; i < kLevelNames.size(); ++i) {
        if (kLevelNames[i] != name) continue;
        *level = static_cast<Level>(i);
        return true;
    }
    return false;
}

bool parse_area(std::string_view name, Area* area) {
    for (std::size_t i = 0; i < kAreaNames.size(); ++i) {
        if (kAreaNames[i] != name) continue;
        *area = static_cast<Area>(i);
        return true;
    }
    return false;
}

std::string_view name_of(Area area) {
    const auto index = static_cast<std::size_t>(area);
    return index < kAreaNames.size() ? kAreaNames[index] : "unknown";
}

void write(Level level, std::string_view message, std::initializer_list<Field> fields) {
    if (wanted(level)) compose(level, {}, message, fields);
}

void write(Level level, std::string_view message, const std::vector<Field>& fields) {
    if (wanted(level)) compose(level, {}, message, fields);
}

bool enabled(Area area) { return (areas.load(std::memory_order_relaxed) >> static_cast<unsigned>(area) & 1u) != 0; }

void set_area(Area area, bool on) {
    const unsigned bit = 1u << static_cast<unsigned>(area);
    if (on) {
        areas |= bit;
    } else {
        areas &= ~bit;
    }
}

void debug(Area area, std::string_view message, std::initializer_list<Field> fields) {
    if (enabled(area)) compose(Level::kDebug, name_of(area), message, fields);
}

std::uint64_t dropped_lines() { return dropped.load(); }

std::string escape(std::string_view text, std::size_t limit) {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string out;
    out.reserve(std::min(text.size(), limit) + 3);
    for (const char c : text.substr(0, limit)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f) {
            out += c;
        } else {
            out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
        }
    }
    if (text.size() > limit) out += "\u2026";
    return out;
}

}  // namespace vpdnd::log

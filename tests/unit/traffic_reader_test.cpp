#include "control/traffic_reader.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include "os/unique_fd.h"
#include "support/call_site.h"
#include "support/refused_watches.h"

using namespace vpdnd;

namespace {

/// Counters are the numbers of the sessions. The test says when a piece of two can be read.
class CountingPlane : public test::SwitchedPlane {
  public:
    class Reading : public StatisticsReading {
      public:
        explicit Reading(CountingPlane& plane) : plane_(plane) {}
        int fd() const override { return plane_.ready.get(); }
        bool read_piece(StatisticsTable& into) override {
            std::uint64_t pieces = 0;
            CHECK(::read(plane_.ready.get(), &pieces, sizeof pieces) == sizeof pieces);
            for (int i = 0; i < 2; ++i, ++next_) into[{{1}, {next_}}].bytes_in = next_;
            return next_ <= plane_.sessions_there;
        }

      private:
        CountingPlane& plane_;
        std::uint16_t next_ = 1;
    };

    std::optional<SessionStatistics> statistics(l2tp::SessionKey key) override {
        ++asked;
        return SessionStatistics{.bytes_in = key.session.value};
    }
    std::unique_ptr<StatisticsReading> read_all_statistics() override {
        if (!at_once) return nullptr;
        ++readings;
        return std::make_unique<Reading>(*this);
    }
    std::vector<l2tp::SessionKey> keys() const {
        std::vector<l2tp::SessionKey> out;
        for (std::uint16_t id = 1; id <= sessions_there; ++id) out.push_back({{1}, {id}});
        return out;
    }
    void piece() const {
        const std::uint64_t one = 1;
        CHECK(::write(ready.get(), &one, sizeof one) == sizeof one);
    }

    std::uint16_t sessions_there = 0;
    bool at_once = true;
    std::size_t asked = 0, readings = 0;
    UniqueFd ready{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC | EFD_SEMAPHORE)};
};

struct Joint {
    EventLoop loop;
    CountingPlane plane;
    std::unique_ptr<TrafficReader> reader = std::make_unique<TrafficReader>(loop, plane, [this] { return plane.keys(); });
    int done = 0;

    void ask() {
        reader->read([this](const StatisticsTable& table) {
            ++done;
            CHECK(table.size() == plane.sessions_there);
            for (const auto& [key, statistics] : table) CHECK(statistics.bytes_in == key.session.value);
        });
    }
    bool turn_until(const std::function<bool()>& holds) { return test::run_until(loop, holds); }
};

}  // namespace

TEST_CASE("The counters of few sessions are there at once", "[traffic]") {
    Joint joint;
    joint.plane.sessions_there = TrafficReader::kFew;
    joint.ask();
    CHECK(joint.done == 1);
    CHECK(joint.plane.readings == 0);
    joint.plane.sessions_there = 0;
    joint.ask();
    CHECK(joint.done == 2);
}

TEST_CASE("The counters of many sessions are read in pieces, and whoever asks meanwhile gets the next reading",
          "[traffic]") {
    Joint joint;
    joint.plane.sessions_there = 100;
    joint.ask();
    for (int i = 0; i < 49; ++i) joint.plane.piece();
    bool turned = false;
    joint.loop.post([&] { turned = true; });
    REQUIRE(joint.turn_until([&] { return turned; }));
    joint.ask();
    joint.ask();
    CHECK(joint.done == 0);
    CHECK(joint.plane.readings == 1);
    joint.plane.piece();
    REQUIRE(joint.turn_until([&] { return joint.done == 1; }));
    for (int i = 0; i < 50; ++i) joint.plane.piece();
    REQUIRE(joint.turn_until([&] { return joint.done == 3; }));
    CHECK(joint.plane.readings == 2);
    CHECK(joint.plane.asked == 0);
}

TEST_CASE("A data plane that cannot tell of all is asked some at a time", "[traffic]") {
    Joint joint;
    joint.plane.at_once = false;
    joint.plane.sessions_there = 3 * TrafficReader::kFew;
    joint.ask();
    CHECK(joint.plane.asked == TrafficReader::kFew);
    REQUIRE(joint.turn_until([&] { return joint.done == 1; }));
    CHECK(joint.plane.asked == 3 * TrafficReader::kFew);
}

TEST_CASE("Sessions are asked for one by one if the answers of a reading cannot be watched", "[traffic]") {
    Joint joint;
    joint.plane.sessions_there = 3 * TrafficReader::kFew;
    const test::RefusedWatches refused;
    joint.ask();
    REQUIRE(joint.turn_until([&] { return joint.done == 1; }));
    CHECK(refused.count() == 1);
    CHECK(joint.plane.asked == 3 * TrafficReader::kFew);
}

TEST_CASE("A reader that goes leaves nothing behind", "[traffic]") {
    Joint joint;
    joint.plane.sessions_there = 100;
    joint.plane.at_once = GENERATE(true, false);
    joint.ask();
    joint.reader.reset();
    bool turned = false;
    joint.loop.post([&] { turned = true; });
    REQUIRE(joint.turn_until([&] { return turned; }));
    CHECK(joint.done == 0);
}

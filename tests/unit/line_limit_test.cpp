#include "log/line_limit.h"

#include "support/catch.h"

using namespace vpdnd::log;
using namespace std::chrono_literals;

namespace {

using Told = std::vector<std::pair<std::string, std::uint64_t>>;
const LineLimit::Time kNow{1000s};

unsigned written(LineLimit& limit, std::string_view kind, LineLimit::Time now, unsigned lines) {
    unsigned out = 0;
    for (unsigned i = 0; i < lines; ++i) out += limit.allow(kind, now, 5);
    return out;
}

}  // namespace

TEST_CASE("Of each kind of line so many are written in a second, the rest is counted", "[log]") {
    LineLimit limit;
    CHECK(written(limit, "refused", kNow, 1000) == 5);
    CHECK(written(limit, "dropped", kNow + 900ms, 3) == 3);
    CHECK(limit.total() == 995);
    CHECK(limit.pending());
    CHECK(limit.take_told(kNow + 999ms).empty());
    CHECK(limit.take_told(kNow + 1s) == Told{{"refused", 995}});
    CHECK_FALSE(limit.pending());
    CHECK(limit.take_told(kNow + 9s).empty());
    CHECK(written(limit, "refused", kNow + 1s, 10) == 5);
}

TEST_CASE("Lines that come now and then are all written", "[log]") {
    LineLimit limit;
    for (int i = 0; i < 100; ++i) CHECK(limit.allow("refused", kNow + 250ms * i, 5));
    CHECK(limit.total() == 0);
}

TEST_CASE("A flood without an end is told of once a second", "[log]") {
    LineLimit limit;
    unsigned lines = 0, told = 0;
    for (int i = 0; i < 10'000; ++i) {  // ten seconds
        told += static_cast<unsigned>(limit.take_told(kNow + 1ms * i).size());
        lines += limit.allow("refused", kNow + 1ms * i, 5);
    }
    CHECK(lines == 50);
    CHECK(told == 9);
    CHECK(limit.total() == 9950);
}

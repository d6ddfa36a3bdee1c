// The history of ended calls: order, and how much memory peers can make it take.
#include "event/ended_calls.h"

#include "support/catch.h"

using vpdnd::EndedCalls;

namespace {

ipc::EndedCallRow call_of(std::string user) {
    ipc::EndedCallRow call;
    call.user = std::move(user);
    return call;
}

}  // namespace

TEST_CASE("ended calls are listed newest first and the oldest make room", "[ended-calls]") {
    EndedCalls calls(2);
    CHECK(calls.rows().empty());
    for (const char* user : {"first", "second", "third"}) calls.add(call_of(user));
    const auto rows = calls.rows();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].user == "third");
    CHECK(rows[1].user == "second");
}

TEST_CASE("every text of an ended call is cut to a sane length and keeps no memory beyond it", "[ended-calls]") {
    ipc::EndedCallRow call;
    std::size_t texts = 0;
    ipc::kEndedCallRows.for_each_text(call, [&texts](std::string& text) {
        ++texts;
        text = std::string(100'000, 'x');
        if (texts % 2 == 0) text.resize(3);  // which keeps its memory
    });
    CHECK(texts == 10);  // all but numbers and times
    EndedCalls calls;
    calls.add(std::move(call));
    auto row = calls.rows().front();
    ipc::kEndedCallRows.for_each_text(row, [](const std::string& text) {
        CHECK((text.size() == EndedCalls::kMostText || text == "xxx"));
        CHECK(text.capacity() <= EndedCalls::kMostText);
    });
}

TEST_CASE("a text is cut between characters, and octets that are none stay few", "[ended-calls]") {
    EndedCalls calls;
    std::string text(EndedCalls::kMostText - 1, 'x');
    calls.add(call_of(text + "\xe2\x82\xac"));  // three octets
    CHECK(calls.rows().front().user == text);
    calls.add(call_of(std::string(1000, '\x80')));
    CHECK(calls.rows().front().user.size() <= EndedCalls::kMostText);
    CHECK(calls.rows().front().user.size() + 3 >= EndedCalls::kMostText);
}

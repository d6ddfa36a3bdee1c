// Every cell of a call's state table against tests/golden/call_fsm.txt, so that a changed transition is seen in review.
#include "call/call_fsm.h"

#include <fstream>
#include <sstream>

#include "support/catch.h"
#include "support/source_file.h"

using namespace vpdnd;

namespace {

template <class Visit>
void for_each_cell(const Visit& visit) {
    for (int s = 0; s < static_cast<int>(CallState::kCount_); ++s)
        for (int e = 0; e < static_cast<int>(CallEvent::kCount_); ++e) {
            const auto state = static_cast<CallState>(s);
            const auto event = static_cast<CallEvent>(e);
            visit(state, event, call_step(state, event));
        }
}

}  // namespace

TEST_CASE("The state table of a call is the reviewed one", "[call]") {
    std::ostringstream table;
    for_each_cell([&](CallState state, CallEvent event, const CallStep& step) {
        table << name_of(state) << " | " << name_of(event) << " | " << name_of(step.action) << " | " << name_of(step.next) << "\n";
    });
    std::ifstream file(source_file("golden/call_fsm.txt"));
    std::ostringstream golden;
    golden << file.rdbuf();
    if (golden.str() != table.str()) std::ofstream("call_fsm.txt.new") << table.str();
    INFO("the present table was written to call_fsm.txt.new");
    CHECK(golden.str() == table.str());
}

TEST_CASE("A call never goes back to an earlier state, and what is impossible changes nothing", "[call]") {
    for_each_cell([](CallState state, CallEvent event, const CallStep& step) {
        INFO(name_of(state) << ", " << name_of(event));
        CHECK(step.next >= state);
        if (step.action == CallAction::kImpossible) CHECK(step.next == state);
        if (state == CallState::kOver) CHECK(step.action == CallAction::kNone);
    });
}

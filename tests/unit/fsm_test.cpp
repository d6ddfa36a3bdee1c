// Every cell of the state tables against tests/golden/fsm.txt, so that a changed transition is seen in review.
#include <fstream>
#include <sstream>

#include "l2tp/session_fsm.h"
#include "l2tp/tunnel_fsm.h"
#include "support/catch.h"
#include "support/source_file.h"

using namespace l2tp;

namespace {

template <class State, class Event, class Step>
void print(std::ostream& out, std::string_view title, const Step& step) {
    out << "# " << title << "\n";
    for (int s = 0; s < static_cast<int>(State::kCount_); ++s)
        for (int e = 0; e < static_cast<int>(Event::kCount_); ++e) {
            const auto state = static_cast<State>(s);
            const auto event = static_cast<Event>(e);
            const auto cell = step(state, event);
            out << name_of(state) << " | " << name_of(event) << " | " << name_of(cell.action) << " | "
                << name_of(cell.next) << " | " << cell.source << "\n";
        }
}

std::string whole_matrix() {
    std::ostringstream out;
    print<TunnelState, TunnelEvent>(out, "control connection", tunnel_step);
    const auto session = [&](std::string_view title, Role role, Direction direction) {
        print<SessionState, SessionEvent>(out, title, [=](SessionState state, SessionEvent event) {
            return session_step(role, direction, state, event);
        });
    };
    session("LAC, incoming call", Role::kLac, Direction::kIncoming);
    session("LNS, incoming call", Role::kLns, Direction::kIncoming);
    session("LAC, outgoing call", Role::kLac, Direction::kOutgoing);
    session("LNS, outgoing call", Role::kLns, Direction::kOutgoing);
    return out.str();
}

}  // namespace

TEST_CASE("The state tables are the reviewed ones", "[rfc2661][7.2.1][7.4.1][7.4.2][7.5.1][7.5.2]") {
    std::ifstream file(source_file("golden/fsm.txt"));
    std::ostringstream golden;
    golden << file.rdbuf();
    const auto matrix = whole_matrix();
    if (golden.str() != matrix) std::ofstream("fsm.txt.new") << matrix;
    INFO("the present tables were written to fsm.txt.new");
    CHECK(golden.str() == matrix);
}

TEST_CASE("An established session leaves for idle only", "[rfc2661][7.4][7.5]") {
    for (const auto role : {Role::kLac, Role::kLns})
        for (const auto direction : {Direction::kIncoming, Direction::kOutgoing})
            for (int e = 0; e < static_cast<int>(SessionEvent::kCount_); ++e) {
                const auto next = session_step(role, direction, SessionState::kEstablished, static_cast<SessionEvent>(e)).next;
                CHECK((next == SessionState::kEstablished || next == SessionState::kIdle));
            }
}

// The shape of the state tables: rows with the columns of RFC 2661 section 7, and the proof at compile time that
// every pair of state and event has exactly one row.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace l2tp {

/// A set of enumerators below 32, so that one row can name several, as the RFC does.
template <class Enum>
struct SetOf {
    std::uint32_t bits = 0;
    constexpr SetOf(Enum one) : bits(1u << static_cast<unsigned>(one)) {}
    constexpr SetOf(std::initializer_list<Enum> several) {
        for (auto one : several) bits |= 1u << static_cast<unsigned>(one);
    }
    constexpr bool contains(Enum one) const { return (bits >> static_cast<unsigned>(one) & 1u) != 0; }
};

/// What happens upon any of the events in any of the states.
template <class State, class Event, class Action>
struct FsmRow {
    SetOf<State> states;
    SetOf<Event> events;
    Action action;
    State next;
    const char* source;  ///< section of RFC 2661, or "local" where the RFC leaves the cell blank
};

/// What a cell of the matrix says.
template <class State, class Action>
struct FsmCell {
    Action action;
    State next;
    const char* source;
    std::uint8_t rows = 0;  ///< how many rows claim this cell: 1 in a sound table
};

/// One cell for each pair; states and events are numbered from 0.
template <class State, class Event, class Action, std::size_t kStates, std::size_t kEvents>
struct FsmMatrix {
    std::array<std::array<FsmCell<State, Action>, kEvents>, kStates> cells{};

    /// Cells of no row stay empty, of overlapping rows the last one counts: complete() is false for both.
    template <std::size_t kRows>
    static constexpr FsmMatrix from(const std::array<FsmRow<State, Event, Action>, kRows>& rows) {
        FsmMatrix matrix;
        for (const auto& row : rows)
            for (std::size_t s = 0; s < kStates; ++s)
                for (std::size_t e = 0; e < kEvents; ++e) {
                    if (!row.states.contains(static_cast<State>(s)) || !row.events.contains(static_cast<Event>(e)))
                        continue;
                    auto& cell = matrix.cells[s][e];
                    cell = {row.action, row.next, row.source, static_cast<std::uint8_t>(cell.rows + 1)};
                }
        return matrix;
    }

    /// Exactly one row for each state and event.
    constexpr bool complete() const {
        for (const auto& row : cells)
            for (const auto& cell : row)
                if (cell.rows != 1) return false;
        return true;
    }

    constexpr const FsmCell<State, Action>& at(State state, Event event) const {
        return cells[static_cast<std::size_t>(state)][static_cast<std::size_t>(event)];
    }
};

}  // namespace l2tp

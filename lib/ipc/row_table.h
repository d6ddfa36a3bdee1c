// Lists of rows, such as `l2tpctl session list` shows: each has one table of columns, and a column is one row of it. The
// daemon's JSON, l2tpctl's tables, its --dump lines and filters, l2tpctl(8) and doc/control-protocol.md are made of it.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "ipc/cell_value.h"
#include "ipc/control_value.h"

namespace ipc {

/// How people are shown the value. Texts stand at the left of their column, all else at the right.
enum class ColumnKind : unsigned char {
    kText,
    kState,     ///< a text, coloured
    kTime,      ///< a text: the time itself
    kNumber,
    kAge,       ///< a time: how long ago
    kDuration,  ///< seconds: hours, minutes and seconds
    kSession,   ///< TUNNEL/SESSION of tunnel_id and local_id; both may be 0: none
};

enum class ColumnUse : unsigned char {
    kMember,      ///< a member of the JSON object and a field of --dump
    kPeopleOnly,  ///< made of other columns; no value of its own
    kFilterOnly,  ///< not shown
};

/// A parameter of a list's request and an option of l2tpctl: rows whose column has just this text.
struct Filter {
    std::string_view name;         ///< "user": the parameter; the option is --user
    std::string_view placeholder;  ///< what follows the option, in usage texts
    std::string_view help;
};
inline constexpr Filter kByUser{"user", "NAME", "only of this user"};
inline constexpr Filter kByPeer{"peer", "NAME", "only of the peer with this host name"};
inline constexpr Filter kByGroup{"group", "NAME", "only of this group"};
inline constexpr Filter kByState{"state", "STATE", "only those in this state"};

/// The column's place from the left in the tables of `l2tpctl show` and of the list's own command; 0: not in it.
struct Places {
    unsigned char show = 0, list = 0;
};

struct Column {
    std::string_view key;       ///< in JSON; of a kFilterOnly column for messages only
    std::string_view heading;   ///< of tables for people
    ColumnKind kind = ColumnKind::kText;
    Places places{};
    std::string_view help;      ///< for l2tpctl(8) and doc/control-protocol.md: no sentence
    std::string_view values{};  ///< all texts that there are, separated by blanks; empty: any
    const Filter* filter = nullptr;
    ColumnUse use = ColumnUse::kMember;
};

/// A list and its columns, without how values are taken from a row: all that a reader of the protocol needs.
struct RowLayout {
    std::string_view name;  ///< of one row: "tunnel"
    std::string_view list;  ///< key of the list in a result: "tunnels"
    std::span<const Column> columns;
};

template <class Row>
struct RowColumn {
    Column column{};
    Value (*value)(const Row&) = nullptr;  ///< null: kPeopleOnly
    std::string* (*text)(Row&) = nullptr;  ///< the member, if it is a text

    constexpr RowColumn one_of(std::string_view values) const {
        auto changed = *this;
        changed.column.values = values;
        return changed;
    }
    constexpr RowColumn filtered_by(const Filter& filter) const {
        auto changed = *this;
        changed.column.filter = &filter;
        return changed;
    }
};

template <class>
struct MemberOf;
template <class Row, class Type>
struct MemberOf<Type Row::*> {
    using Class = Row;
};

/// The column of a member of the row, or of what a member function without arguments says.
template <auto kMember>
constexpr auto column(std::string_view key, std::string_view heading, ColumnKind kind, Places places, std::string_view help) {
    using Row = typename MemberOf<decltype(kMember)>::Class;
    RowColumn<Row> made{{key, heading, kind, places, help}, [](const Row& row) { return cell_value(std::invoke(kMember, row)); }};
    if constexpr (std::is_same_v<decltype(kMember), std::string Row::*>)
        made.text = [](Row& row) { return &(row.*kMember); };
    return made;
}

/// A column for people only.
template <class Row>
constexpr RowColumn<Row> people_column(std::string_view heading, ColumnKind kind, Places places) {
    RowColumn<Row> made{{{}, heading, kind, places, {}}};
    made.column.use = ColumnUse::kPeopleOnly;
    return made;
}

/// A column that rows are only chosen by.
template <auto kMember>
constexpr auto filter_column(std::string_view key, const Filter& filter) {
    auto made = column<kMember>(key, {}, ColumnKind::kText, {}, {}).filtered_by(filter);
    made.column.use = ColumnUse::kFilterOnly;
    return made;
}

template <class Row, std::size_t kCount>
class RowTable {
  public:
    constexpr RowTable(std::string_view name, std::string_view list, const RowColumn<Row> (&columns)[kCount])
        : name_(name), list_(list) {
        for (std::size_t i = 0; i < kCount; ++i) {
            columns_[i] = columns[i].column;
            values_[i] = columns[i].value;
            texts_[i] = columns[i].text;
        }
    }

    constexpr RowLayout layout() const { return {name_, list_, columns_}; }

    /// Column number `column` of the layout, which must not be kPeopleOnly.
    Value value(std::size_t column, const Row& row) const { return values_[column](row); }

    Value::Object object(const Row& row) const {
        Value::Object members;
        members.reserve(kCount);
        for (std::size_t i = 0; i < kCount; ++i)
            if (columns_[i].use == ColumnUse::kMember) members.emplace_back(columns_[i].key, values_[i](row));
        return members;
    }

    Value list(const std::vector<Row>& rows) const {
        Value::List objects;
        objects.reserve(rows.size());
        for (const Row& row : rows) objects.emplace_back(object(row));
        return objects;
    }

    /// Calls visit(std::string&) for every text of the row.
    template <class Visit>
    void for_each_text(Row& row, Visit visit) const {
        for (const auto text : texts_)
            if (text) visit(*text(row));
    }

  private:
    std::string_view name_, list_;
    std::array<Column, kCount> columns_{};
    std::array<Value (*)(const Row&), kCount> values_{};
    std::array<std::string* (*)(Row&), kCount> texts_{};
};

}  // namespace ipc

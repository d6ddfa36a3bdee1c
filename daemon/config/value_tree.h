// What a TOML file holds, with the place of everything: the form that the schema and the checks work on, so that
// only toml_reader.cpp needs the TOML library (slow to compile).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/place.h"
#include "l2tp/secret.h"

namespace vpdnd::config {

struct Entry;
struct Node;
using Array = std::vector<Node>;
using Table = std::vector<Entry>;  ///< in file order, keys are unique

/// TOML types that no key takes (numbers with a point, dates).
struct OtherType {
    std::string name;
};

struct Node {
    Place place;
    std::variant<bool, std::int64_t, l2tp::Secret, OtherType, Array, Table> value;  ///< which text is secret, only its key tells

    const Table* table() const { return std::get_if<Table>(&value); }
    Table* table() { return std::get_if<Table>(&value); }
    const Array* array() const { return std::get_if<Array>(&value); }
    std::optional<std::string_view> text() const {
        const auto* text = std::get_if<l2tp::Secret>(&value);
        return text != nullptr ? std::optional(text->view()) : std::nullopt;
    }
};

struct Entry {
    std::string key;
    Place place;  ///< of the key
    Node value;
};

/// "a table", "text", ...: for messages.
std::string type_name(const Node& node);

}  // namespace vpdnd::config

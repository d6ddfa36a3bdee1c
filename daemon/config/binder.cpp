#include "config/binder.h"

#include "config/text_values.h"
#include "config/toml_reader.h"
#include "ipc/near_word.h"

namespace vpdnd::config {

std::string shown_path(const std::string& path) {
    std::string out;
    bool inside = false;
    for (const char c : path) {
        if (c == '[') inside = true;
        if (!inside) out += c;
        if (c == ']') inside = false;
    }
    return out;
}

bool Binder::default_of(const KeyInfo& info, Value& value) {
    // The rows live as long as the program, so their parsed defaults are kept by address.
    static std::map<const char*, Node> parsed;
    auto found = parsed.find(info.default_value.data());
    if (found == parsed.end()) {
        const auto table = read_toml("x = " + std::string(info.default_value), nullptr, errors_);
        if (!table) return false;
        found = parsed.emplace(info.default_value.data(), table->front().value).first;
    }
    return convert(info, found->second, std::string(info.name), errors_, value);
}

void Binder::unknown_key(const Entry& entry, const std::string& path, const std::vector<std::string_view>& known) {
    broken_.insert(path);
    const std::string_view suggestion = ipc::near_word(entry.key, known);
    const std::string name = is_name(entry.key) ? entry.key : quoted(entry.key);
    std::string message = "unknown key, expected ";
    if (suggestion.empty()) {
        message += "one of";
        for (const std::string_view key : known) message.append(key == known.front() ? " " : ", ").append(key);
    } else {
        message.append("perhaps ").append(suggestion);
    }
    errors_.error(entry.place, join(shown_path(path), name), message);
}

void Binder::given_twice(const Entry& entry, const std::string& path, const KeyInfo& info) {
    errors_.error(entry.place, shown_path(join(path, entry.key)),
                  "expected " + std::string(info.name) + " or its old name " + std::string(info.old_name) + ", not both");
}

void Binder::missing_key(const KeyInfo& info, const Place& place, const std::string& path) {
    errors_.error(place, shown_path(join(path, std::string(info.name))), "missing, expected " + expectation(info));
}

const Table* Binder::table_of(const Node& node, const KeyInfo& info, const std::string& path) {
    const Table* table = node.table();
    if (table != nullptr) return table;
    const bool one_of_many = info.kind == Kind::kTables || info.kind == Kind::kNamedTables;
    errors_.error(node.place, shown_path(path),
                  std::string("expected ") + (one_of_many ? "a table" : expectation(info)) + ", found " +
                      type_name(node));
    return nullptr;
}

const Array* Binder::array_of(const Node& node, const KeyInfo& info, const std::string& path) {
    const Array* array = node.array();
    if (array != nullptr && !array->empty()) return array;
    if (node.table() != nullptr) {
        errors_.error(node.place, shown_path(path),
                      "expected [[" + shown_path(path) + "]] in double brackets, for there may be several; found a table");
        return nullptr;
    }
    errors_.error(node.place, shown_path(path),
                  "expected " + expectation(info) + ", found " + (array ? "an empty list" : type_name(node)));
    return nullptr;
}

bool Binder::check_name(const Entry& entry, const std::string& path) {
    if (is_name(entry.key)) return true;
    errors_.error(entry.place, shown_path(path),
                  "expected a name of 1 to 64 letters, digits and . _ -, found " + quoted(entry.key));
    return false;
}

}  // namespace vpdnd::config

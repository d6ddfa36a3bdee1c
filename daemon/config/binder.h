// Walks the tree with the rows of the schema: sets members, remembers places, reports unknown keys, wrong values and
// missing ones.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/schema.h"

namespace vpdnd::config {

/// Where each key was given, by path: "group[0].accept-dialin.pool", "pool.cisco.ranges".
using Places = std::map<std::string, Place>;

/// A path as messages show it: "group[0].secret" is "group.secret".
std::string shown_path(const std::string& path);

class Binder {
public:
    Binder(ErrorList& errors, Places& places) : errors_(errors), places_(places) {}

    /// By path: keys with a wrong value, and tables with a key that is unknown, which may be any other one misspelled.
    const std::set<std::string>& broken() const { return broken_; }

    template <class T>
    void bind(T& target, const Table& table, const Place& place, const std::string& path) {
        for (const Key<T>& key : keys_of(Rows<T>{})) {
            if (key.store == nullptr || key.info.default_value.empty()) continue;
            Value value;
            if (default_of(key.info, value)) key.store(target, value);
        }
        std::set<std::string_view> given;
        for (const Entry& entry : table) {
            const Key<T>* key = find<T>(entry.key);
            if (key == nullptr) {
                unknown_key(entry, path, names<T>());
                continue;
            }
            if (!given.insert(key->info.name).second) {
                given_twice(entry, path, key->info);
                continue;
            }
            bind_key(target, *key, entry, join(path, entry.key));
        }
        for (const Key<T>& key : keys_of(Rows<T>{})) {
            if (key.info.required && given.count(key.info.name) == 0) missing_key(key.info, place, path);
        }
    }

    /// The table at `node`, or an error.
    template <class T>
    void bind_table(T& target, const Node& node, const KeyInfo& info, const std::string& path) {
        if (const Table* table = table_of(node, info, path)) bind(target, *table, node.place, path);
    }
    template <class T>
    void bind_tables(std::vector<T>& targets, const Node& node, const KeyInfo& info, const std::string& path) {
        const Array* array = array_of(node, info, path);
        if (array == nullptr) return;
        for (std::size_t i = 0; i < array->size(); ++i) {
            const std::string item = path + "[" + std::to_string(i) + "]";
            places_[item] = (*array)[i].place;
            bind_table(targets.emplace_back(), (*array)[i], info, item);
        }
    }
    template <class T>
    void bind_named(std::map<std::string, T>& targets, const Node& node, const KeyInfo& info,
                    const std::string& path) {
        const Table* table = table_of(node, info, path);
        if (table == nullptr) return;
        for (const Entry& entry : *table) {
            const std::string item = join(path, entry.key);
            places_[item] = entry.place;
            if (check_name(entry, path)) bind_table(targets[entry.key], entry.value, info, item);
        }
    }

private:
    static std::string join(const std::string& path, const std::string& key) {
        return path.empty() ? key : path + "." + key;
    }
    template <class T>
    static const Key<T>* find(const std::string& name) {
        for (const Key<T>& key : keys_of(Rows<T>{})) {
            if (key.info.name == name || (key.info.old_name == name && !name.empty())) return &key;
        }
        return nullptr;
    }
    template <class T>
    static std::vector<std::string_view> names() {
        std::vector<std::string_view> out;
        for (const Key<T>& key : keys_of(Rows<T>{})) out.push_back(key.info.name);
        return out;
    }
    template <class T>
    void bind_key(T& target, const Key<T>& key, const Entry& entry, const std::string& path) {
        places_[path] = entry.place;
        if (key.descend != nullptr) {
            key.descend(*this, target, entry.value, key.info, path);
            return;
        }
        Value value;
        if (convert(key.info, entry.value, shown_path(path), errors_, value)) key.store(target, value);
        else broken_.insert(path);
    }

    bool default_of(const KeyInfo& info, Value& value);
    void unknown_key(const Entry& entry, const std::string& path, const std::vector<std::string_view>& known);
    void given_twice(const Entry& entry, const std::string& path, const KeyInfo& info);
    void missing_key(const KeyInfo& info, const Place& place, const std::string& path);
    const Table* table_of(const Node& node, const KeyInfo& info, const std::string& path);
    const Array* array_of(const Node& node, const KeyInfo& info, const std::string& path);
    bool check_name(const Entry& entry, const std::string& path);

    ErrorList& errors_;
    Places& places_;
    std::set<std::string> broken_;
};

}  // namespace vpdnd::config

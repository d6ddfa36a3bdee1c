// One JSON value of the control protocol, without a JSON library in the header: numbers, texts, lists and objects
// whose keys keep their order. Parsed and written by control_json.h.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ipc {

class Value {
  public:
    using List = std::vector<Value>;
    using Member = std::pair<std::string, Value>;
    using Object = std::vector<Member>;  ///< in the order of insertion; a key stands once

    Value();  ///< null
    // Not inline: the variant is large code, and in every place where a row is written.
    ~Value();
    Value(const Value&);
    Value(Value&&) noexcept;
    Value& operator=(const Value&);
    Value& operator=(Value&&) noexcept;
    Value(std::nullptr_t) {}
    template <std::same_as<bool> Flag>
    Value(Flag flag) : data_(flag) {}
    template <std::integral Number>
        requires(!std::same_as<Number, bool>)
    Value(Number number) {
        // One form for each number, so that == compares numbers and not the types they came from.
        if (std::cmp_less(number, 0)) {
            set_negative(static_cast<std::int64_t>(number));
        } else {
            set_unsigned(static_cast<std::uint64_t>(number));
        }
    }
    Value(double number) : data_(number) {}
    Value(std::string text) : data_(std::move(text)) {}
    Value(std::string_view text) : data_(std::string(text)) {}
    Value(const char* text) : data_(std::string(text)) {}
    Value(List list) : data_(std::move(list)) {}
    Value(Object object) : data_(std::move(object)) {}
    template <class T>
    Value(const std::optional<T>& maybe) {
        if (maybe) *this = Value(*maybe);
    }
    /// An object from {{"key", value}, …}.
    static Value object(std::initializer_list<Member> members) { return Value(Object(members)); }

    bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
    bool is_object() const { return std::holds_alternative<Object>(data_); }

    /// Null pointer or nothing where the value is of another kind.
    const std::string* text() const { return std::get_if<std::string>(&data_); }
    const List* list() const { return std::get_if<List>(&data_); }
    const Object* members() const { return std::get_if<Object>(&data_); }
    List* list() { return std::get_if<List>(&data_); }
    Object* members() { return std::get_if<Object>(&data_); }
    std::optional<bool> flag() const;
    std::optional<std::int64_t> integer() const;            ///< any whole number that fits
    std::optional<std::uint64_t> unsigned_integer() const;  ///< not negative
    std::optional<double> real() const;                     ///< any number

    /// Member of an object; a null value if there is none or this is no object.
    const Value& operator[](std::string_view key) const;
    bool has(std::string_view key) const;
    /// Appends or replaces a member. A null value becomes an object first. Other kinds: not allowed.
    void set(std::string_view key, Value value);

    bool operator==(const Value& other) const;

  private:
    void set_negative(std::int64_t number);
    void set_unsigned(std::uint64_t number);

    std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, List, Object> data_;
};

}  // namespace ipc

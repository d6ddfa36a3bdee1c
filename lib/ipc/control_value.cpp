#include "ipc/control_value.h"

#include <limits>

namespace ipc {

Value::Value() = default;
Value::~Value() = default;
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
bool Value::operator==(const Value& other) const { return data_ == other.data_; }

void Value::set_negative(std::int64_t number) { data_ = number; }
void Value::set_unsigned(std::uint64_t number) { data_ = number; }

std::optional<bool> Value::flag() const {
    if (const bool* flag = std::get_if<bool>(&data_)) return *flag;
    return {};
}

std::optional<std::int64_t> Value::integer() const {
    if (const std::int64_t* number = std::get_if<std::int64_t>(&data_)) return *number;
    const std::uint64_t* number = std::get_if<std::uint64_t>(&data_);
    if (number != nullptr && *number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return static_cast<std::int64_t>(*number);
    }
    return {};
}

std::optional<std::uint64_t> Value::unsigned_integer() const {
    if (const std::uint64_t* number = std::get_if<std::uint64_t>(&data_)) return *number;
    const std::int64_t* number = std::get_if<std::int64_t>(&data_);
    if (number != nullptr && *number >= 0) return static_cast<std::uint64_t>(*number);
    return {};
}

std::optional<double> Value::real() const {
    if (const double* number = std::get_if<double>(&data_)) return *number;
    if (const std::int64_t* number = std::get_if<std::int64_t>(&data_)) return static_cast<double>(*number);
    if (const std::uint64_t* number = std::get_if<std::uint64_t>(&data_)) return static_cast<double>(*number);
    return {};
}

const Value& Value::operator[](std::string_view key) const {
    static const Value null;
    if (const Object* object = members()) {
        for (const Member& member : *object) {
            if (member.first == key) return member.second;
        }
    }
    return null;
}

bool Value::has(std::string_view key) const {
    if (const Object* object = members()) {
        for (const Member& member : *object) {
            if (member.first == key) return true;
        }
    }
    return false;
}

void Value::set(std::string_view key, Value value) {
    if (is_null()) data_ = Object{};
    Object& object = std::get<Object>(data_);
    for (Member& member : object) {
        if (member.first == key) {
            member.second = std::move(value);
            return;
        }
    }
    object.emplace_back(std::string(key), std::move(value));
}

}  // namespace ipc

// The words in which the rows of the AVP table (avp_table.cpp) are written.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>

#include "l2tp/avp_emitter.h"
#include "l2tp/avp_table.h"
#include "l2tp/avp_values.h"

namespace l2tp {

struct AvpRow {
    static constexpr std::size_t kMostFields = 8;
    AvpInfo avp;
    std::array<AvpField, kMostFields> fields;  ///< one a message that takes the AVP
    std::size_t field_count = 0;
};

/// What a field holds: the T of an optional<T>, else the field itself.
template <class T>
struct Held {
    using Type = T;
    static constexpr bool kMayBeAbsent = std::same_as<T, bool>;  // no AVP means false
};
template <class T>
struct Held<std::optional<T>> {
    using Type = T;
    static constexpr bool kMayBeAbsent = true;
};

/// A field of a message, optional or not. Path: members, from the outside to the inside; none: all of the message.
template <class Struct, auto... Path>
struct FieldPath {
    // clang-format off
    using Type = std::remove_reference_t<decltype((std::declval<Struct&>() .* ... .* Path))>;
    static Type& in(Message& message) { return (std::get<Struct>(message) .* ... .* Path); }
    static const Type& in(const Message& message) { return (std::get<Struct>(message) .* ... .* Path); }
    // clang-format on
    using Value = typename Held<Type>::Type;

    static void read(Message& message, std::span<const std::uint8_t> value) {
        in(message) = AvpValue<Value>::read(value);
    }
    static void write(AvpEmitter& out, const AvpInfo& avp, const Message& message) { out.field(avp, in(message)); }
    static bool drop_if_longer([[maybe_unused]] Message& message, [[maybe_unused]] std::size_t octets) {
        if constexpr (requires(Type& field) { field->size(); field.reset(); }) {
            auto& field = in(message);
            const bool longer = field && field->size() > octets;
            if (longer) field.reset();
            return longer;
        } else {
            return false;
        }
    }
};

template <bool IsRequired, bool Informs, class Struct, auto... Path>
consteval AvpField field_of() {
    using Field = FieldPath<Struct, Path...>;
    constexpr auto kSize = AvpValue<typename Field::Value>::kSize;
    static_assert(IsRequired != Held<typename Field::Type>::kMayBeAbsent, "a field is plain if required, else optional<> or bool");
    return {Struct::kType, IsRequired, Informs, kSize, Field::read, Field::write, Field::drop_if_longer};
}

template <class Class, class Member>
Class class_of(Member Class::*);

/// The message must have the AVP; it is in this field.
template <auto Outer, auto... Inner>
inline constexpr AvpField must = field_of<true, false, decltype(class_of(Outer)), Outer, Inner...>();
/// The message must have it, but nothing depends on it: without it, or with one of another length, the call goes on unless
/// the group is strict.
template <auto Outer, auto... Inner>
inline constexpr AvpField informs = field_of<true, true, decltype(class_of(Outer)), Outer, Inner...>();
/// The message may have it.
template <auto Outer, auto... Inner>
inline constexpr AvpField may = field_of<false, false, decltype(class_of(Outer)), Outer, Inner...>();
/// The message must have it, and is nothing else.
template <class Struct>
inline constexpr AvpField must_all = field_of<true, false, Struct>();

/// Not constexpr: a row that gets here does not compile.
void the_shape_is_not_that_of_the_field();

template <std::same_as<AvpField>... Fields>
consteval AvpRow avp(std::uint16_t vendor, std::uint16_t type, const char* name, AvpShape shape, bool mandatory,
                     bool may_hide, bool secret, const char* section, Fields... fields) {
    [[maybe_unused]] const auto fits = [&shape](std::size_t size) {
        if (size == kManySizes) return shape.min_size < shape.max_size;
        return shape.min_size == size && shape.max_size == size;
    };
    if (!(fits(fields.size) && ...)) the_shape_is_not_that_of_the_field();
    return {{vendor, type, name, shape, mandatory, may_hide, secret, section}, {fields...}, sizeof...(fields)};
}

}  // namespace l2tp

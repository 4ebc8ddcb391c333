// Values of C++ as arguments of columns, checked while compiling.
#pragma once

#include <db/described.hpp>
#include <db/query/parameter.hpp>
#include <db/schema/column.hpp>
#include <db/value.hpp>

#include <server/base/json/codec.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace praetor::db::query {

// Whether a column of T may be compared with, or set to, a V as it is.
template <class T, class V>
consteval bool holds()
{
    if constexpr (is_parameter<V>)
        return holds<T, typename V::given_type>();
    else if constexpr (std::is_same_v<T, std::string>)
        return std::convertible_to<V, std::string_view>;
    else if constexpr (std::is_same_v<T, schema::label>)
        return std::is_enum_v<V> || std::convertible_to<V, std::string_view>;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return std::integral<V> && !std::is_same_v<V, bool>;
    else if constexpr (std::is_same_v<T, double>)
        return (std::floating_point<V> || std::integral<V>) && !std::is_same_v<V, bool>;
    else if constexpr (std::is_same_v<T, json_text>)
        return std::derived_from<V, json_text>;
    else if constexpr (std::is_same_v<T, timestamp>)
        return std::convertible_to<V, timestamp>;
    else
        return std::is_same_v<T, V>;
}

// The value as an argument of a column of T.
template <class T, class V>
argument to_argument(V const& value)
{
    if constexpr (is_parameter<V>)
        return argument{
            null{[](void const* given) { return to_argument<T>(*static_cast<typename V::given_type const*>(given)); },
                 value.index}};
    else if constexpr (std::is_same_v<T, double>)
        return argument{static_cast<double>(value)};
    else if constexpr (std::is_same_v<T, json_text>)
        return argument{static_cast<json_text const&>(value)};
    else if constexpr (std::is_same_v<T, timestamp>)
        return argument{static_cast<timestamp>(value)};
    else if constexpr (std::convertible_to<V, std::string_view>)
        return argument{std::string{std::string_view{value}}};
    else
        return argument{value};
}

template <class V>
inline constexpr bool is_wrapped = requires(V const& value) {
    typename V::value_type;
    {
        *value
    } -> std::convertible_to<typename V::value_type const&>;
};

// A member of an update (presence.hpp), which sets its column only where it was sent. It may be a null that the column
// refuses when it comes.
template <class V>
concept sendable = requires(V const& value) {
    {
        value.sent()
    } -> std::same_as<bool>;
};

// Whether a column of C (optional where it may be NULL) may be set to a V: a value that it holds, an optional,
// defaulted or constrained one, and where the column keeps JSON anything that has a codec. Empty is NULL.
template <class C, class V>
consteval bool stores()
{
    using plain = typename without_optional<C>::type;
    if constexpr (is_parameter<V>)
        return stores<C, typename V::given_type>();
    else if constexpr (schema::is_optional<V>::value)
        return schema::is_optional<C>::value && stores<C, typename V::value_type>();
    else if constexpr (sendable<V>)
        return stores<std::optional<plain>, typename V::value_type>();
    else if constexpr (holds<plain, V>())
        return true;
    else if constexpr (std::is_same_v<plain, json_text>)
        return !std::convertible_to<V, std::string_view>;
    else if constexpr (is_wrapped<V>)
        return stores<C, typename V::value_type>();
    else
        return false;
}

// The value in the type that its column keeps; NULL for one that is absent.
template <class C, class V>
argument to_stored(V const& value)
{
    using plain = typename without_optional<C>::type;
    if constexpr (is_parameter<V>)
        return argument{
            null{[](void const* given) { return to_stored<C>(*static_cast<typename V::given_type const*>(given)); },
                 value.index}};
    else if constexpr (schema::is_optional<V>::value)
        return value ? to_stored<C>(*value) : argument{null{}};
    else if constexpr (sendable<V>)
        return to_stored<C>(*value);
    else if constexpr (holds<plain, V>())
        return to_argument<plain>(value);
    else if constexpr (std::is_same_v<plain, json_text>)
        return argument{json_text{json::to_text(value)}};
    else
        return to_stored<C>(*value);
}

} // namespace praetor::db::query

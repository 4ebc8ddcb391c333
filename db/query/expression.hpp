// Columns and what is computed of them, with the C++ type of their value.
#pragma once

#include <db/schema/column.hpp>
#include <db/schema/names.hpp>
#include <db/sql.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace praetor::db::query {

// SQL whose value is a T; std::optional where it may be NULL. Hand-written SQL joins in as expression<T>{sql{…}}.
template <class T>
struct expression
{
    using value_type = T;

    expression(sql text) : text(std::move(text)) {}
    template <class C>
        requires std::same_as<schema::column<T>, C>
    expression(C const& column) : text(std::string{column.table} + "." + schema::quoted(column.name))
    {}

    sql text;
};

template <class T>
expression(schema::column<T>) -> expression<T>;

template <class E>
concept valued = requires { typename E::value_type; } && requires(E const& e) { expression{e}; };

template <class T>
struct without_null
{
    using type = T;
};
template <class T>
struct without_null<std::optional<T>>
{
    using type = T;
};

// The value type of a column or expression where it is not NULL.
template <class E>
using value_of = typename without_null<typename E::value_type>::type;

// Whether a column of T may be compared with, or set to, a V.
template <class T, class V>
consteval bool holds()
{
    if constexpr (std::is_same_v<T, std::string>)
        return std::convertible_to<V, std::string_view>;
    else if constexpr (std::is_same_v<T, schema::label>)
        return std::is_enum_v<V> || std::convertible_to<V, std::string_view>;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return std::integral<V> && !std::is_same_v<V, bool>;
    else if constexpr (std::is_same_v<T, double>)
        return (std::floating_point<V> || std::integral<V>) && !std::is_same_v<V, bool>;
    else if constexpr (std::is_same_v<T, json_text>)
        return std::derived_from<V, json_text>;
    else
        return std::is_same_v<T, V>;
}

// The value as an argument of a column of T.
template <class T, class V>
argument to_argument(V const& value)
{
    if constexpr (std::is_same_v<T, double>)
        return argument{static_cast<double>(value)};
    else if constexpr (std::is_same_v<T, json_text>)
        return argument{static_cast<json_text const&>(value)};
    else if constexpr (std::convertible_to<V, std::string_view>)
        return argument{std::string{std::string_view{value}}};
    else
        return argument{value};
}

// Values that a function of SQL gives.
inline expression<std::int64_t> count()
{
    return {sql{"count(*)"}};
}

template <valued E>
expression<typename E::value_type> function(std::string_view name, E const& of)
{
    sql text{name};
    text << "(" << expression{of}.text << ")";
    return {std::move(text)};
}

template <valued E>
expression<std::int64_t> count_distinct(E const& of)
{
    sql text{"count(DISTINCT "};
    text << expression{of}.text << ")";
    return {std::move(text)};
}

// NULL where there is no row.
template <valued E>
expression<std::optional<value_of<E>>> minimum(E const& of)
{
    return {function("min", of).text};
}
template <valued E>
expression<std::optional<value_of<E>>> maximum(E const& of)
{
    return {function("max", of).text};
}
template <valued E>
expression<std::optional<value_of<E>>> total(E const& of)
{
    return {function("sum", of).text};
}

template <valued E, class V>
    requires(holds<value_of<E>, V>())
expression<value_of<E>> coalesce(E const& of, V const& instead)
{
    sql text{"coalesce("};
    text << expression{of}.text << ", " << arg(to_argument<value_of<E>>(instead)) << ")";
    return {std::move(text)};
}

} // namespace praetor::db::query

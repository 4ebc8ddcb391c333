// Columns and what is computed of them, with the C++ type of their value.
#pragma once

#include <db/query/values.hpp>
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

// "flow.name"
sql text_of(schema::column_base const& column);

// SQL whose value is a T; std::optional where it may be NULL. Hand-written SQL joins in as expression<T>{sql{…}}.
template <class T>
struct expression
{
    using value_type = T;

    expression(sql text) : text(std::move(text)) {}
    template <class C>
        requires std::same_as<schema::column<T>, C>
    expression(C const& column) : text(text_of(column))
    {}

    sql text;
};

template <class T>
expression(schema::column<T>) -> expression<T>;

template <class E>
concept valued = requires { typename E::value_type; } && requires(E const& e) { expression{e}; };

// The value type of a column or expression where it is not NULL.
template <class E>
using value_of = typename without_optional<typename E::value_type>::type;

// Values that a function of SQL gives.
inline expression<std::int64_t> count()
{
    return {sql{"count(*)"}};
}

// A function of SQL over one expression, of the same type.
template <valued E>
expression<typename E::value_type> function(std::string_view name, E const& of)
{
    sql text{name};
    text << "(" << expression{of}.text << ")";
    return {std::move(text)};
}

// "count(DISTINCT …)"
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

// NULL where both are.
template <valued E, valued Other>
    requires std::same_as<value_of<E>, value_of<Other>>
expression<typename Other::value_type> coalesce(E const& of, Other const& instead)
{
    sql text{"coalesce("};
    text << expression{of}.text << ", " << expression{instead}.text << ")";
    return {std::move(text)};
}

} // namespace praetor::db::query

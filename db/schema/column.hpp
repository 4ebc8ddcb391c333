// A column of a declared table: its type in C++ and in SQL. Queries are written with these objects, so a column that is
// not there, or a value of another type, does not compile.
#pragma once

#include <db/schema/declaration.hpp>

#include <server/base/json/text.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace praetor::db::schema {

// The value of a column of an enumeration: any enum with a text form, or its label.
struct label
{};

template <class T>
struct is_optional : std::false_type
{};
template <class T>
struct is_optional<std::optional<T>> : std::true_type
{
    using value_type = T;
};

template <class T>
consteval column_type usual_type()
{
    if constexpr (is_optional<T>::value)
        return usual_type<typename T::value_type>();
    else if constexpr (std::is_same_v<T, uuid>)
        return column_type::uuid;
    else if constexpr (std::is_same_v<T, timestamp>)
        return column_type::timestamp;
    else if constexpr (std::is_same_v<T, duration>)
        return column_type::interval;
    else if constexpr (std::is_same_v<T, std::string>)
        return column_type::string;
    else if constexpr (std::is_same_v<T, json_text>)
        return column_type::jsonb;
    else if constexpr (std::is_same_v<T, bool>)
        return column_type::boolean;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return column_type::integer;
    else if constexpr (std::is_same_v<T, double>)
        return column_type::real;
    else {
        static_assert(std::is_same_v<T, label>, "no column holds values of this type");
        return column_type::enumeration;
    }
}

// What of a column is not its C++ type.
struct column_base
{
    std::string_view table; // as the statement calls it: the table's name, or an alias
    std::string_view name;
    column_type type;
    bool nullable;
    initial initially{};
    enumeration of{};
};

// T is std::optional where the column may be NULL.
template <class T>
struct column : column_base
{
    using value_type = T;

    constexpr column(std::string_view in, std::string_view called, initial first = {})
        : column_base{in, called, usual_type<T>(), is_optional<T>::value, first}
    {}
    constexpr column(std::string_view in, std::string_view called, column_type as, initial first = {})
        : column_base{in, called, as, is_optional<T>::value, first}
    {}
    constexpr column(std::string_view in, std::string_view called, enumeration labels, initial first = {})
        : column_base{in, called, column_type::enumeration, is_optional<T>::value, first, labels}
    {}
};

} // namespace praetor::db::schema

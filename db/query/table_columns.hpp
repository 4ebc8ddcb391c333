// The columns of a declared table that the members of a row struct are read from, checked while compiling.
#pragma once

#include <db/query/expression.hpp>

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <string>
#include <string_view>
#include <type_traits>

namespace praetor::db::query {

template <class S>
using members_of = boost::describe::describe_members<S, boost::describe::mod_public | boost::describe::mod_inherited>;

// Whether a member of type M can take a column or expression of type T: the same value, optional where it may be NULL.
// JSON may become any type that reads it; labels and texts may become enumerations.
template <class T, class M>
consteval bool reads()
{
    if constexpr (schema::is_optional<T>::value) {
        if constexpr (schema::is_optional<M>::value)
            return reads<typename T::value_type, typename M::value_type>();
        else // JSON has a null of its own
            return std::is_same_v<typename T::value_type, json_text> && reads<json_text, M>();
    }
    else if constexpr (schema::is_optional<M>::value)
        return reads<T, typename M::value_type>();
    else if constexpr (std::is_same_v<T, json_text>)
        return std::is_class_v<M> && !std::is_same_v<M, std::string> && !std::is_same_v<M, uuid> &&
               !std::is_same_v<M, timestamp> && !std::is_same_v<M, duration>;
    else if constexpr (std::is_same_v<T, schema::label> || std::is_same_v<T, std::string>)
        return std::is_same_v<M, std::string> || std::is_enum_v<M>;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return std::is_integral_v<M> && !std::is_same_v<M, bool>;
    else
        return std::is_same_v<T, M>;
}

// The index of the column called `name` among the table's, or their number.
template <class Table>
consteval std::size_t column_index(std::string_view name)
{
    std::size_t at = 0;
    std::size_t found = boost::mp11::mp_size<members_of<Table>>::value;
    boost::mp11::mp_for_each<members_of<Table>>([&](auto member) {
        if (name == std::string_view{member.name})
            found = at;
        ++at;
    });
    return found;
}

// "flow.id, flow.created, …": the columns of `table` in the order of Row's members.
template <class Row, class Table>
std::string column_list(Table const& table)
{
    std::string text;
    boost::mp11::mp_for_each<members_of<Row>>([&]<class Member>(Member) {
        constexpr auto at = column_index<Table>(Member::name);
        static_assert(at < boost::mp11::mp_size<members_of<Table>>::value, "the table has no column of this name");
        using descriptor = boost::mp11::mp_at_c<members_of<Table>, at>;
        using column_value = typename std::remove_cvref_t<decltype(table.*descriptor::pointer)>::value_type;
        using member_value = std::remove_cvref_t<decltype(std::declval<Row>().*Member::pointer)>;
        static_assert(reads<column_value, member_value>(), "the column's value does not fit the member");
        auto const& column = table.*descriptor::pointer;
        text += (text.empty() ? "" : ", ") + std::string{column.table} + "." + schema::quoted(column.name);
    });
    return text;
}

// As FROM and JOIN write it: "flow_run_state AS current" where the table goes by an alias.
template <class Table>
std::string table_text(Table const& table)
{
    std::string text{Table::table_name};
    if (table.as != Table::table_name)
        text += " AS " + std::string{table.as};
    return text;
}

} // namespace praetor::db::query

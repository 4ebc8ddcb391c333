// Many rows in one argument: a JSON array of objects that the database takes apart.
#pragma once

#include <db/grammar.hpp>
#include <db/query/table_columns.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::db::query {

// Appends a value as JSON in the form of the dialect's column of C.
template <class C, class V>
void write_value(std::string& out, grammar const& of, V const& value)
{
    using plain = typename without_optional<C>::type;
    if constexpr (schema::is_optional<V>::value) {
        if (value)
            write_value<plain>(out, of, *value);
        else
            out += "null";
    }
    else if constexpr (std::is_same_v<plain, json_text> && std::derived_from<V, json_text>)
        out += value.text;
    else if constexpr (std::is_same_v<plain, schema::label> && std::is_enum_v<V>)
        json::write_string(out, to_text(value));
    else if constexpr (std::is_same_v<plain, timestamp>) {
        out += '"';
        of.append_timestamp(out, value);
        out += '"';
    }
    else if constexpr (std::is_same_v<plain, duration>) {
        out += '"';
        of.append_duration(out, value);
        out += '"';
    }
    else
        json::write(out, value);
}

// What many rows stored at once have in common is set beside them: when that was.
template <class Member>
using is_time_of_storing =
    boost::mp11::mp_bool<std::string_view{Member::name} == "created" || std::string_view{Member::name} == "updated">;
template <class Row>
using given_columns_of = boost::mp11::mp_remove_if<columns_of<Row>, is_time_of_storing>;

// [{"id": …, "name": …}, …]
template <class Table, class Row>
json_text json_rows(grammar const& of, std::vector<Row> const& rows)
{
    std::string all{"["};
    for (auto const& one : rows) {
        if (all.size() > 1)
            all += ',';
        char open = '{';
        boost::mp11::mp_for_each<given_columns_of<Row>>([&]<class Member>(Member) {
            using column = std::remove_cvref_t<decltype(column_named<Member>(std::declval<Table const&>()))>;
            all += open;
            open = ',';
            all += '"';
            all += Member::name;
            all += "\":";
            write_value<typename column::value_type>(all, of, one.*Member::pointer);
        });
        all += '}';
    }
    all += ']';
    return {std::move(all)};
}

// The columns that the members of Row are named after.
template <class Row, class Table>
std::vector<schema::column_base> given_columns(Table const& table)
{
    std::vector<schema::column_base> all;
    boost::mp11::mp_for_each<given_columns_of<Row>>([&]<class Member>(Member) {
        static_assert(has_column<Table>(Member::name), "the table has no column of this name");
        using column = std::remove_cvref_t<decltype(column_named<Member>(table))>;
        static_assert(stores<typename column::value_type, member_type<Row, Member>>(), "the member does not fit");
        all.push_back(column_named<Member>(table));
    });
    return all;
}

// The rows, or a parameter of them, as the argument that given_rows takes.
template <class Table, class Row>
argument rows_argument(grammar const& of, std::vector<Row> const& rows)
{
    return argument{json_rows<Table>(of, rows)};
}
template <class Table, class Row>
argument rows_argument(grammar const& of, parameter<std::vector<Row>> rows)
{
    constexpr per_dialect<argument (*)(void const*)> makes{
        [](void const* given) {
            return rows_argument<Table>(grammar::of(dialect::postgresql), *static_cast<std::vector<Row> const*>(given));
        },
        [](void const* given) {
            return rows_argument<Table>(grammar::of(dialect::sqlite), *static_cast<std::vector<Row> const*>(given));
        }};
    return argument{null{makes[of.kind()], rows.index}};
}

// What stands after FROM or JOIN for rows in an argument, and a column of them. They go by the name `given`.
template <class Table, class Row>
sql given_rows(Table const& table, grammar const& of, std::vector<Row> const& rows)
{
    return of.given_rows(given_columns<Row>(table), rows_argument<Table>(of, rows));
}
template <class Table, class Row>
sql given_rows(Table const& table, grammar const& of, parameter<std::vector<Row>> rows)
{
    return of.given_rows(given_columns<Row>(table), rows_argument<Table>(of, rows));
}
template <class T>
expression<T> given(grammar const& of, schema::column<T> const& column)
{
    return {sql{of.given_value(column)}};
}

} // namespace praetor::db::query

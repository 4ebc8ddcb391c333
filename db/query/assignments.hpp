// Columns and the values they are set to, for INSERT and UPDATE.
#pragma once

#include <db/query/expression.hpp>
#include <db/query/json_rows.hpp>
#include <db/query/table_columns.hpp>

#include <string>
#include <vector>

namespace praetor::db::query {

struct assignment
{
    std::string column;
    sql value;
};

class assignments
{
public:
    // In the place of what the column was set to before.
    template <class T, class V>
    void set(schema::column<T> const& column, V const& value)
    {
        static_assert(stores<T, V>(), "a value of this type does not fit the column");
        add(column, to_stored<T>(value));
    }

    template <class T>
    void set(schema::column<T> const& column, expression<T> const& value)
    {
        add(column, value.text);
    }

    // The columns named as the members of a described struct, or of the struct that a parameter stands for. Of members
    // that may be left out (presence.hpp) all, or those that were sent.
    enum class members : bool
    {
        all,
        sent
    };
    template <class Table, class Row>
    void row(Table const& table, Row const& from, members which)
    {
        if constexpr (is_parameter<Row>)
            set_members<typename Row::given_type>(table, [&]<class Column, class Member>(Column const& column, Member) {
                using given_type = typename Row::given_type;
                constexpr auto make = [](void const* given) {
                    return to_stored<typename Column::value_type>(
                        static_cast<given_type const*>(given)->*Member::pointer);
                };
                add(column, argument{null{make, from.index}});
            });
        else
            set_members<Row>(table, [&]<class Column, class Member>(Column const& column, Member) {
                static_cast<void>(which);
                auto const& value = from.*Member::pointer;
                if constexpr (sendable<std::remove_cvref_t<decltype(value)>>)
                    if (which == members::sent && !value.sent())
                        return;
                set(column, value);
            });
    }

    // The columns of a row that stands among others in an argument (json_rows.hpp).
    void given(grammar const& of, std::vector<schema::column_base> const& columns)
    {
        for (auto const& one : columns)
            add(one, sql{of.given_value(one)});
    }

    // Takes a column of a row out again.
    void drop(schema::column_base const& column);

    std::vector<assignment> const& all() const noexcept { return all_; }

private:
    template <class Row, class Table, class Set>
    static void set_members(Table const& table, Set set)
    {
        boost::mp11::mp_for_each<columns_of<Row>>([&]<class Member>(Member member) {
            static_assert(has_column<Table>(Member::name), "the table has no column of this name");
            auto const& column = column_named<Member>(table);
            using column_value = typename std::remove_cvref_t<decltype(column)>::value_type;
            static_assert(stores<column_value, member_type<Row, Member>>(), "the member does not fit its column");
            set(column, member);
        });
    }

    // In the place of what the column was set to before.
    void add(schema::column_base const& column, sql value);
    void add(schema::column_base const& column, argument value);

    std::vector<assignment> all_;
};

} // namespace praetor::db::query

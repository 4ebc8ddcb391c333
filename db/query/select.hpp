// SELECT over declared tables:
//     select_from<flow>(tables::flow).where(tables::flow.name == name).order_by(ascending(tables::flow.name)).limit(1)
//     select<state_count>(tables::flow_run.state_type, count())
//         .from(tables::flow_run).group_by(tables::flow_run.state_type)
// statement() gives the sql for connection::rows<Row>() and its siblings. Rows of several tables:
//     select_from<flow_run>(run, in<"state">(current), as<"work_pool_id">(pool.id))
//         .left_join(current, current.id == run.state_id)…
#pragma once

#include <db/grammar.hpp>
#include <db/query/table_columns.hpp>
#include <db/query/where_clause.hpp>

#include <cstdint>
#include <tuple>
#include <utility>

namespace praetor::db::query {

struct ordering
{
    sql text;
};

// NULLs where the dialect puts them.
template <valued E>
ordering ascending(E const& by)
{
    auto text = expression{by}.text;
    text << " ASC";
    return {std::move(text)};
}

// NULLs where the dialect puts them.
template <valued E>
ordering descending(E const& by)
{
    auto text = expression{by}.text;
    text << " DESC";
    return {std::move(text)};
}

template <class Row>
class select_statement
{
public:
    explicit select_statement(sql columns) : columns_(std::move(columns)) {}

    template <class Table>
    select_statement& from(Table const& table)
    {
        return from(sql{table_text(table)});
    }
    // `rows` stands for the table, under its name (page.hpp).
    select_statement& from(sql rows)
    {
        from_ = std::move(rows);
        return *this;
    }
    template <class Table>
    select_statement& join(Table const& table, condition const& on)
    {
        joins_ << " JOIN " << table_text(table) << " ON " << on.text();
        return *this;
    }
    select_statement& join(sql const& rows, condition const& on)
    {
        joins_ << " JOIN " << rows << " ON " << on.text();
        return *this;
    }
    template <class Table>
    select_statement& left_join(Table const& table, condition const& on)
    {
        joins_ << " LEFT JOIN " << table_text(table) << " ON " << on.text();
        return *this;
    }
    // Joined to what was asked before by AND.
    select_statement& where(condition const& wanted)
    {
        where_.add(wanted);
        return *this;
    }
    template <valued... E>
    select_statement& group_by(E const&... by)
    {
        list(tail_, " GROUP BY ", expression{by}.text...);
        return *this;
    }
    select_statement& having(condition const& wanted)
    {
        tail_ << " HAVING " << wanted.text();
        return *this;
    }
    template <class... Orderings>
    select_statement& order_by(Orderings const&... by)
    {
        list(tail_, " ORDER BY ", by.text...);
        return *this;
    }
    template <class Count>
        requires(holds<std::int64_t, Count>())
    select_statement& limit(Count const& rows)
    {
        tail_ << " LIMIT " << arg(to_argument<std::int64_t>(rows));
        return *this;
    }
    template <class Count>
        requires(holds<std::int64_t, Count>())
    select_statement& offset(Count const& rows)
    {
        tail_ << " OFFSET " << arg(to_argument<std::int64_t>(rows));
        return *this;
    }
    // Locks the rows until the end of the transaction, leaving out those that somebody else holds. Does
    // nothing where a transaction that writes has the database for itself.
    select_statement& claim(db::grammar const& grammar)
    {
        tail_ << grammar.locking(row_lock::claim);
        return *this;
    }
    // Locks the rows, waiting for whoever holds them.
    select_statement& lock(db::grammar const& grammar)
    {
        tail_ << grammar.locking(row_lock::update);
        return *this;
    }

    // The text with its arguments.
    sql statement() const
    {
        sql text{"SELECT "};
        text << columns_ << " FROM " << from_ << joins_ << where_.text() << tail_;
        return text;
    }

private:
    template <class... Texts>
    static void list(sql& out, std::string_view head, Texts const&... texts)
    {
        bool first = true;
        ((out << (std::exchange(first, false) ? head : std::string_view{", "}) << texts), ...);
    }

    sql columns_;
    sql from_;
    sql joins_;
    where_clause where_;
    sql tail_;
};

// Every member of Row from the column of its name, or what the sources say of it (table_columns.hpp).
template <class Row, class Table, class... Sources>
select_statement<Row> select_from(Table const& table, Sources const&... sources)
{
    select_statement<Row> made{column_list<Row>(table, sources...)};
    made.from(table);
    return made;
}

// The members of Row from these expressions, in their order.
template <class Row, valued... E>
select_statement<Row> select(E const&... from)
{
    static_assert(boost::mp11::mp_size<members_of<Row>>::value == sizeof...(E), "one expression for each member");
    sql columns;
    std::tuple<expression<typename E::value_type>...> all{expression{from}...};
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<sizeof...(E)>>([&](auto at) {
        using member = boost::mp11::mp_at_c<members_of<Row>, decltype(at)::value>;
        using wanted = std::remove_cvref_t<decltype(std::declval<Row>().*member::pointer)>;
        auto const& one = std::get<decltype(at)::value>(all);
        static_assert(reads<typename std::remove_cvref_t<decltype(one)>::value_type, wanted>(),
                      "the expression's value does not fit the member");
        columns << (at == 0 ? "" : ", ") << one.text << " AS " << schema::quoted(member::name);
    });
    return select_statement<Row>{std::move(columns)};
}

// One value a row, for connection::value<T>() and rows<T>().
template <valued E>
select_statement<typename E::value_type> select_value(E const& of)
{
    return select_statement<typename E::value_type>{expression{of}.text};
}

// The value of the first column of the only row; NULL where there is none.
template <class T>
expression<T> value_of_row(select_statement<T> const& rows)
{
    sql text{"("};
    text << rows.statement() << ")";
    return {std::move(text)};
}

} // namespace praetor::db::query

namespace praetor::db::schema {

using query::ascending;
using query::descending;

} // namespace praetor::db::schema

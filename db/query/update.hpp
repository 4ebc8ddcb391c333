// UPDATE and DELETE of declared tables:
//     update(tables::flow).set(tables::flow.updated, when).where(tables::flow.id == id).returning<flow>()
//     update(tables::flow).row(flow_update).where(tables::flow.id == id)
//     delete_from(tables::flow).where(tables::flow.id == id)
#pragma once

#include <db/query/assignments.hpp>
#include <db/query/table_columns.hpp>
#include <db/query/where_clause.hpp>

namespace praetor::db::query {

template <class Table>
class update_statement
{
public:
    // The table outlives it.
    explicit update_statement(Table const& table) : table_(table) {}

    // In the place of what the column was set to before.
    template <class T, class V>
    update_statement& set(schema::column<T> const& column, V const& value)
    {
        values_.set(column, value);
        return *this;
    }
    // The columns named as the members of a described struct; of an update, those that were sent.
    template <class Row>
    update_statement& row(Row const& from)
    {
        values_.row(table_, from, assignments::members::sent);
        return *this;
    }
    // Leaves a column of a row as it is.
    template <class T>
    update_statement& without(schema::column<T> const& column)
    {
        values_.drop(column);
        return *this;
    }
    update_statement& where(condition const& wanted)
    {
        where_.add(wanted);
        return *this;
    }
    template <class Row>
    update_statement& returning()
    {
        returning_ = sql{" RETURNING "} << column_list<Row>(table_);
        return *this;
    }

    // The text with its arguments.
    sql statement() const
    {
        sql text{"UPDATE "};
        text << Table::table_name;
        std::string_view separator = " SET ";
        for (auto const& one : values_.all()) {
            text << separator << one.column << " = " << one.value;
            separator = ", ";
        }
        text << where_.text() << returning_;
        return text;
    }

private:
    Table const& table_;
    assignments values_;
    where_clause where_;
    sql returning_;
};

template <class Table>
class delete_statement
{
public:
    // The table outlives it.
    explicit delete_statement(Table const& table) : table_(table) {}

    // Conditions of several calls are joined by AND; without any, every row is meant.
    delete_statement& where(condition const& wanted)
    {
        where_.add(wanted);
        return *this;
    }
    template <class Row>
    delete_statement& returning()
    {
        returning_ = sql{" RETURNING "} << column_list<Row>(table_);
        return *this;
    }

    // The text with its arguments.
    sql statement() const
    {
        sql text{"DELETE FROM "};
        text << Table::table_name << where_.text() << returning_;
        return text;
    }

private:
    Table const& table_;
    where_clause where_;
    sql returning_;
};

// The table outlives the statement; declared tables do.
template <class Table>
update_statement<Table> update(Table const& table)
{
    return update_statement<Table>{table};
}

// The table outlives the statement; declared tables do.
template <class Table>
delete_statement<Table> delete_from(Table const& table)
{
    return delete_statement<Table>{table};
}

} // namespace praetor::db::query

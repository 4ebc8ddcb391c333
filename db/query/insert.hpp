// INSERT into a declared table:
//     insert_into(tables::flow).set(tables::flow.name, name).ignore_conflict(tables::flow.name).returning<flow>()
#pragma once

#include <db/query/assignments.hpp>
#include <db/query/table_columns.hpp>

#include <utility>

namespace praetor::db::query {

template <class Table>
class insert_statement
{
public:
    explicit insert_statement(Table const& table) : table_(table) {}

    template <class T, class V>
    insert_statement& set(schema::column<T> const& column, V const& value)
    {
        values_.set(column, value);
        return *this;
    }
    // Does nothing, and returns nothing, where a row with the same values in these columns is there.
    template <class... T>
    insert_statement& ignore_conflict(schema::column<T> const&... on)
    {
        conflict_ << conflict_head(on...) << "DO NOTHING";
        return *this;
    }
    // Sets the columns of the row that is there, but for the conflicting ones, id and created.
    template <class... T>
    insert_statement& update_on_conflict(schema::column<T> const&... on)
    {
        conflict_ << conflict_head(on...) << "DO UPDATE SET ";
        bool first = true;
        for (auto const& one : values_.all()) {
            bool const stays =
                one.column == "id" || one.column == "created" || ((one.column == schema::quoted(on.name)) || ...);
            if (!stays)
                conflict_ << (std::exchange(first, false) ? "" : ", ") << one.column << " = excluded." << one.column;
        }
        return *this;
    }
    template <class Row>
    insert_statement& returning()
    {
        returning_ = " RETURNING " + column_list<Row>(table_);
        return *this;
    }

    sql statement() const
    {
        sql text{"INSERT INTO "};
        text << Table::table_name;
        std::string_view separator = " (";
        for (auto const& one : values_.all()) {
            text << separator << one.column;
            separator = ", ";
        }
        separator = ") VALUES (";
        for (auto const& one : values_.all()) {
            text << separator << one.value;
            separator = ", ";
        }
        text << ")" << conflict_ << returning_;
        return text;
    }

private:
    template <class... T>
    static std::string conflict_head(schema::column<T> const&... on)
    {
        std::string text;
        ((text += (text.empty() ? " ON CONFLICT (" : ", ") + schema::quoted(on.name)), ...);
        return text + ") ";
    }

    Table const& table_;
    assignments values_;
    sql conflict_;
    std::string returning_;
};

template <class Table>
insert_statement<Table> insert_into(Table const& table)
{
    return insert_statement<Table>{table};
}

} // namespace praetor::db::query

// INSERT into a declared table: values of columns, whole rows, many rows in one statement.
//     insert_into(tables::flow).set(tables::flow.name, name).ignore_conflict(tables::flow.name).returning<flow>()
//     insert_into(tables::flow).row(made).without(tables::flow.created)
//     insert_into(tables::log).rows(conn.grammar(), logs)
#pragma once

#include <db/query/assignments.hpp>
#include <db/query/condition.hpp>
#include <db/query/table_columns.hpp>

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

namespace praetor::db::query {

// On a conflict, the value that the new row would have had.
template <class T>
expression<T> excluded(schema::column<T> const& column)
{
    return {sql{"excluded." + schema::quoted(column.name)}};
}

template <class Table>
class insert_statement
{
public:
    explicit insert_statement(Table const& table) : table_(table) {}

    // In the place of what the column was set to before; columns that are left out get their defaults.
    template <class T, class V>
    insert_statement& set(schema::column<T> const& column, V const& value)
    {
        values_.set(column, value);
        return *this;
    }
    // The columns named as the members of a described struct.
    template <class Row>
    insert_statement& row(Row const& from)
    {
        values_.row(table_, from, assignments::members::all);
        return *this;
    }
    // A row for each of these, all in one argument. What is set beside is the same for all of them: created and updated
    // always, where the table has them.
    template <class Row>
    insert_statement& rows(grammar const& of, std::vector<Row> const& all)
    {
        return given<Row>(of, all);
    }
    template <class Row>
    insert_statement& rows(grammar const& of, parameter<std::vector<Row>> all)
    {
        return given<Row>(of, all);
    }
    // Leaves a column of a row out.
    template <class T>
    insert_statement& without(schema::column<T> const& column)
    {
        values_.drop(column);
        return *this;
    }
    // Does nothing, and returns nothing, where a row with the same values in these columns is there; without columns:
    // in those of any constraint.
    template <class... T>
    insert_statement& ignore_conflict(schema::column<T> const&... on)
    {
        conflict_ << conflict_head(on...) << "DO NOTHING";
        return *this;
    }
    // Sets the columns that were set so far in the row that is there, but for the conflicting ones, id and created.
    template <class... T>
    insert_statement& update_on_conflict(schema::column<T> const&... on)
    {
        conflict_ << conflict_head(on...) << "DO UPDATE SET ";
        set_all(false, {schema::quoted(on.name)...});
        return *this;
    }
    // Changes nothing in the row that is there, which is then locked and returned.
    template <class T>
    insert_statement& lock_on_conflict(schema::column<T> const& on)
    {
        auto const name = schema::quoted(on.name);
        conflict_ << conflict_head(on) << "DO UPDATE SET " << name << " = excluded." << name;
        return *this;
    }
    // The same as update_on_conflict, but what the row that is there has stays where the new one has NULL.
    template <class... T>
    insert_statement& complete_on_conflict(schema::column<T> const&... on)
    {
        conflict_ << conflict_head(on...) << "DO UPDATE SET ";
        set_all(true, {schema::quoted(on.name)...});
        return *this;
    }
    // After what to do on a conflict: only to the rows for which it holds, those that are there under the table's name.
    insert_statement& where(condition const& wanted)
    {
        conflict_ << " WHERE " << wanted.text();
        return *this;
    }
    template <class Row>
    insert_statement& returning()
    {
        returning_ = sql{" RETURNING "} << column_list<Row>(table_);
        return *this;
    }

    template <class... T>
    insert_statement& returning(schema::column<T> const&... columns)
    {
        returning_ = {};
        ((returning_ << (returning_.text().empty() ? " RETURNING " : ", ") << schema::quoted(columns.name)), ...);
        return *this;
    }

    // The text with its arguments.
    sql statement() const
    {
        sql text{"INSERT INTO "};
        text << Table::table_name;
        list(text, " (", &assignment::column);
        bool const has_rows = !rows_.text().empty();
        list(text, has_rows ? ") SELECT " : ") VALUES (", &assignment::value);
        text << (has_rows ? " FROM " : ")") << rows_;
        if (has_rows && !conflict_.text().empty())
            text << " WHERE TRUE"; // SQLite would take ON for that of a join
        text << conflict_ << returning_;
        return text;
    }

private:
    template <class Row>
    insert_statement& given(grammar const& of, auto const& all)
    {
        values_.given(of, given_columns<Row>(table_));
        rows_ = given_rows(table_, of, all);
        return *this;
    }

    void list(sql& text, std::string_view head, auto part) const
    {
        std::string_view separator = head;
        for (auto const& one : values_.all()) {
            text << separator << one.*part;
            separator = ", ";
        }
    }

    template <class... T>
    static std::string conflict_head(schema::column<T> const&... on)
    {
        std::string text;
        ((text += (text.empty() ? "(" : ", ") + schema::quoted(on.name)), ...);
        return " ON CONFLICT " + (text.empty() ? text : text + ") ");
    }

    void set_all(bool keeps, std::initializer_list<std::string> conflicting)
    {
        char const* separator = "";
        for (auto const& one : values_.all()) {
            if (one.column == "id" || one.column == "created" ||
                std::ranges::find(conflicting, one.column) != conflicting.end())
                continue;
            conflict_ << separator << one.column << " = ";
            separator = ", ";
            if (keeps)
                conflict_ << "coalesce(excluded." << one.column << ", " << Table::table_name << "." << one.column
                          << ")";
            else
                conflict_ << "excluded." << one.column;
        }
    }

    Table const& table_;
    assignments values_;
    sql rows_;
    sql conflict_;
    sql returning_;
};

// The table outlives the statement; declared tables do.
template <class Table>
insert_statement<Table> insert_into(Table const& table)
{
    return insert_statement<Table>{table};
}

} // namespace praetor::db::query

#include <db/query/assignments.hpp>

#include <algorithm>
#include <utility>

namespace praetor::db::query {

void assignments::drop(schema::column_base const& column)
{
    std::erase_if(all_, [name = schema::quoted(column.name)](assignment const& one) { return one.column == name; });
}

void assignments::add(schema::column_base const& column, sql value)
{
    drop(column);
    all_.push_back({schema::quoted(column.name), std::move(value)});
}

void assignments::add(schema::column_base const& column, argument value)
{
    sql text;
    text << arg(std::move(value));
    add(column, std::move(text));
}

} // namespace praetor::db::query

// Conditions on what a column, given as text, is or is not.
#pragma once

#include <db/sql.hpp>

#include <string_view>
#include <utility>
#include <vector>

namespace praetor::db::query {

// "… IS NULL", or "… IS NOT NULL" where it is not wanted.
inline sql is_null(sql of, bool wanted)
{
    return std::move(of << (wanted ? " IS NULL" : " IS NOT NULL"));
}
inline sql is_null(std::string_view column, bool wanted)
{
    return is_null(sql{column}, wanted);
}

// "of IN ($1, …)"; FALSE where there are no values.
template <class T>
sql is_any_of(sql of, std::vector<T> const& values)
{
    if (values.empty())
        return sql{"FALSE"};
    for (std::size_t i = 0; i < values.size(); ++i)
        of << (i == 0 ? " IN (" : ", ") << arg(values[i]);
    return std::move(of << ")");
}
template <class T>
sql is_any_of(std::string_view column, std::vector<T> const& values)
{
    return is_any_of(sql{column}, values);
}

// "of NOT IN ($1, …)"; there is at least one value.
template <class T>
sql is_none_of(std::string_view column, std::vector<T> const& values)
{
    sql condition{"("};
    condition << column;
    for (std::size_t i = 0; i < values.size(); ++i)
        condition << (i == 0 ? " NOT IN (" : ", ") << arg(values[i]);
    return std::move(condition << "))");
}

} // namespace praetor::db::query

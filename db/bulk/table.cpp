#include <db/bulk/table.hpp>
#include <db/schema/declared.hpp>
#include <db/schema/names.hpp>

#include <server/base/error.hpp>

#include <algorithm>

namespace praetor::db::bulk {
namespace {

std::vector<table> list_all()
{
    std::vector<table> all;
    for (auto const& one : schema::declarations())
        all.push_back({one.name, one.columns});
    return all;
}

} // namespace

std::size_t table::position(std::string_view column) const
{
    auto const found = std::ranges::find(columns, column, &schema::column_base::name);
    if (found == columns.end())
        throw error{errc::internal, "no column " + std::string{name} + '.' + std::string{column} + " is declared"};
    return static_cast<std::size_t>(found - columns.begin());
}

std::span<table const> tables()
{
    static auto const all = list_all();
    return all;
}

table const& find_table(std::string_view name)
{
    auto const all = tables();
    auto const found = std::ranges::find(all, name, &table::name);
    if (found == all.end())
        throw error{errc::internal, "no table " + std::string{name} + " is declared"};
    return *found;
}

std::string column_list(table const& of)
{
    std::string text;
    for (auto const& column : of.columns) {
        if (!text.empty())
            text += ", ";
        text += schema::quoted(column.name);
    }
    return text;
}

} // namespace praetor::db::bulk

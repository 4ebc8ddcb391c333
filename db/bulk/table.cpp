#include <db/bulk/table.hpp>
#include <db/schema/names.hpp>
#include <db/schema/tables.hpp>

#include <server/base/error.hpp>

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>

namespace praetor::db::bulk {
namespace {

template <class Table>
table listed()
{
    Table const declared{};
    table made{Table::table_name, {}};
    using members =
        boost::describe::describe_members<Table, boost::describe::mod_public | boost::describe::mod_inherited>;
    boost::mp11::mp_for_each<members>([&](auto member) { made.columns.push_back(declared.*member.pointer); });
    return made;
}

std::vector<table> list_all()
{
    std::vector<table> all;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, schema::declared_tables>>(
        [&]<class Table>(boost::mp11::mp_identity<Table>) { all.push_back(listed<Table>()); });
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

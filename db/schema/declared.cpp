#include <db/grammar.hpp>
#include <db/schema/declared.hpp>
#include <db/schema/tables.hpp>

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace praetor::db::schema {
namespace {

// As the reference's migrations wrote it: 36 characters of a random UUID, version 4.
constexpr std::string_view sqlite_random_uuid =
    "lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))),2) || "
    "'-' || substr('89ab',abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))),2) || '-' || "
    "lower(hex(randomblob(6)))";

constexpr std::string_view sqlite_now = "strftime('%Y-%m-%d %H:%M:%f000', 'now')";

constexpr per_dialect<std::string_view> random_uuids{"gen_random_uuid()", sqlite_random_uuid};
constexpr per_dialect<std::string_view> times_now{"CURRENT_TIMESTAMP", sqlite_now};
// Whether names are cut at 63 bytes.
constexpr per_dialect cuts_names{true, false};
// Whether an enumeration is a type of the schema.
constexpr per_dialect has_enumerations{true, false};
// Whether the reference's migrations left other indexes and defaults, which are declared as SQLite's.
constexpr per_dialect differs{false, true};

std::optional<std::string> initial_of(dialect kind, column_base const& column)
{
    if (differs[kind] && !column.initially.sqlite.empty())
        return std::string{column.initially.sqlite};
    switch (column.initially.is) {
    case initial::kind::nothing:
        return std::nullopt;
    case initial::kind::random_uuid:
        return std::string{random_uuids[kind]};
    case initial::kind::now:
        return std::string{times_now[kind]};
    case initial::kind::value:
        return "'" + std::string{column.initially.value} + "'";
    }
    return std::nullopt;
}

std::string action_text(on_delete action)
{
    switch (action) {
    case on_delete::nothing:
        return {};
    case on_delete::cascade:
        return " ON DELETE CASCADE";
    case on_delete::set_null:
        return " ON DELETE SET NULL";
    case on_delete::restrict:
        return " ON DELETE RESTRICT";
    }
    return {};
}

template <class Named>
std::string name_of(dialect kind, Named const& one)
{
    return std::string{cuts_names[kind] && !one.postgresql_name.empty() ? one.postgresql_name : one.name};
}

void add_enumeration(schema_definition& out, enumeration const& of)
{
    for (auto const& known : out.enumerations)
        if (known.name == of.name)
            return;
    enumeration_definition made{std::string{of.name}, {}};
    for (std::size_t at = 0; at <= of.labels.size();) {
        auto const comma = std::min(of.labels.find(',', at), of.labels.size());
        made.labels.emplace_back(of.labels.substr(at, comma - at));
        at = comma + 1;
    }
    out.enumerations.push_back(std::move(made));
}

template <class Table>
using columns_of_table =
    boost::describe::describe_members<Table, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class Table>
constexpr auto columns_as_data = []<class... Member>(boost::mp11::mp_list<Member...>) {
    constexpr Table table{};
    return std::array<column_base, sizeof...(Member)>{static_cast<column_base const&>(table.*Member::pointer)...};
}(boost::mp11::mp_rename<columns_of_table<Table>, boost::mp11::mp_list>{});

template <class... Table>
constexpr std::array<declared_table, sizeof...(Table)> as_data(boost::mp11::mp_list<Table...>)
{
    return {declared_table{Table::table_name, columns_as_data<Table>, Table::constraints, Table::foreign_keys,
                           Table::indexes}...};
}

constexpr auto all_tables = as_data(declared_tables{});

void add_table(schema_definition& out, dialect kind, declared_table const& table)
{
    table_definition made{std::string{table.name}, {}, {}, {}};
    for (auto const& column : table.columns) {
        made.columns.push_back(
            {std::string{column.name}, grammar::of(kind).type_of(column), column.nullable, initial_of(kind, column)});
        if (has_enumerations[kind] && column.type == column_type::enumeration)
            add_enumeration(out, column.of);
    }
    for (auto const& one : table.constraints)
        made.constraints.push_back({name_of(kind, one), std::string{one.text}});
    for (auto const& one : table.foreign_keys)
        made.constraints.push_back({name_of(kind, one), "FOREIGN KEY (" + std::string{one.column} + ") REFERENCES " +
                                                            std::string{one.table} + " (id)" +
                                                            action_text(one.action)});
    for (auto const& one : table.indexes) {
        if (one.only_here && one.dialect != kind)
            continue;
        auto const on = differs[kind] && !one.sqlite.empty() ? one.sqlite : one.on;
        made.indexes.push_back(
            {std::string{one.name}, std::string{one.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX "} +
                                        std::string{one.name} + " ON " + made.name + " " + std::string{on}});
    }
    out.tables.push_back(std::move(made));
}

} // namespace

std::span<declared_table const> declarations()
{
    return all_tables;
}

schema_definition declared(dialect kind)
{
    schema_definition all;
    for (auto const& table : all_tables)
        add_table(all, kind, table);
    return all;
}

} // namespace praetor::db::schema

// praetor db introspect, diff: the database's tables, and how they differ from the declared ones.
#include <server/cli/db/db_commands.hpp>
#include <server/cli/db/db_differences.hpp>
#include <server/cli/with_database.hpp>

#include <server/base/json/codec.hpp>

#include <db/schema/compare.hpp>
#include <db/schema/create.hpp>
#include <db/schema/declared.hpp>
#include <db/schema/introspect.hpp>
#include <db/schema/shadow.hpp>

#include <fmt/format.h>

#include <memory>

namespace praetor::cli {
namespace {

using namespace db::schema;

enum class form
{
    words,
    json,
    sql
};

void print_summary(db::dialect kind, schema_definition const& all)
{
    for (auto const& one : all.enumerations)
        fmt::print("type {}: {}\n", one.name, fmt::join(one.labels, ", "));
    for (auto const& table : all.tables) {
        fmt::print("\n{}\n", table.name);
        for (auto const& column : table.columns)
            fmt::print("    {}\n", column_text(kind, column));
        for (auto const& one : table.constraints)
            fmt::print("    {}{}{}\n", one.name, one.name.empty() ? "" : ": ", one.text);
        for (auto const& one : table.indexes)
            fmt::print("    {}\n", one.text);
    }
}

task<int> print_schema(db::database& store, form as)
{
    auto const all = co_await store.read(introspect);
    if (as == form::json)
        fmt::print("{}\n", json::to_text(all));
    else if (as == form::sql)
        fmt::print("{}", create_script(store.kind(), all));
    else
        print_summary(store.kind(), all);
    co_return 0;
}

} // namespace

task<int> print_differences(db::database& store, bool check)
{
    auto const both = co_await read_with_shadow(store, declared(store.kind()));
    auto const found = compare(store.kind(), both.stands, both.declared);
    for (auto const& one : found)
        fmt::print("{}\n", message_of(one));
    if (found.empty())
        fmt::print("the database is as declared\n");
    co_return check && !found.empty() ? 1 : 0;
}

void add_db_schema_commands(command db)
{
    auto const as_json = std::make_shared<bool>(false);
    auto const as_sql = std::make_shared<bool>(false);
    auto const check = std::make_shared<bool>(false);

    db.add("introspect", "Print the tables of the database: columns, constraints, indexes")
        .flag("--json", *as_json, "As a JSON object")
        .flag("--sql", *as_sql, "As statements that make them")
        .exclude("--sql", "--json")
        .runs(on_existing_database([as_json, as_sql](db::database& store) {
            return print_schema(store, *as_json ? form::json : *as_sql ? form::sql : form::words);
        }));

    db.add("diff", "Print how the database differs from what this program declares")
        .flag("--check", *check, "Exit 1 where anything differs")
        .runs(on_existing_database([check](db::database& store) { return print_differences(store, *check); }));
}

} // namespace praetor::cli

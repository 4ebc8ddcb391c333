// Random declarations: the script from one to the other makes a database of the other, and the way back too.
#include <db/schema/alter.hpp>
#include <db/schema/compare.hpp>
#include <db/schema/create.hpp>
#include <db/schema/introspect.hpp>
#include <db/schema/shadow.hpp>

#include <tests/support/await.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace {

using namespace praetor;
using namespace db::schema;
using tests::await;

// Makes schemas of the kinds of parts that Prefect's tables have. Names come from small sets, so that two schemas share
// most of them and differ in the rest.
class random_schema
{
public:
    random_schema(db::dialect dialect, unsigned seed) : dialect_(dialect), random_(seed) {}

    schema_definition make()
    {
        schema_definition all;
        if (is_postgresql())
            all.enumerations = {{"mood", {"HAPPY", "SAD"}}, {"size", {"SMALL", "LARGE"}}};
        if (is_postgresql() && chance(3))
            all.enumerations[0].labels = {"HAPPY", "CALM", "SAD", "ANGRY"};
        for (auto const* const name : {"flow", "order", "task_run", "worker"})
            if (!chance(4))
                all.tables.push_back(table(name));
        for (auto& one : all.tables)
            if (chance(2) && all.tables.size() > 1)
                add_foreign_key(one, all.tables[pick(all.tables.size())].name);
        return all;
    }

private:
    bool is_postgresql() const { return dialect_ == db::dialect::postgresql; }
    std::size_t pick(std::size_t below) { return random_() % below; }
    bool chance(unsigned one_in) { return random_() % one_in == 0; }

    std::string type(std::size_t which)
    {
        static constexpr std::array postgresql{
            "character varying", "text", "integer", "boolean", "jsonb", "uuid", "timestamp with time zone", "mood"};
        static constexpr std::array sqlite{"VARCHAR", "TEXT",     "INTEGER",  "BOOLEAN",
                                           "JSON",    "CHAR(36)", "DATETIME", "VARCHAR(5)"};
        return is_postgresql() ? postgresql[which] : sqlite[which];
    }

    std::optional<std::string> initial(std::size_t type)
    {
        static constexpr std::array values{"'a (b), c'",        "''",     "'7'", "'1'", "'{}'", "",
                                           "CURRENT_TIMESTAMP", "'HAPPY'"};
        if (chance(2))
            return std::nullopt;
        if (type == 5)
            return is_postgresql() ? "gen_random_uuid()" : "lower(hex(randomblob(16)))";
        return values[type];
    }

    table_definition table(std::string const& name)
    {
        table_definition made{name, {{"id", type(5), false, std::nullopt}}, {{"pk_" + name, "PRIMARY KEY (id)"}}, {}};
        for (auto const* const column : {"name", "end", "tags", "state_type", "amount", "Key"}) {
            if (chance(4))
                continue;
            auto const which = pick(8);
            made.columns.push_back({column, type(which), chance(2), initial(which)});
            auto const text = column == std::string_view{"end"} || column == std::string_view{"Key"}
                                  ? fmt::format("\"{}\"", column)
                                  : std::string{column};
            if (chance(3))
                made.indexes.push_back(index(name, column, text));
            if (chance(5) && which != 4)
                made.constraints.push_back(
                    {fmt::format("uq_{}__{}", name, column), fmt::format("UNIQUE (id, {})", text)});
            if (chance(6))
                made.constraints.push_back({fmt::format("ck_{}__{}", name, column),
                                            fmt::format("CHECK ({} IS NOT NULL OR id IS NOT NULL)", text)});
        }
        return made;
    }

    index_definition index(std::string const& table, std::string const& column, std::string const& text)
    {
        auto const name = fmt::format("ix_{}__{}", table, column);
        auto const where = chance(3) ? fmt::format(" WHERE {} IS NOT NULL", text) : "";
        return {name, fmt::format("CREATE {}INDEX \"{}\" ON \"{}\" (id, {}{}){}", chance(4) ? "UNIQUE " : "", name,
                                  table, text, chance(3) ? " DESC" : "", where)};
    }

    void add_foreign_key(table_definition& table, std::string const& other)
    {
        table.columns.push_back({"parent_id", type(5), true, std::nullopt});
        table.constraints.push_back(
            {fmt::format("fk_{}__parent", table.name), fmt::format("FOREIGN KEY (parent_id) REFERENCES \"{}\" (id){}",
                                                                   other, chance(2) ? " ON DELETE CASCADE" : "")});
    }

    db::dialect dialect_;
    std::mt19937 random_;
};

// The schema as the database prints it.
schema_definition printed(boost::asio::io_context& context, db::database& store, schema_definition const& declared)
{
    return await(context, read_with_shadow(store, declared)).declared;
}

// Past praetor, where SQLite leaves foreign keys alone.
void apply(boost::asio::io_context& context, db::database& store, tests::temporary_database const& at,
           schema_definition const& from, schema_definition const& to)
{
    auto const script = alter_script(store.kind(), from, to);
    BOOST_TEST_CONTEXT(script)
    {
        if (!script.empty())
            at.run(script);
        auto const stands = await(context, store.read(introspect));
        for (auto const& one : compare(store.kind(), stands, to))
            BOOST_ERROR(message_of(one));
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(schema_changes)

PRAETOR_TEST_EACH_DIALECT(the_script_between_two_random_schemas_leads_there_and_back)
{
    tests::temporary_database at{dialect};
    boost::asio::io_context context;
    auto const store = db::open(context.get_executor(), at.options());
    auto stands = await(context, store->read(introspect));
    for (unsigned seed = 1; seed <= 60; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            auto const wanted = printed(context, *store, random_schema{dialect, seed}.make());
            apply(context, *store, at, stands, wanted);
            apply(context, *store, at, wanted, stands);
            apply(context, *store, at, stands, wanted);
            stands = wanted;
        }
    }
    await(context, store->close());
}

PRAETOR_TEST_EACH_DIALECT(rows_live_through_a_changed_column)
{
    tests::temporary_database at{dialect};
    bool const postgresql = dialect == db::dialect::postgresql;
    std::string const text = postgresql ? "text" : "TEXT";
    schema_definition before;
    before.tables = {{"flow", {{"id", text, false, {}}, {"name", text, true, {}}, {"gone", text, true, {}}}, {}, {}}};
    schema_definition after;
    after.tables = {
        {"flow", {{"id", text, false, {}}, {"name", text, false, "'unnamed'"}, {"more", text, true, "'x'"}}, {}, {}}};
    at.run(create_script(dialect, before) + "INSERT INTO flow (id, name) VALUES ('1', 'etl'), ('2', NULL)");
    auto const script = alter_script(dialect, before, after);
    BOOST_TEST(script.find("-- LOOK: the values of flow.gone are lost") != std::string::npos);
    at.run(script);
    BOOST_TEST(at.run("SELECT name || more FROM flow WHERE id = '1'") == "etlx");
    BOOST_TEST(at.run("SELECT name || more FROM flow WHERE id = '2'") == "unnamedx");
}

BOOST_AUTO_TEST_SUITE_END()

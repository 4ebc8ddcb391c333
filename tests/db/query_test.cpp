#include <db/query/include.hpp>
#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/migrate.hpp>
#include <db/schema/tables/flow.hpp>
#include <db/schema/tables/flow_run.hpp>
#include <db/schema/tables/flow_run_state.hpp>
#include <db/schema/tables/variable.hpp>

#include <tests/support/await.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>

#include <boost/describe/class.hpp>

namespace {

using namespace praetor;
using namespace db::query;
using tests::await;
namespace tables = db::tables;

struct flow_row
{
    uuid id;
    std::string name;
    json_text tags;
};
BOOST_DESCRIBE_STRUCT(flow_row, (), (id, name, tags))

struct run_row
{
    uuid id;
    std::string name;
    uuid flow_id;
    std::int64_t run_count = 0;
    std::optional<std::string> state_name;
};
BOOST_DESCRIBE_STRUCT(run_row, (), (id, name, flow_id, run_count, state_name))

struct runs_of_flow
{
    std::string flow;
    std::int64_t runs = 0;
    std::optional<std::int64_t> most = 0;
};
BOOST_DESCRIBE_STRUCT(runs_of_flow, (), (flow, runs, most))

enum class weather
{
    SUNNY
};
[[maybe_unused]] std::string_view to_text(weather)
{
    return "SUNNY";
}

// Whether `column == value` compiles.
template <class Column, class Value>
concept can_equal = requires(Column column, Value value) { column == value; };
template <class Table>
concept has_motto = requires(Table table) { table.motto; };

using name_column = decltype(tables::flow.name);
static_assert(can_equal<name_column, std::string> && can_equal<name_column, char const*>);
static_assert(!can_equal<name_column, int> && !can_equal<name_column, uuid>);
static_assert(can_equal<decltype(tables::flow.id), uuid> && !can_equal<decltype(tables::flow.id), std::string>);
static_assert(can_equal<decltype(tables::flow_run.flow_id), decltype(tables::flow.id)>);
static_assert(!can_equal<decltype(tables::flow_run.flow_id), name_column>);
static_assert(can_equal<decltype(tables::flow_run.state_type), weather>);
static_assert(can_equal<decltype(tables::flow_run.run_count), int> &&
              !can_equal<decltype(tables::flow_run.run_count), bool>);
static_assert(!has_motto<db::schema::flow_table>);

struct fixture
{
    explicit fixture(db::dialect dialect) : at(dialect), store(db::open(context.get_executor(), at.options()))
    {
        await(context, db::upgrade(*store));
    }
    ~fixture() { await(context, store->close()); }

    template <class F, class... Arguments>
    auto run(F fn, Arguments... arguments)
    {
        return await(context, store->transaction(fn, arguments...));
    }

    tests::temporary_database at;
    boost::asio::io_context context;
    std::unique_ptr<db::database> store;
};

task<flow_row> add_flow(db::connection& conn, std::string name)
{
    auto made = co_await conn.row<flow_row>(insert_into(tables::flow)
                                                .set(tables::flow.id, uuid::random())
                                                .set(tables::flow.name, name)
                                                .set(tables::flow.tags, json_text{R"(["a"])"})
                                                .returning<flow_row>()
                                                .statement());
    co_return std::move(*made);
}

task<std::int64_t> add_run(db::connection& conn, uuid flow, std::string name, std::int64_t run_count)
{
    auto const added = co_await conn.execute(insert_into(tables::flow_run)
                                                 .set(tables::flow_run.id, uuid::random())
                                                 .set(tables::flow_run.flow_id, flow)
                                                 .set(tables::flow_run.name, name)
                                                 .set(tables::flow_run.run_count, run_count)
                                                 .set(tables::flow_run.state_name, std::optional<std::string>{})
                                                 .statement());
    co_return added;
}

task<std::vector<run_row>> read_runs(db::connection& conn, std::string flow, std::int64_t at_least)
{
    auto found = co_await conn.rows<run_row>(
        select_from<run_row>(tables::flow_run)
            .join(tables::flow, tables::flow.id == tables::flow_run.flow_id)
            .where(tables::flow.name == flow && !(tables::flow_run.run_count < at_least))
            .where(is_null(tables::flow_run.state_name) || tables::flow_run.state_name == "Late")
            .order_by(descending(tables::flow_run.run_count), ascending(tables::flow_run.name))
            .limit(10)
            .offset(0)
            .lock(conn.grammar())
            .statement());
    co_return found;
}

task<std::vector<runs_of_flow>> count_runs(db::connection& conn)
{
    auto found = co_await conn.rows<runs_of_flow>(
        select<runs_of_flow>(tables::flow.name, count(), maximum(tables::flow_run.run_count))
            .from(tables::flow)
            .join(tables::flow_run, tables::flow_run.flow_id == tables::flow.id)
            .group_by(tables::flow.name)
            .having(count() > 1)
            .order_by(ascending(tables::flow.name))
            .statement());
    co_return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(queries)

PRAETOR_TEST_EACH_DIALECT(joined_ordered_and_limited_rows_are_those_asked_for)
{
    fixture here{dialect};
    auto const etl = here.run(add_flow, std::string{"etl"});
    auto const other = here.run(add_flow, std::string{"other"});
    BOOST_TEST(etl.name == "etl");
    for (std::int64_t i = 0; i < 3; ++i)
        here.run(add_run, etl.id, "run " + std::to_string(i), i);
    here.run(add_run, other.id, std::string{"elsewhere"}, std::int64_t{9});
    auto const runs = here.run(read_runs, std::string{"etl"}, std::int64_t{1});
    BOOST_REQUIRE(runs.size() == 2u);
    BOOST_TEST(runs[0].name == "run 2");
    BOOST_TEST(runs[1].name == "run 1");
    auto const counted = here.run(count_runs);
    BOOST_REQUIRE(counted.size() == 1u);
    BOOST_TEST(counted[0].flow == "etl");
    BOOST_TEST(counted[0].runs == 3);
    BOOST_TEST(counted[0].most.value() == 2);
}

task<std::string> upsert(db::connection& conn, std::string name, std::string value)
{
    auto const& table = tables::variable;
    auto made = co_await conn.value<json_text>(insert_into(table)
                                                   .set(table.id, uuid::random())
                                                   .set(table.name, name)
                                                   .set(table.value, json_text{value})
                                                   .update_on_conflict(table.name)
                                                   .statement()
                                               << " RETURNING value");
    co_return made.text;
}

PRAETOR_TEST_EACH_DIALECT(an_upsert_takes_the_new_values_and_keeps_the_row)
{
    fixture here{dialect};
    BOOST_TEST(here.run(upsert, std::string{"limit"}, std::string{"1"}) == "1");
    auto const id = here.at.run("SELECT id FROM variable");
    BOOST_TEST(here.run(upsert, std::string{"limit"}, std::string{"2"}) == "2");
    BOOST_TEST(here.at.run("SELECT id FROM variable") == id);
    BOOST_TEST(here.at.run("SELECT count(*) FROM variable") == "1");
}

task<std::int64_t> rename_flow(db::connection& conn, uuid id, std::string name)
{
    auto const changed = co_await conn.execute(
        update(tables::flow).set(tables::flow.name, name).where(tables::flow.id == id).statement());
    co_return changed;
}

task<std::int64_t> delete_flows_called(db::connection& conn, std::vector<std::string> names)
{
    auto const gone =
        co_await conn.execute(delete_from(tables::flow).where(is_one_of(tables::flow.name, names)).statement());
    co_return gone;
}

PRAETOR_TEST_EACH_DIALECT(updates_and_deletes_touch_only_what_they_name)
{
    fixture here{dialect};
    auto const one = here.run(add_flow, std::string{"one"});
    here.run(add_flow, std::string{"two"});
    BOOST_TEST(here.run(rename_flow, one.id, std::string{"first"}) == 1);
    BOOST_TEST(here.run(delete_flows_called, std::vector<std::string>{}) == 0);
    BOOST_TEST(here.run(delete_flows_called, std::vector<std::string>{"one", "first"}) == 1);
    BOOST_TEST(here.at.run("SELECT name FROM flow") == "two");
}

task<std::unordered_multimap<uuid, run_row>> runs_of(db::connection& conn, std::vector<uuid> flows)
{
    auto found = co_await include<run_row>(conn, tables::flow_run, tables::flow_run.flow_id, flows);
    co_return found;
}

PRAETOR_TEST_EACH_DIALECT(related_rows_come_by_their_key_in_one_statement)
{
    fixture here{dialect};
    auto const one = here.run(add_flow, std::string{"one"});
    auto const two = here.run(add_flow, std::string{"two"});
    for (std::int64_t i = 0; i < 3; ++i)
        here.run(add_run, one.id, std::to_string(i), i);
    auto const found = here.run(runs_of, std::vector{one.id, two.id});
    BOOST_TEST(found.count(one.id) == 3u);
    BOOST_TEST(found.count(two.id) == 0u);
    BOOST_TEST(here.run(runs_of, std::vector<uuid>{}).empty());
}

BOOST_AUTO_TEST_CASE(a_table_joined_under_an_alias_keeps_its_columns_apart)
{
    constexpr db::schema::flow_run_state_table current{"current"};
    auto const text = select_value(current.name)
                          .from(tables::flow_run)
                          .left_join(current, current.id == tables::flow_run.state_id)
                          .statement()
                          .text();
    BOOST_TEST(text == "SELECT current.name FROM flow_run LEFT JOIN flow_run_state AS current ON current.id = "
                       "flow_run.state_id");
}

BOOST_AUTO_TEST_SUITE_END()

// Rows of described structs: nested parts, whole rows written, many rows in one argument, statements made once.
#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/migrate.hpp>
#include <db/schema/tables/flow.hpp>
#include <db/schema/tables/flow_run.hpp>
#include <db/schema/tables/flow_run_state.hpp>
#include <db/schema/tables/log.hpp>

#include <server/base/json/presence.hpp>

#include <tests/support/await.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>

#include <array>

namespace {

using namespace praetor;
using namespace db::query;
using tests::await;
namespace tables = db::tables;

struct stored
{
    uuid id;
    timestamp created{};
    timestamp updated{};
};
BOOST_DESCRIBE_STRUCT(stored, (), (id, created, updated))

struct flow_row : stored
{
    std::string name;
    std::vector<std::string> tags;
    std::optional<json_text> labels;
};
BOOST_DESCRIBE_STRUCT(flow_row, (stored), (name, tags, labels))

struct flow_change
{
    patch<std::optional<std::string>> name;
    patch<std::vector<std::string>> tags;
    patch<std::optional<json_text>> labels;
};
BOOST_DESCRIBE_STRUCT(flow_change, (), (name, tags, labels))

struct state_part
{
    uuid id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(state_part, (), (id, name))

struct flow_part
{
    std::string name;
    std::optional<state_part> newest; // a part within a part
};
BOOST_DESCRIBE_STRUCT(flow_part, (), (name, newest))

struct run_row
{
    static constexpr std::array<std::string_view, 1> computed{"shown"};
    uuid id;
    std::string shown = "untouched";
    std::optional<state_part> state;
    std::optional<flow_part> parent;
    flow_part flow;
    std::int64_t run_count = 0;
};
BOOST_DESCRIBE_STRUCT(run_row, (), (id, shown, state, parent, flow, run_count))
static_assert(db::column_count<run_row>() == 1 + 2 + 3 + 3 + 1);

struct log_row : stored
{
    std::string name;
    std::int64_t level = 0;
    std::string message;
    praetor::timestamp timestamp{};
    std::optional<uuid> flow_run_id;
};
BOOST_DESCRIBE_STRUCT(log_row, (stored), (name, level, message, timestamp, flow_run_id))

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

db::sql insert_flow(flow_row const& row)
{
    static auto const statement = prepare([](parameter<flow_row> flow) {
        return insert_into(tables::flow).row(flow).ignore_conflict(tables::flow.name).returning(tables::flow.id);
    });
    return statement(row);
}

task<std::optional<uuid>> add_flow(db::connection& conn, std::string name)
{
    auto const when = now();
    return conn.row<uuid>(insert_flow({{uuid::random(), when, when}, name, {"a", "b"}, std::nullopt}));
}

task<std::optional<flow_row>> read_flow(db::connection& conn, uuid id)
{
    static auto const by_id = prepare(
        [](parameter<uuid> flow) { return select_from<flow_row>(tables::flow).where(tables::flow.id == flow); });
    return conn.row<flow_row>(by_id(id));
}

task<std::int64_t> change_flow(db::connection& conn, uuid id, flow_change change)
{
    return conn.execute(update(tables::flow).row(change).where(tables::flow.id == id).statement());
}

task<std::vector<run_row>> read_runs(db::connection& conn)
{
    constexpr db::schema::flow_run_state_table state{"state"};
    constexpr db::schema::flow_run_state_table newest{"newest"};
    constexpr db::schema::flow_table none{"none"};
    auto const& run = tables::flow_run;
    return conn.rows<run_row>(select_from<run_row>(run, in<"state">(state), in<"parent">(none),
                                                   in<"parent.newest">(newest), in<"flow">(tables::flow),
                                                   in<"flow.newest">(newest), as<"flow.newest.name">(run.name))
                                  .left_join(state, state.id == run.state_id)
                                  .left_join(newest, newest.id == run.state_id)
                                  .left_join(none, none.id == run.id)
                                  .join(tables::flow, tables::flow.id == run.flow_id)
                                  .order_by(ascending(run.run_count))
                                  .statement(),
                              [](run_row& one) { one.run_count += 10; });
}

task<std::int64_t> add_logs(db::connection& conn, std::vector<log_row> logs)
{
    static auto const statement =
        prepare_each([](db::dialect kind, parameter<std::vector<log_row>> rows, parameter<timestamp> when) {
            auto const& table = tables::log;
            return insert_into(table).rows(kind, rows).set(table.created, when).set(table.updated, when);
        });
    return conn.execute(statement(conn.kind(), logs, now()));
}

task<std::vector<log_row>> read_logs(db::connection& conn)
{
    return conn.rows<log_row>(select_from<log_row>(tables::log).order_by(ascending(tables::log.level)).statement());
}

} // namespace

BOOST_AUTO_TEST_SUITE(described_rows)

PRAETOR_TEST_EACH_DIALECT(a_row_is_stored_and_read_as_its_struct)
{
    fixture here{dialect};
    auto const id = here.run(add_flow, std::string{"etl"});
    BOOST_REQUIRE(id.has_value());
    BOOST_TEST(!here.run(add_flow, std::string{"etl"}).has_value()); // the name is taken
    auto const row = here.run(read_flow, *id);
    BOOST_REQUIRE(row.has_value());
    BOOST_TEST(row->name == "etl");
    BOOST_TEST(row->tags == (std::vector<std::string>{"a", "b"}));
    BOOST_TEST(!row->labels.has_value());
    BOOST_TEST((row->created == row->updated));
}

PRAETOR_TEST_EACH_DIALECT(an_update_changes_what_was_sent_and_nothing_else)
{
    fixture here{dialect};
    auto const id = here.run(add_flow, std::string{"etl"}).value();
    flow_change change;
    change.labels.set(json_text{R"({"team":"data"})"});
    BOOST_TEST(here.run(change_flow, id, change) == 1);
    auto row = here.run(read_flow, id).value();
    BOOST_TEST(row.name == "etl");
    BOOST_TEST(row.tags.size() == 2u);
    BOOST_TEST(row.labels.has_value());
    change = {};
    change.labels.set(std::nullopt);
    change.name.set("load");
    here.run(change_flow, id, change);
    row = here.run(read_flow, id).value();
    BOOST_TEST(row.name == "load");
    BOOST_TEST(!row.labels.has_value());
    change.name.set(std::nullopt); // what the column refuses is refused by the database
    BOOST_CHECK_THROW(here.run(change_flow, id, change), error);
}

PRAETOR_TEST_EACH_DIALECT(parts_of_a_row_are_read_from_their_tables_and_absent_ones_are_empty)
{
    fixture here{dialect};
    auto const flow = here.run(add_flow, std::string{"etl"}).value();
    auto const id = to_string(flow);
    std::string const state = "00000000-0000-4000-8000-000000000001";
    std::string const first = "00000000-0000-4000-8000-000000000002";
    here.at.run("INSERT INTO flow_run (id, name, flow_id, run_count) VALUES ('" + first + "', 'one', '" + id +
                "', 0), ('00000000-0000-4000-8000-000000000003', 'two', '" + id + "', 1)");
    here.at.run("INSERT INTO flow_run_state (id, flow_run_id, type, name) VALUES ('" + state + "', '" + first +
                "', 'PENDING', 'Pending')");
    here.at.run("UPDATE flow_run SET state_id = '" + state + "' WHERE id = '" + first + "'");
    auto const runs = here.run(read_runs);
    BOOST_REQUIRE(runs.size() == 2u);
    BOOST_REQUIRE(runs[0].state.has_value());
    BOOST_TEST(to_string(runs[0].state->id) == state);
    BOOST_TEST(runs[0].state->name == "Pending");
    BOOST_TEST(!runs[0].parent.has_value());
    BOOST_TEST(runs[0].flow.name == "etl");
    BOOST_REQUIRE(runs[0].flow.newest.has_value());
    BOOST_TEST(runs[0].flow.newest->name == "one"); // as<"flow.newest.name"> goes before the table
    BOOST_TEST(runs[0].shown == "untouched");
    BOOST_TEST(!runs[1].state.has_value());
    BOOST_TEST(!runs[1].flow.newest.has_value());
    BOOST_TEST(runs[1].run_count == 11); // read behind the absent parts, and finished
}

PRAETOR_TEST_EACH_DIALECT(many_rows_go_in_one_argument_and_come_back_the_same)
{
    fixture here{dialect};
    auto const when = now();
    std::vector<log_row> logs;
    for (std::int64_t level : {10, 20})
        logs.push_back({{uuid::random(), {}, {}}, "it's \"quoted\"", level, "line\n\u00e9", when, std::nullopt});
    logs[1].flow_run_id = uuid::random();
    BOOST_TEST(here.run(add_logs, logs) == 2);
    BOOST_TEST(here.run(add_logs, std::vector<log_row>{}) == 0);
    auto const found = here.run(read_logs);
    BOOST_REQUIRE(found.size() == 2u);
    for (std::size_t i = 0; i < 2; ++i) {
        BOOST_TEST((found[i].id == logs[i].id));
        BOOST_TEST(found[i].name == logs[i].name);
        BOOST_TEST(found[i].message == logs[i].message);
        BOOST_TEST((found[i].timestamp == when));
        BOOST_TEST((found[i].flow_run_id == logs[i].flow_run_id));
        BOOST_TEST((found[i].created >= when));
    }
}

BOOST_AUTO_TEST_SUITE_END()

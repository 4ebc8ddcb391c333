#include <models/task_runs/recorded_states.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/schema/tables/task_run_state.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::task_run_state;
constexpr std::chrono::microseconds tick{1};

// In the order in which a run goes through them.
constexpr std::array on_the_way{state_type::SCHEDULED, state_type::PENDING, state_type::RUNNING, state_type::PAUSED,
                                state_type::CANCELLING};

db::sql insert(db::grammar const& grammar, std::vector<recorded_state> const& states, timestamp when)
{
    static auto const statement =
        query::prepare_each([](db::grammar const& grammar, query::parameter<std::vector<recorded_state>> rows,
                               query::parameter<timestamp> stored) {
            return query::insert_into(table)
                .rows(grammar, rows)
                .set(table.created, stored)
                .set(table.updated, stored)
                .ignore_conflict();
        });
    return statement(grammar, states, when);
}

// States that come together.
void part_in_time(std::vector<recorded_state>& states)
{
    std::ranges::sort(states, {}, [](recorded_state const& one) {
        return std::tuple{one.task_run_id, time_in_order(one), place_of(one.type), one.id};
    });
    for (std::size_t i = 1; i < states.size(); ++i) {
        auto const& before = states[i - 1];
        if (states[i].task_run_id == before.task_run_id && states[i].timestamp <= before.timestamp)
            states[i].timestamp = before.timestamp + tick;
    }
}

struct taken_time
{
    uuid task_run_id;
    praetor::timestamp timestamp{};
    state_type type{};
};
BOOST_DESCRIBE_STRUCT(taken_time, (), (task_run_id, timestamp, type))

// Those that were not stored because another state of their run has their time, each at the next time that is free.
task<std::vector<recorded_state>> displaced(db::connection& conn, std::vector<recorded_state> states)
{
    std::vector<uuid> ids;
    std::vector<uuid> runs;
    for (auto const& one : states) {
        ids.push_back(one.id);
        runs.push_back(one.task_run_id);
    }
    auto stored =
        conn.deferred_rows<uuid>(query::select_value(table.id).from(table).where(is_one_of(table.id, ids)).statement());
    auto const taken = co_await conn.rows<taken_time>(
        query::select_from<taken_time>(table).where(is_one_of(table.task_run_id, runs)).statement());
    auto const there = stored.result();
    std::erase_if(states, [&](recorded_state const& one) { return std::ranges::find(there, one.id) != there.end(); });
    std::map<std::pair<uuid, timestamp>, int> places;
    for (auto const& one : taken)
        places.emplace(std::pair{one.task_run_id, one.timestamp}, place_of(one.type));
    for (auto& one : states) {
        auto const place = place_of(one.type);
        auto found = places.find({one.task_run_id, one.timestamp});
        auto const step = found != places.end() && place < found->second ? -tick : tick;
        while (found != places.end()) {
            one.timestamp += step;
            found = places.find({one.task_run_id, one.timestamp});
        }
        places.emplace(std::pair{one.task_run_id, one.timestamp}, place);
    }
    co_return states;
}

} // namespace

int place_of(state_type type)
{
    return static_cast<int>(std::ranges::find(on_the_way, type) - on_the_way.begin());
}

std::string place_of_state(std::string_view column)
{
    std::string text = "CASE ";
    text += column;
    for (auto const type : on_the_way)
        text += " WHEN '" + std::string{to_text(type)} + "' THEN " + std::to_string(place_of(type));
    return text + " ELSE " + std::to_string(on_the_way.size()) + " END";
}

timestamp time_in_order(state const& reached)
{
    return is_final(reached.type) ? reached.timestamp + tick : reached.timestamp;
}

task<void> store_recorded_states(db::connection& conn, std::vector<recorded_state> states, timestamp when)
{
    static constexpr int max_tries = 3; // others may take a time that was free
    part_in_time(states);
    for (int tries = 0; tries < max_tries && !states.empty(); ++tries) {
        auto const stored = co_await conn.execute(insert(conn.grammar(), states, when));
        if (stored == std::ssize(states))
            co_return;
        states = co_await displaced(conn, std::move(states));
    }
}

void enqueue_no_states(db::connection& conn, timestamp when)
{
    conn.enqueue(insert(conn.grammar(), {}, when));
}

} // namespace praetor::models

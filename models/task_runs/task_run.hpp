// Task runs: one execution of a task, inside a flow run or on its own.
#pragma once

#include <models/deployments/deployment_filter.hpp>
#include <models/flow_runs/flow_run_filter.hpp>
#include <models/flows/flow_filter.hpp>
#include <models/labels.hpp>
#include <models/runs/run_name.hpp>
#include <models/runs/run_policy.hpp>
#include <models/runs/run_progress.hpp>
#include <models/runs/run_times.hpp>
#include <models/runs/state.hpp>
#include <models/runs/state_result.hpp>
#include <models/stored_row.hpp>
#include <models/task_runs/task_run_filter.hpp>
#include <models/with_events.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>
#include <db/query/select.hpp>
#include <db/schema/tables/task_run.hpp>
#include <db/schema/tables/task_run_state.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A row of table task_run. JSON columns stay text.
struct task_run_row : stored_row, run_progress
{
    std::string name;
    std::optional<uuid> flow_run_id;
    std::string task_key;
    std::string dynamic_key;
    std::optional<std::string> cache_key;
    std::optional<timestamp> cache_expiration;
    std::optional<std::string> task_version;
    stored_document<task_run_policy> empirical_policy;
    json_text tags;
    std::optional<json_text> labels; // none where an older release made the run
    json_text task_inputs;           // {"x": [{"input_type": "task_run", "id": "…"}], …}
    std::int64_t flow_run_run_count = 0;
};
BOOST_DESCRIBE_STRUCT(task_run_row, (stored_row, run_progress),
                      (name, flow_run_id, task_key, dynamic_key, cache_key, cache_expiration, task_version,
                       empirical_policy, tags, labels, task_inputs, flow_run_run_count))

// A task run with its current state: the reply of the task-run routes.
struct task_run : task_run_row, run_estimates
{
    std::optional<stored_state> state;
};
BOOST_DESCRIBE_STRUCT(task_run, (task_run_row, run_estimates), (state))

// The inputs of a task run: for each argument what it came from, kept as text once they were checked.
struct task_inputs : json_text
{
    task_inputs() { text = "{}"; }
};

// The body of POST /task_runs/.
struct task_run_create
{
    static constexpr bool refuses_unknown = true;
    std::optional<uuid> id;             // absent: a random one
    std::optional<state_create> state;  // absent: PENDING
    std::optional<asked_run_name> name; // absent or empty: a random one
    std::optional<uuid> flow_run_id;
    std::string task_key;
    std::string dynamic_key; // a second run of the same flow run and task with the same one is the first run
    std::optional<std::string> cache_key;
    std::optional<timestamp> cache_expiration;
    std::optional<std::string> task_version;
    defaulted<task_run_policy> empirical_policy;
    defaulted<std::vector<std::string>> tags;
    defaulted<key_value_labels> labels;
    defaulted<models::task_inputs> task_inputs;
};
BOOST_DESCRIBE_STRUCT(task_run_create, (),
                      (id, state, name, flow_run_id, task_key, dynamic_key, cache_key, cache_expiration, task_version,
                       empirical_policy, tags, labels, task_inputs))

// The body of PATCH /task_runs/{id}.
struct task_run_update
{
    static constexpr bool refuses_unknown = true;
    patch<std::optional<asked_run_name>> name; // null or empty: a random one
};
BOOST_DESCRIBE_STRUCT(task_run_update, (), (name))

BOOST_DEFINE_ENUM_CLASS(task_run_sort, ID_DESC, EXPECTED_START_TIME_ASC, EXPECTED_START_TIME_DESC, NAME_ASC, NAME_DESC,
                        NEXT_SCHEDULED_START_TIME_ASC, END_TIME_DESC, DURATION_DESC, DURATION_ASC)

// What selects task runs: their own filter and those of what they belong to.
struct task_run_selection
{
    std::optional<filters::flow_filter> flows;
    std::optional<filters::flow_run_filter> flow_runs;
    std::optional<filters::task_run_filter> task_runs;
    std::optional<filters::deployment_filter> deployments;
};
BOOST_DESCRIBE_STRUCT(task_run_selection, (), (flows, flow_runs, task_runs, deployments))

// A SELECT of a Run, which is a task_run or made of one, with the current state of each, from table task_run; from a
// page of it where a copy says so.
template <class Run, class... Sources>
db::query::select_statement<Run> select_task_runs_as(Sources const&... sources)
{
    constexpr db::schema::task_run_state_table current{"current"};
    auto const& table = db::tables::task_run;
    return db::query::select_from<Run>(table, db::query::in<"state">(current),
                                       db::query::as<"state.data">(state_data("current")), sources...)
        .left_join(current, current.id == table.state_id);
}
db::query::select_statement<task_run> const& select_task_runs();

// The conditions of a selection, over table task_run.
db::sql where(db::grammar const& grammar, task_run_selection const& wanted);

struct made_task_run
{
    task_run row;
    bool is_new = false;
    std::optional<std::string> queue = {}; // the task key under which it waits for a task worker
};

// Stores a task run with its first state, or gives the one that has its flow run, task key and dynamic key already.
task<with_events<made_task_run>> create_task_run(db::connection& conn, task_run_create wanted,
                                                 std::int64_t max_cache_key);

// Nothing where there is none.
task<std::optional<task_run>> read_task_run(db::connection& conn, uuid id);
// In the order of `sort`; the part that `range` says.
task<std::vector<task_run>> read_task_runs(db::connection& conn, task_run_selection wanted, task_run_sort sort,
                                           page range);
// All that match, whatever the page.
task<std::int64_t> count_task_runs(db::connection& conn, task_run_selection wanted);
// Both in one round trip.
task<counted_page<task_run>> read_task_run_page(db::connection& conn, task_run_selection wanted, task_run_sort sort,
                                                page range);

// False where there is no such run.
task<bool> update_task_run(db::connection& conn, uuid id, task_run_update wanted);

} // namespace praetor::models

namespace praetor::json {
PRAETOR_DECLARE_CODEC(models::task_inputs);
}

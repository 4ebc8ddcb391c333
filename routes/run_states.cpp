#include <routes/routes.hpp>

#include <models/runs/run_state.hpp>

#include <server/base/json/codec_impl.hpp>

namespace praetor::routes {
namespace {

using models::run_kind;
using models::stored_state;

struct flow_run_query
{
    uuid flow_run_id;
};
BOOST_DESCRIBE_STRUCT(flow_run_query, (), (flow_run_id))

struct task_run_query
{
    uuid task_run_id;
};
BOOST_DESCRIBE_STRUCT(task_run_query, (), (task_run_id))

task<stored_state> read_state(scope& rq, run_kind kind, uuid id)
{
    auto found = co_await rq.db().read(models::read_run_state, kind, id);
    if (!found)
        refuse_unknown("Flow run state not found"); // the reference says so of task runs too
    co_return std::move(*found);
}

task<stored_state> read_flow_run_state(scope& rq, uuid id)
{
    return read_state(rq, run_kind::flow_run, id);
}

task<stored_state> read_task_run_state(scope& rq, uuid id)
{
    return read_state(rq, run_kind::task_run, id);
}

task<std::vector<stored_state>> read_flow_run_states(scope& rq, query<flow_run_query> wanted)
{
    return rq.db().read(models::read_run_states, run_kind::flow_run, wanted->flow_run_id);
}

task<std::vector<stored_state>> read_task_run_states(scope& rq, query<task_run_query> wanted)
{
    return rq.db().read(models::read_run_states, run_kind::task_run, wanted->task_run_id);
}

} // namespace

void add_run_states(router& r)
{
    r.section("Flow Run States");
    r.get<"/flow_run_states/{id:uuid}", read_flow_run_state>().needs(role::viewer).refuses(404);
    r.get<"/flow_run_states/", read_flow_run_states>().needs(role::viewer);
    r.section("Task Run States");
    r.get<"/task_run_states/{id:uuid}", read_task_run_state>().needs(role::viewer).refuses(404);
    r.get<"/task_run_states/", read_task_run_states>().needs(role::viewer);
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::flow_run_query)
PRAETOR_JSON_CODEC(praetor::routes::task_run_query)

// Flows: the named programs whose runs are orchestrated.
#pragma once

#include <models/deployments/deployment_filter.hpp>
#include <models/events/event.hpp>
#include <models/flow_runs/flow_run_filter.hpp>
#include <models/flows/flow_filter.hpp>
#include <models/labels.hpp>
#include <models/stored_row.hpp>
#include <models/task_runs/task_run_filter.hpp>
#include <models/with_events.hpp>
#include <models/work_pools/work_pool_filter.hpp>

#include <server/base/json/constrained.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace praetor::models {

// A row of table flow, and the reply of the flow routes.
struct flow : stored_row
{
    std::string name;
    json_text tags;                  // an array of strings
    std::optional<json_text> labels; // none where an older release made the flow
};
BOOST_DESCRIBE_STRUCT(flow, (stored_row), (name, tags, labels))

// The body of POST /flows/.
struct flow_create
{
    static constexpr bool refuses_unknown = true;
    entity_name name;
    defaulted<std::vector<std::string>> tags;
    defaulted<key_value_labels> labels;
};
BOOST_DESCRIBE_STRUCT(flow_create, (), (name, tags, labels))

// The body of PATCH /flows/{id}.
struct flow_update
{
    static constexpr bool refuses_unknown = true;
    patch<std::vector<std::string>> tags;
};
BOOST_DESCRIBE_STRUCT(flow_update, (), (tags))

BOOST_DEFINE_ENUM_CLASS(flow_sort, CREATED_DESC, UPDATED_DESC, NAME_ASC, NAME_DESC)

// What selects flows: their own filter and those of what belongs to them.
struct flow_selection
{
    std::optional<filters::flow_filter> flows;
    std::optional<filters::flow_run_filter> flow_runs;
    std::optional<filters::task_run_filter> task_runs;
    std::optional<filters::deployment_filter> deployments;
    std::optional<filters::work_pool_filter> work_pools;
};
BOOST_DESCRIBE_STRUCT(flow_selection, (), (flows, flow_runs, task_runs, deployments, work_pools))

struct made_flow
{
    flow row;
    bool is_new = false;
};

// Stores a flow, or gives the one that has this name already.
task<with_events<made_flow>> create_flow(db::connection& conn, flow_create wanted);

// False where there is no such flow.
task<with_events<bool>> update_flow(db::connection& conn, uuid id, flow_update wanted);

// Nothing where there is none.
task<std::optional<flow>> read_flow(db::connection& conn, uuid id);
// Nothing where no flow has this name.
task<std::optional<flow>> read_flow_by_name(db::connection& conn, std::string name);
// In the order of `sort`; the part that `range` says.
task<std::vector<flow>> read_flows(db::connection& conn, flow_selection wanted, flow_sort sort, page range);
// All that match, whatever the page.
task<std::int64_t> count_flows(db::connection& conn, flow_selection wanted);
// Both in one round trip.
task<counted_page<flow>> read_flow_page(db::connection& conn, flow_selection wanted, flow_sort sort, page range);

} // namespace praetor::models

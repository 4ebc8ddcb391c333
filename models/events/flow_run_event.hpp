// The event of a flow run's change of state: prefect.flow-run.<state name>.
#pragma once

#include <models/events/event.hpp>
#include <models/orchestration/transition.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

// What a run belongs to, as events name it. Tags are those of all together.
struct related_object
{
    std::string_view kind; // "flow", "deployment", "work-queue", "work-pool", "task-run"; also the role
    uuid id;
    std::string name;
    std::vector<std::string> tags;
    std::optional<std::string> type; // of a work pool
};

// From a row that has an id and a name, and may have tags and a type.
template <class Row>
related_object related(std::string_view kind, Row const& row)
{
    related_object made{kind, row.id, row.name, {}, std::nullopt};
    if constexpr (requires { row.tags; })
        made.tags = row.tags;
    if constexpr (requires { row.type; })
        made.type = row.type;
    return made;
}

struct flow_run_related_resources
{
    std::string run_name;
    std::vector<std::string> run_tags;
    std::vector<related_object>
        objects; // in the order of the reference: flow, deployment, work-queue, work-pool, task-run
    json_text created_by;
};

// `now` has been orchestrated and leads to a new state.
event flow_run_state_event(transition const& now, flow_run_related_resources const& around);

} // namespace praetor::models

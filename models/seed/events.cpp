// The events of the last week's states.
#include <models/seed/tables.hpp>

#include <db/bulk/row.hpp>
#include <db/schema/tables.hpp>

namespace praetor::models::seed {
namespace {

struct named_resource
{
    std::string id;
    std::string role; // empty for the resource the event is of
    std::string name;
};

struct planned_event
{
    uuid id;
    std::optional<uuid> follows;
    timestamp at{};
    std::string event;
    std::string resource; // as JSON
    std::vector<named_resource> resources;
};

std::string object_of(named_resource const& one)
{
    return R"({"prefect.resource.id": ")" + one.id + R"(", "prefect.resource.role": ")" + one.role +
           R"(", "prefect.resource.name": ")" + one.name + R"("})";
}

std::vector<named_resource> resources_of(content const& of, run_plan const& run)
{
    std::vector<named_resource> all{
        {"prefect.flow-run." + to_string(run.id), "", name_of_run(of.in, run.index)},
        {"prefect.flow." + to_string(id_of(of.in, noun::flow, run.flow)), "flow", name_of_flow(of.in, run.flow)}};
    if (run.deployment)
        all.push_back({"prefect.deployment." + to_string(id_of(of.in, noun::deployment, *run.deployment)), "deployment",
                       *run.deployment % deployments_a_flow == 0 ? "production" : "staging"});
    all.push_back({"prefect.tag." + std::string{of.in.name}, "tag", std::string{of.in.name}});
    return all;
}

template <class F>
void each_event(content const& of, F const& visit)
{
    auto const every = of.in.events_every;
    for (auto index = (of.over.first + every - 1) / every * every; index < of.over.size; index += every) {
        auto const run = plan_run(of.in, of.over, index);
        if (!run.has_events(of.in, of.over.now))
            continue;
        planned_event event;
        event.resources = resources_of(of, run);
        for (std::size_t i = 0; i < run.state_count; ++i) {
            auto const& state = run.states[i];
            auto const id = id_of(of.in, noun::event, index, static_cast<std::int64_t>(i));
            event.follows = i == 0 ? std::nullopt : std::optional{event.id};
            event.id = id;
            event.at = state.at;
            event.event = "prefect.flow-run." + std::string{state.name};
            event.resource = R"({"prefect.resource.id": ")" + event.resources[0].id +
                             R"(", "prefect.resource.name": ")" + event.resources[0].name +
                             R"(", "prefect.run-count": ")" + std::to_string(run.run_count) +
                             R"(", "prefect.state-message": "", "prefect.state-name": ")" + std::string{state.name} +
                             R"(", "prefect.state-timestamp": ")" + to_rfc3339(state.at) +
                             R"(", "prefect.state-type": ")" + std::string{state.type} + R"("})";
            visit(event, index, i, run);
        }
    }
}

} // namespace

void give_events(content const& of, db::bulk::take_row const& take)
{
    auto const& to = db::tables::events;
    db::bulk::row row{db::bulk::find_table("events")};
    each_event(of, [&](planned_event const& event, std::int64_t, std::size_t number, run_plan const& run) {
        std::string ids{'['};
        std::string related{'['};
        for (auto one = event.resources.begin() + 1; one != event.resources.end(); ++one) {
            ids += (ids.size() > 1 ? R"(, ")" : R"(")") + one->id + '"';
            related += (related.size() > 1 ? ", " : "") + object_of(*one);
        }
        ids += ']';
        related += ']';
        auto const from = number == 0 ? std::string{"null"} : '"' + std::string{run.states[number - 1].type} + '"';
        auto const& state = run.states[number];
        auto const payload = R"({"intended": {"from": )" + from + R"(, "to": ")" + std::string{state.type} +
                             R"("}, "initial_state": null, "validated_state": {"type": ")" + std::string{state.type} +
                             R"(", "name": ")" + std::string{state.name} + R"("}})";
        row.put(to.occurred, event.at);
        row.put(to.event, event.event);
        row.put(to.resource_id, event.resources[0].id);
        row.put(to.resource, event.resource);
        row.put(to.related_resource_ids, ids);
        row.put(to.related, related);
        row.put(to.payload, payload);
        row.put(to.received, event.at);
        row.put(to.recorded, event.at);
        if (event.follows)
            row.put(to.follows, *event.follows);
        row.put(to.id, event.id);
        row.put(to.created, event.at);
        row.put(to.updated, event.at);
        row.give(take);
    });
}

void give_event_resources(content const& of, db::bulk::take_row const& take)
{
    auto const& to = db::tables::event_resources;
    db::bulk::row row{db::bulk::find_table("event_resources")};
    each_event(of, [&](planned_event const& event, std::int64_t index, std::size_t number, run_plan const&) {
        for (std::size_t i = 0; i < event.resources.size(); ++i) {
            auto const& one = event.resources[i];
            auto const labels = R"({"prefect.resource.name": ")" + one.name + R"("})";
            row.put(to.occurred, event.at);
            row.put(to.resource_id, one.id);
            row.put(to.resource_role, one.role);
            row.put(to.resource, labels);
            row.put(to.event_id, event.id);
            row.put(to.id, id_of(of.in, noun::event_resource, index, static_cast<std::int64_t>(number * 8 + i)));
            row.put(to.created, event.at);
            row.put(to.updated, event.at);
            row.give(take);
        }
    });
}

} // namespace praetor::models::seed

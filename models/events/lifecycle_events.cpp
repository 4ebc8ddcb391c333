#include <models/events/lifecycle_events.hpp>

#include <models/flows/flow.hpp>

#include <server/base/json/object_writer.hpp>

namespace praetor::models {

event lifecycle_event(std::string_view kind, std::string_view action, std::string resource_id, std::string name,
                      json_text payload, timestamp occurred)
{
    event made;
    made.id = uuid::ordered();
    made.occurred = occurred;
    made.received = now();
    made.event = "prefect." + std::string{kind} + '.' + std::string{action};
    made.resource.labels = {{"prefect.resource.id", std::move(resource_id)},
                            {"prefect.resource.name", std::move(name)}};
    made.payload.text = std::move(payload.text);
    return made;
}

event flow_event(std::string_view action, flow const& row, timestamp occurred)
{
    json_text payload{json::object_text([&row](json::object_writer& object) {
        object.value("name", row.name).json("tags", row.tags.text).value("labels", row.labels);
    })};
    return lifecycle_event("flow", action, "prefect.flow." + to_string(row.id), row.name, std::move(payload), occurred);
}

} // namespace praetor::models

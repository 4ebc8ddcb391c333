// Events: what happened to which resource, when. The wire form of /api/events and the websockets, and the rows of
// tables events and event_resources.
#pragma once

#include <server/base/json/codec.hpp>

#include <boost/describe/class.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::models {

// Labels of a resource in the order they came; "prefect.resource.id" is always among them, a related resource has
// "prefect.resource.role" too. A label may be null.
struct event_resource
{
    std::vector<std::pair<std::string, std::optional<std::string>>> labels;

    // The label "prefect.resource.id"; empty where it is absent.
    std::string_view id() const;
    // The label "prefect.resource.role"; empty where it is absent.
    std::string_view role() const;
    // Empty where there is no such label, or it is null.
    std::string_view label(std::string_view name) const;
};

// An event with the time at which the server took it.
struct event
{
    timestamp occurred{};
    std::string event;
    event_resource resource;
    std::vector<event_resource> related;
    json::json_object payload;
    uuid id;
    std::optional<uuid> follows;
    timestamp received{};
};
BOOST_DESCRIBE_STRUCT(event, (), (occurred, event, resource, related, payload, id, follows, received))

// Events are shared, never changed, once they are on the bus.
using event_ptr = std::shared_ptr<event const>;

} // namespace praetor::models

namespace praetor::json {
PRAETOR_DECLARE_CODEC(models::event_resource);
}

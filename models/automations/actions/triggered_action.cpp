#include <models/automations/actions/triggered_action.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/object.hpp>

#include <fmt/format.h>

namespace praetor::models::actions {
namespace {

namespace bj = boost::json;

[[noreturn]] void refuse(std::string const& why)
{
    throw error{errc::database, "a stored action can not be read: " + why};
}

bj::value const& member(bj::object const& of, std::string_view name)
{
    static bj::value const nothing;
    auto const* found = of.if_contains(name);
    return found == nullptr ? nothing : *found;
}

template <class T>
T read_as(bj::value const& from)
{
    T value;
    json::problems found{"action"};
    if (!json::read(value, from, found))
        refuse(found.to_json());
    return value;
}

template <class T>
T read_member(bj::object const& of, std::string_view name)
{
    return read_as<T>(member(of, name));
}

std::optional<event> read_event(bj::value const& from)
{
    if (from.is_null())
        return std::nullopt;
    return read_as<event>(from);
}

} // namespace

std::string triggered_action::idempotency_key() const
{
    return fmt::format("automation {}, action {}, invocation {}", to_string(automation_id), index, to_string(id));
}

std::string_view kind_of(std::string_view resource_id)
{
    auto const dot = resource_id.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : resource_id.substr(0, dot);
}

std::optional<uuid> id_of(std::string_view resource_id, std::string_view kind)
{
    auto const dot = resource_id.rfind('.');
    if (dot == std::string_view::npos || resource_id.substr(0, dot) != kind)
        return std::nullopt;
    return uuid::parse(resource_id.substr(dot + 1));
}

std::optional<uuid> triggered_action::involved(std::string_view kind) const
{
    if (!triggering_event)
        return std::nullopt;
    if (kind_of(triggering_event->resource.id()) == kind)
        return id_of(triggering_event->resource.id(), kind);
    for (auto const& one : triggering_event->related)
        if (kind_of(one.id()) == kind)
            return id_of(one.id(), kind);
    return std::nullopt;
}

triggered_action read_triggered_action(json_text document)
{
    auto const whole = json::parse(document.text);
    auto const* object = whole.if_object();
    if (object == nullptr)
        refuse("no object");
    auto const* automation = member(*object, "automation").if_object();
    if (automation == nullptr)
        refuse("no automation");
    triggered_action made;
    made.id = read_member<uuid>(*object, "id");
    made.automation_id = read_member<uuid>(*automation, "id");
    made.automation_name = read_member<std::string>(*automation, "name");
    if (auto const* trigger = member(*automation, "trigger").if_object()) {
        made.trigger_type = read_member<std::optional<std::string>>(*trigger, "type").value_or("event");
        if (made.trigger_type == "event")
            made.posture = read_member<std::optional<std::string>>(*trigger, "posture");
    }
    made.triggered = read_member<timestamp>(*object, "triggered");
    if (auto const* labels = member(*object, "triggering_labels").if_object())
        for (auto const& label : *labels)
            made.triggering_labels.emplace_back(label.key(), read_as<std::string>(label.value()));
    made.triggering_event = read_event(member(*object, "triggering_event"));
    made.state_change_event = read_member<std::optional<uuid>>(*object, "automation_triggered_event_id");
    made.what = read_member<action>(*object, "action");
    made.index = read_member<std::optional<std::int64_t>>(*object, "action_index").value_or(0);
    made.document = std::move(document);
    return made;
}

} // namespace praetor::models::actions

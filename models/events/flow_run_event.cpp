#include <models/events/flow_run_event.hpp>

#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>

#include <set>

namespace praetor::models {
namespace {

constexpr std::size_t max_message = 100'000;

// As the reference cuts it: the middle makes way for "...".
std::string truncated(std::optional<std::string> const& message)
{
    if (!message)
        return {};
    if (message->size() <= max_message)
        return *message;
    auto const half = (max_message - 3) / 2;
    return message->substr(0, half) + "..." + message->substr(message->size() - half);
}

// Python's isoformat of a UTC time: "+00:00" for the Z.
std::string isoformat(timestamp when)
{
    auto text = to_rfc3339(when);
    text.pop_back();
    return text + "+00:00";
}

void write_state(std::string& out, std::optional<state> const& one)
{
    if (!one) {
        out += "null";
        return;
    }
    json::object_writer object{out};
    object.text("type", to_text(one->type));
    if (!one->name.empty())
        object.text("name", one->name);
    if (one->message && !one->message->empty())
        object.value("message", truncated(one->message));
    if (one->type == state_type::PAUSED)
        object.text("pause_reschedule", *one->state_details.pause_reschedule ? "true" : "false");
    object.end();
}

std::optional<std::string> type_of(std::optional<state> const& one)
{
    return one ? std::optional<std::string>{to_text(one->type)} : std::nullopt;
}

// Who created the run: a deployment or an automation.
void add_creator(std::vector<event_resource>& related, json_text const& created_by)
{
    auto const parsed = json::parse(created_by.text);
    auto const* object = parsed.if_object();
    if (object == nullptr)
        return;
    auto const text = [&](std::string_view key) -> std::string {
        auto const* value = object->if_contains(key);
        return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
    };
    auto const type = text("type");
    if (type != "DEPLOYMENT" && type != "AUTOMATION")
        return;
    event_resource creator;
    creator.labels = {
        {"prefect.resource.id", (type == "DEPLOYMENT" ? "prefect.deployment." : "prefect.automation.") + text("id")},
        {"prefect.resource.role", "creator"}};
    if (auto name = text("display_value"); !name.empty())
        creator.labels.emplace_back("prefect.resource.name", std::move(name));
    related.push_back(std::move(creator));
}

// Only close events are linked: far apart, their times order them.
bool is_tight(transition const& now)
{
    auto const gap = now.proposed->timestamp - now.initial->timestamp;
    return gap < std::chrono::minutes{5} && gap > -std::chrono::minutes{5};
}

} // namespace

event flow_run_state_event(transition const& now, flow_run_related_resources const& around)
{
    auto const& reached = *now.proposed;
    event made;
    made.id = reached.id;
    made.occurred = reached.timestamp;
    made.received = praetor::now();
    made.event = "prefect.flow-run." + reached.name;
    made.resource.labels = {{"prefect.resource.id", "prefect.flow-run." + to_string(now.run.id)},
                            {"prefect.resource.name", around.run_name},
                            {"prefect.run-count", std::to_string(now.run.run_count)},
                            {"prefect.state-message", truncated(reached.message)},
                            {"prefect.state-name", reached.name},
                            {"prefect.state-timestamp", isoformat(reached.timestamp)},
                            {"prefect.state-type", std::string{to_text(reached.type)}}};

    std::set<std::string> tags{around.run_tags.begin(), around.run_tags.end()};
    for (auto const& object : around.objects) {
        tags.insert(object.tags.begin(), object.tags.end());
        event_resource related;
        related.labels = {{"prefect.resource.id", "prefect." + std::string{object.kind} + '.' + to_string(object.id)},
                          {"prefect.resource.role", std::string{object.kind}},
                          {"prefect.resource.name", object.name}};
        if (object.type)
            related.labels.emplace_back("prefect.work-pool.type", *object.type);
        made.related.push_back(std::move(related));
    }
    for (auto const& tag : tags) {
        event_resource related;
        related.labels = {{"prefect.resource.id", "prefect.tag." + tag}, {"prefect.resource.role", "tag"}};
        made.related.push_back(std::move(related));
    }
    add_creator(made.related, around.created_by);

    std::string text;
    json::object_writer payload{text};
    payload.object("intended", [&now](json::object_writer& intended) {
        intended.value("from", type_of(now.initial)).value("to", type_of(now.proposed));
    });
    write_state(payload.key("initial_state"), now.initial);
    write_state(payload.key("validated_state"), now.proposed);
    payload.end();
    made.payload.text = std::move(text);
    if (now.initial && is_tight(now))
        made.follows = now.initial->id;
    return made;
}

} // namespace praetor::models

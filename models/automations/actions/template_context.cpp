#include <models/automations/actions/template_context.hpp>

#include <models/deployments/deployment.hpp>
#include <models/flow_runs/flow_run.hpp>
#include <models/flows/flow.hpp>
#include <models/forms/form_values.hpp>
#include <models/limits/concurrency_limit.hpp>
#include <models/task_runs/task_run.hpp>
#include <models/work_pools/queue_health.hpp>
#include <models/work_pools/work_pool.hpp>
#include <models/work_pools/work_queue.hpp>

#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <array>

namespace praetor::models::actions {
namespace {

namespace bj = boost::json;

template <class T>
std::optional<json_text> to_document(std::optional<T> const& row)
{
    return row ? std::optional{json_text{json::to_text(*row)}} : std::nullopt;
}

task<std::optional<json_text>> read_one_deployment(db::connection& conn, uuid id)
{
    auto const found = co_await read_deployment(conn, id);
    co_return to_document(found);
}

task<std::optional<json_text>> read_one_flow(db::connection& conn, uuid id)
{
    auto const found = co_await read_flow(conn, id);
    co_return to_document(found);
}

task<std::optional<json_text>> read_one_flow_run(db::connection& conn, uuid id)
{
    auto const found = co_await read_flow_run(conn, id);
    co_return to_document(found);
}

task<std::optional<json_text>> read_one_task_run(db::connection& conn, uuid id)
{
    auto const found = co_await read_task_run(conn, id);
    co_return to_document(found);
}

task<std::optional<json_text>> read_one_pool(db::connection& conn, uuid id)
{
    filters::work_pool_filter wanted;
    wanted.id.emplace().any_ = {id};
    auto const found = co_await read_work_pools(conn, std::move(wanted), page{1, 0});
    co_return found.empty() ? std::nullopt : std::optional{json_text{json::to_text(found.front())}};
}

task<std::optional<json_text>> read_one_limit(db::connection& conn, uuid id)
{
    auto const found = co_await read_concurrency_limit(conn, id);
    co_return to_document(found);
}

// With its health, as the two routes tell it that the reference asks.
task<std::optional<json_text>> read_one_queue(db::connection& conn, uuid id)
{
    auto const queue = co_await read_work_queue(conn, queue_key{id});
    if (!queue)
        co_return std::nullopt;
    auto const health = co_await read_queue_health(conn, id);
    auto all = json::parse(json::to_text(*queue));
    auto more = json::parse(json::to_text(health));
    for (auto& one : more.as_object())
        all.as_object()[one.key()] = std::move(one.value());
    co_return json_text{json::serialize(all)};
}

struct known_object
{
    std::string_view name; // in templates
    std::string_view kind; // of its resource
    task<std::optional<json_text>> (*read)(db::connection&, uuid);
};
constexpr std::array<known_object, 7> known_objects{{
    {"deployment", "prefect.deployment", read_one_deployment},
    {"flow", "prefect.flow", read_one_flow},
    {"flow_run", "prefect.flow-run", read_one_flow_run},
    {"task_run", "prefect.task-run", read_one_task_run},
    {"work_pool", "prefect.work-pool", read_one_pool},
    {"work_queue", "prefect.work-queue", read_one_queue},
    {"concurrency_limit", "prefect.concurrency-limit", read_one_limit},
}};

bool is_of_a_name(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether `text` has the word by itself.
bool names(std::string_view text, std::string_view word)
{
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        auto const end = at + word.size();
        if ((at == 0 || !is_of_a_name(text[at - 1])) && (end == text.size() || !is_of_a_name(text[end])))
            return true;
    }
    return false;
}

event_resource const* resource_of_kind(event const& one, std::string_view kind)
{
    if (kind_of(one.resource.id()) == kind)
        return &one.resource;
    auto const found =
        std::ranges::find_if(one.related, [kind](event_resource const& each) { return kind_of(each.id()) == kind; });
    return found == one.related.end() ? nullptr : &*found;
}

// A run whose event tells the state that it was in.
json_text in_state_of(event_resource const& resource, json_text run)
{
    constexpr std::array<std::string_view, 4> event_members{"message", "name", "timestamp", "type"};
    auto whole = json::parse(run.text);
    auto* object = whole.if_object();
    if (object == nullptr)
        return run;
    auto& state = (*object)["state"];
    if (!state.is_object())
        state.emplace_object();
    bj::object changed = state.get_object();
    for (auto const member : event_members) {
        auto const label = "prefect.state-" + std::string{member};
        auto const found =
            std::ranges::find(resource.labels, label, &std::pair<std::string, std::optional<std::string>>::first);
        if (found == resource.labels.end() || !found->second)
            return run;
        changed[member] = *found->second;
    }
    state = std::move(changed);
    return json_text{json::serialize(whole)};
}

// The firings and events of a firing and all that made it fire.
void gather(bj::value const& firing, bj::array& firings, bj::array& events)
{
    auto const* object = firing.if_object();
    if (object == nullptr)
        return;
    firings.push_back(firing);
    if (auto const* event = object->if_contains("triggering_event"); event != nullptr && event->is_object())
        events.push_back(*event);
    if (auto const* children = object->if_contains("triggering_firings"); children != nullptr && children->is_array())
        for (auto const& child : children->get_array())
            gather(child, firings, events);
}

} // namespace

task<template_objects> read_template_objects(db::connection& conn, triggered_action of, std::string templates)
{
    template_objects found;
    if (!of.triggering_event)
        co_return found;
    for (auto const& known : known_objects) {
        if (!names(templates, known.name))
            continue;
        auto& object = found[std::string{known.name}];
        auto const* resource = resource_of_kind(*of.triggering_event, known.kind);
        auto const id = resource == nullptr ? std::nullopt : id_of(resource->id(), known.kind);
        if (!id)
            continue;
        auto read = co_await known.read(conn, *id);
        if (!read)
            continue;
        bool const is_run = known.name == "flow_run" || known.name == "task_run";
        object = is_run ? in_state_of(*resource, std::move(*read)) : std::move(*read);
    }
    if (names(templates, "variables")) {
        auto const variables = co_await read_workspace_variables(conn);
        found["variables"] = json_text{json::object_text([&variables](json::object_writer& all) {
            for (auto const& one : variables)
                all.json(one.name, one.value.text);
        })};
    }
    co_return found;
}

std::string template_context(triggered_action const& of, template_objects const& objects, std::string_view ui_url)
{
    auto const whole = json::parse(of.document.text);
    auto const member = [&whole](std::string_view name) {
        auto const* found = whole.as_object().if_contains(name);
        return found == nullptr ? bj::value{} : *found;
    };
    bj::object context{{"automation", member("automation")},
                       {"event", member("triggering_event")},
                       {"labels", member("triggering_labels")},
                       {"firing", member("firing")}};
    bj::array firings;
    bj::array events;
    gather(member("firing"), firings, events);
    context["firings"] = std::move(firings);
    context["events"] = std::move(events);
    for (auto const& [name, object] : objects)
        context[name] = json::parse(object.text);
    context["__ui_url"] = ui_url;
    return json::serialize(context);
}

} // namespace praetor::models::actions

#include <models/automations/automation.hpp>

#include <models/automations/related_resources.hpp>
#include <models/events/event_store.hpp>
#include <models/events/lifecycle_events.hpp>
#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>

#include <db/notifications.hpp>
#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/sorting.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/automation.hpp>

#include <algorithm>
#include <array>

template <>
struct praetor::json::schema_notes<praetor::models::automation>
{
    static void add(model_schema& model)
    {
        using action_responses = std::vector<models::actions::action_response>;
        model.as<std::vector<std::string>>("tags")
            .as<action_responses>("actions")
            .as<action_responses>("actions_on_trigger")
            .as<action_responses>("actions_on_resolve");
    }
};

PRAETOR_JSON_CODEC(praetor::models::automation)
PRAETOR_JSON_CODEC(praetor::models::automation_update)
PRAETOR_JSON_CODEC(praetor::models::automation_create)
PRAETOR_JSON_CODEC(praetor::models::automation_partial_update)
PRAETOR_JSON_CODEC(praetor::models::automation_sort)

namespace praetor::models {
namespace {

constexpr auto const& table = db::tables::automation;

json_text text_of(auto const& value)
{
    return json_text{json::to_text(value)};
}

db::query::condition matches(db::grammar const& grammar, std::optional<filters::automation_filter> const& wanted)
{
    return db::query::condition{wanted ? filters::where(grammar, *wanted) : db::sql{"TRUE"}};
}

// Tells other servers, whose caches of automations are then renewed.
void enqueue_change(db::connection& conn, std::string_view what, uuid id)
{
    db::enqueue_notification(conn, automation_change_channel, json::object_text([&](json::object_writer& out) {
                                 out.value("automation_id", id).text("event_type", what);
                             }));
}

// What an event and a notification tell of a row that was created, updated or deleted.
template <class T>
with_events<T> with_change_event(db::connection& conn, std::string_view what, automation const& row, T value)
{
    enqueue_change(conn, what, row.id);
    with_events<T> result{std::move(value), {}};
    result.events.push_back(
        lifecycle_event("automation", what, "prefect.automation." + to_string(row.id), row.name, text_of(row), now()));
    enqueue_events(conn, result.events);
    return result;
}

// As the reference refuses what a PATCH would make of an automation: the whole is the input, and stands nowhere.
void refuse_endless_runs(automation row, bool enabled)
{
    row.enabled = enabled;
    if (!enabled)
        return;
    std::vector<actions::action> all;
    json::problems unread{"actions"};
    if (!json::read(all, json::parse(row.actions.text), unread))
        return; // stored by a release that knew others
    auto const problem = endless_runs(enabled, read_stored_trigger(row.trigger), all);
    if (!problem)
        return;
    json::problems found{"body"};
    found.add_value_error(*problem, json::parse(json::to_text(row)));
    auto first = found.found().front();
    std::string detail = "[" + json::object_text([&first](json::object_writer& one) {
                             one.text("type", first.type)
                                 .json("loc", "[]")
                                 .text("msg", first.msg)
                                 .json("input", first.input)
                                 .json("ctx", first.ctx);
                         }) +
                         "]";
    throw json::invalid_request{std::move(detail), R"({"enabled":true})"};
}

constexpr std::array<std::string_view, 4> made_by_every_run{"prefect.flow-run.Scheduled", "prefect.flow-run.Pending",
                                                            "prefect.flow-run.Running", "prefect.flow-run.*"};

} // namespace

std::optional<std::string> endless_runs(bool enabled, trigger const& when, std::vector<actions::action> const& actions)
{
    auto const* trigger = when.if_event();
    if (!enabled || trigger == nullptr || trigger->is_proactive() ||
        std::ranges::find_first_of(trigger->expect, made_by_every_run) == trigger->expect.end())
        return std::nullopt;
    auto const every = [](expected_resource const& one) { return one.fits_every("prefect.flow-run"); };
    for (auto const& one : actions) {
        auto const* run = std::get_if<actions::run_deployment>(&one);
        if (run == nullptr)
            continue;
        if (*run->source == actions::target_source::inferred)
            return "Running an inferred deployment from a flow run state change event will lead to an infinite loop of "
                   "flow runs.  Please choose a specific deployment and add additional filtering labels to the match "
                   "or "
                   "match_related for this automation's trigger.";
        if (every(trigger->match) && std::ranges::any_of(trigger->match_related.all, every))
            return "Running a selected deployment from a flow run state change event may lead to an infinite loop of "
                   "flow "
                   "runs.  Please include additional filtering labels on either match or match_related to narrow down "
                   "which flow runs will trigger this automation to exclude flow runs from the deployment you've "
                   "selected.";
    }
    return std::nullopt;
}

task<with_events<automation>> create_automation(db::connection& conn, automation_create wanted)
{
    auto made = co_await conn.row<automation>(db::query::insert_into(table)
                                                  .row(new_row(now()))
                                                  .set(table.name, wanted.name)
                                                  .set(table.description, *wanted.description)
                                                  .set(table.enabled, *wanted.enabled)
                                                  .set(table.tags, text_of(*wanted.tags))
                                                  .set(table.trigger, text_of(wanted.trigger))
                                                  .set(table.actions, text_of(wanted.actions))
                                                  .set(table.actions_on_trigger, text_of(*wanted.actions_on_trigger))
                                                  .set(table.actions_on_resolve, text_of(*wanted.actions_on_resolve))
                                                  .returning<automation>()
                                                  .statement());
    enqueue_links_of_actions(conn, made->id, wanted.actions);
    if (wanted.owner_resource && !wanted.owner_resource->empty())
        enqueue_link(conn, made->id, std::move(*wanted.owner_resource), resource_link::owned_by);
    auto row = *made;
    co_return with_change_event(conn, "created", row, std::move(*made));
}

task<std::optional<automation>> read_automation(db::connection& conn, uuid id)
{
    return conn.row<automation>(db::query::select_from<automation>(table).where(table.id == id).statement());
}

task<std::vector<automation>> read_automations(db::connection& conn, std::optional<filters::automation_filter> wanted,
                                               automation_sort sort, page range)
{
    return conn.rows<automation>(db::query::select_from<automation>(table)
                                     .where(matches(conn.grammar(), wanted))
                                     .order_by(db::query::order_by(table, sort))
                                     .limit(range.limit)
                                     .offset(range.offset)
                                     .statement());
}

task<std::int64_t> count_automations(db::connection& conn, std::optional<filters::automation_filter> wanted)
{
    return conn.value<std::int64_t>(
        db::query::select_value(db::query::count()).from(table).where(matches(conn.grammar(), wanted)).statement());
}

task<std::vector<automation>> read_related_automations(db::connection& conn, std::string resource_id)
{
    db::sql related{"automation.id IN (SELECT automation_id FROM automation_related_resource WHERE resource_id = "};
    related << db::arg(std::move(resource_id)) << ")";
    return conn.rows<automation>(db::query::select_from<automation>(table)
                                     .where(db::query::condition{std::move(related)})
                                     .order_by(ascending(table.created))
                                     .statement());
}

task<with_events<bool>> update_automation(db::connection& conn, uuid id, automation_update wanted)
{
    auto update = db::query::update(table);
    update.set(table.updated, now())
        .set(table.name, wanted.name)
        .set(table.trigger, text_of(wanted.trigger))
        .set(table.actions, text_of(wanted.actions));
    if (wanted.description.sent())
        update.set(table.description, *wanted.description);
    if (wanted.enabled.sent())
        update.set(table.enabled, *wanted.enabled);
    if (wanted.tags.sent())
        update.set(table.tags, text_of(*wanted.tags));
    if (wanted.actions_on_trigger.sent())
        update.set(table.actions_on_trigger, text_of(*wanted.actions_on_trigger));
    if (wanted.actions_on_resolve.sent())
        update.set(table.actions_on_resolve, text_of(*wanted.actions_on_resolve));
    update.where(table.id == id).returning<automation>();
    auto const row = co_await conn.row<automation>(update.statement());
    if (!row)
        co_return with_events<bool>{false, {}};
    enqueue_links_of_actions(conn, id, wanted.actions);
    co_return with_change_event(conn, "updated", *row, true);
}

task<with_events<bool>> switch_automation(db::connection& conn, uuid id, automation_partial_update wanted)
{
    auto update = db::query::update(table);
    update.set(table.updated, now()).row(wanted).where(table.id == id).returning<automation>();
    auto const row = co_await conn.row<automation>(update.statement());
    if (!row)
        co_return with_events<bool>{false, {}};
    refuse_endless_runs(*row, *wanted.enabled);
    co_return with_change_event(conn, "updated", *row, true);
}

task<with_events<bool>> delete_automation(db::connection& conn, uuid id)
{
    auto const row = co_await conn.row<automation>(
        db::query::delete_from(table).where(table.id == id).returning<automation>().statement());
    if (!row)
        co_return with_events<bool>{false, {}};
    co_return with_change_event(conn, "deleted", *row, true);
}

task<std::int64_t> delete_owned_automations(db::connection& conn, std::string resource_id)
{
    db::sql owned{"DELETE FROM automation WHERE created <= "};
    owned << db::arg(now())
          << " AND id IN (SELECT automation_id FROM automation_related_resource WHERE automation_owned_by_resource IS "
             "TRUE AND resource_id = "
          << db::arg(std::move(resource_id)) << ") RETURNING id";
    auto const gone = co_await conn.rows<uuid>(std::move(owned));
    for (auto const id : gone)
        enqueue_change(conn, "deleted", id);
    co_return static_cast<std::int64_t>(gone.size());
}

} // namespace praetor::models

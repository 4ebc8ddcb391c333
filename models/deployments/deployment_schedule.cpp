#include <models/deployments/deployment_schedule.hpp>

#include <models/deployments/delete_scheduled_runs.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/deployment.hpp>
#include <db/schema/tables/deployment_schedule.hpp>

#include <utility>

namespace {

// An interval as replies tell it: always a number.
struct interval_schedule_response
{
    static constexpr bool refuses_unknown = true;
    praetor::duration interval{};
    praetor::defaulted<praetor::timestamp> anchor_date;
    std::optional<std::string> timezone;
};
BOOST_DESCRIBE_STRUCT(interval_schedule_response, (), (interval, anchor_date, timezone))

} // namespace

template <>
struct praetor::json::schema_notes<interval_schedule_response>
{
    static constexpr std::string_view name = "IntervalSchedule-Output";
    static void add(model_schema& model) { model.without_default("anchor_date"); }
};

template <>
struct praetor::json::schema_notes<praetor::models::deployment_schedule>
{
    static void add(model_schema& model) { model.as<std::optional<positive>>("max_scheduled_runs"); }
};

PRAETOR_JSON_CODEC(interval_schedule_response)
PRAETOR_JSON_CODEC(praetor::models::deployment_schedule)
PRAETOR_JSON_CODEC(praetor::models::deployment_schedule_create)
PRAETOR_JSON_CODEC(praetor::models::deployment_schedule_update)

boost::json::object praetor::json::schema<praetor::models::stored_schedule>::make(components& all)
{
    return {{"anyOf",
             {schema<interval_schedule_response>::make(all), schema<models::cron_schedule>::make(all),
              schema<models::rrule_schedule>::make(all)}}};
}

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::deployment_schedule;

// One of the deployments whose schedules are asked for.
struct asked_deployment
{
    uuid deployment_id;
};
BOOST_DESCRIBE_STRUCT(asked_deployment, (), (deployment_id))

db::sql select_of(uuid deployment_id)
{
    static auto const statement = query::prepare([](query::parameter<uuid> id) {
        return query::select_from<deployment_schedule>(table)
            .where(table.deployment_id == id)
            .order_by(descending(table.updated));
    });
    return statement(deployment_id);
}

// A row where there is such a deployment.
db::sql select_deployment(uuid id)
{
    static auto const statement = query::prepare([](query::parameter<uuid> given) {
        auto const& deployment = db::tables::deployment;
        return query::select_value(deployment.id).from(deployment).where(deployment.id == given);
    });
    return statement(id);
}

stored_schedule to_stored(schedule const& wanted, timestamp when)
{
    return stored_schedule{json_text{json::to_text(with_explicit_start(wanted, when))}};
}

} // namespace

task<std::vector<deployment_schedule>> read_schedules(db::connection& conn, std::vector<uuid> deployment_ids)
{
    static auto const statement =
        query::prepare_each([](db::grammar const& grammar, query::parameter<std::vector<asked_deployment>> asked) {
            return query::select_from<deployment_schedule>(table)
                .join(query::given_rows(table, grammar, asked),
                      table.deployment_id == query::given(grammar, table.deployment_id))
                .order_by(ascending(table.deployment_id), descending(table.updated));
        });
    std::vector<asked_deployment> asked;
    asked.reserve(deployment_ids.size());
    for (auto const& id : deployment_ids)
        asked.push_back({id});
    return conn.rows<deployment_schedule>(statement(conn.grammar(), asked));
}

db::connection::deferred<deployment_schedule> deferred_schedules(db::connection& conn, uuid deployment_id)
{
    return conn.deferred_rows<deployment_schedule>(select_of(deployment_id));
}

std::vector<deployment_schedule> to_rows(uuid deployment_id, std::vector<deployment_schedule_create> const& wanted,
                                         timestamp when)
{
    std::vector<deployment_schedule> rows;
    rows.reserve(wanted.size());
    for (auto const& one : wanted) {
        deployment_schedule row{new_row(when + std::chrono::microseconds{std::ssize(rows)}), deployment_id,
                                to_stored(one.schedule, when)};
        row.active = *one.active;
        if (one.max_scheduled_runs)
            row.max_scheduled_runs = **one.max_scheduled_runs;
        row.parameters = *one.parameters;
        row.slug = one.slug;
        rows.push_back(std::move(row));
    }
    return rows;
}

void enqueue_schedules(db::connection& conn, std::vector<deployment_schedule> const& rows)
{
    static auto const statement =
        query::prepare([](query::parameter<deployment_schedule> row) { return query::insert_into(table).row(row); });
    for (auto const& row : rows)
        conn.enqueue(statement(row));
}

void enqueue_deletion_of_schedules(db::connection& conn, uuid deployment_id)
{
    static auto const statement = query::prepare(
        [](query::parameter<uuid> id) { return query::delete_from(table).where(table.deployment_id == id); });
    conn.enqueue(statement(deployment_id));
}

namespace {

auto update_of(deployment_schedule_update const& wanted, timestamp when)
{
    auto change = query::update(table);
    change.set(table.updated, when).set(table.parameters, *wanted.parameters);
    if (wanted.active)
        change.set(table.active, *wanted.active);
    if (wanted.schedule)
        change.set(table.schedule, to_stored(*wanted.schedule, when));
    if (wanted.max_scheduled_runs)
        change.set(table.max_scheduled_runs, **wanted.max_scheduled_runs);
    if (wanted.slug)
        change.set(table.slug, *wanted.slug);
    return change;
}

} // namespace

void enqueue_loss_of_slug(db::connection& conn, uuid id)
{
    conn.enqueue(query::update(table).set(table.slug, std::optional<std::string>{}).where(table.id == id).statement());
}

void enqueue_schedule_update(db::connection& conn, uuid id, deployment_schedule_update const& wanted, timestamp when)
{
    conn.enqueue(update_of(wanted, when).where(table.id == id).statement());
}

task<std::optional<std::vector<deployment_schedule>>> read_deployment_schedules(db::connection& conn,
                                                                                uuid deployment_id)
{
    auto known = conn.deferred_rows<uuid>(select_deployment(deployment_id));
    auto rows = co_await conn.rows<deployment_schedule>(select_of(deployment_id));
    if (known.result().empty())
        co_return std::nullopt;
    co_return rows;
}

task<std::optional<std::vector<deployment_schedule>>>
create_deployment_schedules(db::connection& conn, uuid deployment_id, std::vector<deployment_schedule_create> wanted)
{
    auto const known = co_await conn.maybe_value<uuid>(select_deployment(deployment_id));
    if (!known)
        co_return std::nullopt;
    auto rows = to_rows(deployment_id, wanted, now());
    enqueue_schedules(conn, rows);
    co_return rows;
}

task<schedule_change> update_deployment_schedule(db::connection& conn, uuid deployment_id, uuid schedule_id,
                                                 deployment_schedule_update wanted)
{
    auto known = conn.deferred_rows<uuid>(select_deployment(deployment_id));
    auto const changed = co_await conn.execute(
        update_of(wanted, now()).where(table.id == schedule_id && table.deployment_id == deployment_id).statement());
    if (known.result().empty())
        co_return schedule_change::unknown_deployment;
    if (changed == 0)
        co_return schedule_change::unknown_schedule;
    enqueue_deletion_of_runs(conn, {deployment_id}, scheduled_runs::automatic_next);
    co_return schedule_change::done;
}

task<schedule_change> delete_deployment_schedule(db::connection& conn, uuid deployment_id, uuid schedule_id)
{
    auto known = conn.deferred_rows<uuid>(select_deployment(deployment_id));
    auto const gone = co_await conn.execute(
        query::delete_from(table).where(table.id == schedule_id && table.deployment_id == deployment_id).statement());
    if (known.result().empty())
        co_return schedule_change::unknown_deployment;
    if (gone == 0)
        co_return schedule_change::unknown_schedule;
    enqueue_deletion_of_runs(conn, {deployment_id}, scheduled_runs::automatic);
    co_return schedule_change::done;
}

} // namespace praetor::models

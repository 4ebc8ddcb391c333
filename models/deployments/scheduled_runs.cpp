#include <models/deployments/scheduled_runs.hpp>

#include <models/runs/run_policy.hpp>
#include <models/runs/state.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/json/object_writer.hpp>

#include <db/grammar.hpp>
#include <db/json_member.hpp>
#include <db/query/membership.hpp>
#include <db/query/select.hpp>
#include <db/schema/tables/deployment.hpp>
#include <db/schema/tables/deployment_schedule.hpp>

#include <array>
#include <unordered_map>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& schedule = db::tables::deployment_schedule;
constexpr auto const& deployment = db::tables::deployment;

query::select_statement<active_schedule> const& select_schedules()
{
    static auto const statement = query::select_from<active_schedule>(schedule, query::in<"deployment">(deployment))
                                      .join(deployment, deployment.id == schedule.deployment_id);
    return statement;
}

// Of a schedule that makes runs by itself. Not `paused = false`: SQLite would read all deployments by the index over
// that.
constexpr std::string_view is_on = "deployment_schedule.active = true AND NOT deployment.paused";

constexpr std::string_view select_versions =
    "SELECT deployment_schedule.id, deployment_schedule.updated, deployment.updated AS deployment_updated FROM "
    "deployment_schedule JOIN deployment ON deployment.id = deployment_schedule.deployment_id";

// The runs of a schedule that it counts are those that the index ix_flow_run__schedule_id_scheduler holds.
db::sql select_horizons(db::grammar const& grammar, timestamp when, std::int64_t least_runs)
{
    auto const start_of = [&](std::int64_t skipped) {
        db::sql text{"(SELECT run.next_scheduled_start_time FROM flow_run AS run WHERE "};
        text << grammar.correlated("run.deployment_id = deployment_schedule.deployment_id")
             << " AND run.state_type = 'SCHEDULED' AND run.auto_scheduled = true AND "
             << grammar.json_value("run.created_by", "id")
             << " = CAST(deployment_schedule.id AS text) AND run.next_scheduled_start_time >= " << db::arg(when)
             << " ORDER BY run.next_scheduled_start_time DESC LIMIT 1 OFFSET " << db::arg(skipped) << ")";
        return text;
    };
    db::sql text{"SELECT deployment_schedule.id, deployment_schedule.updated, deployment.updated AS "
                 "deployment_updated, "};
    text << start_of(std::max<std::int64_t>(least_runs, 1) - 1) << " AS least, " << start_of(0)
         << " AS farthest FROM deployment_schedule JOIN deployment ON deployment.id = "
            "deployment_schedule.deployment_id WHERE "
         << is_on;
    return text;
}

db::sql select_claimed(db::grammar const& grammar, std::vector<planned_schedule> const& plans, schedule_claim claim)
{
    std::vector<uuid> ids;
    for (auto const& plan : plans)
        ids.push_back(plan.of.id);
    db::sql text{select_versions};
    text << " WHERE " << (claim == schedule_claim::skip_held ? is_on : "deployment_schedule.active = true") << " AND "
         << query::is_any_of("deployment_schedule.id", ids);
    text << " ORDER BY deployment_schedule.id"
         << grammar.locking(claim == schedule_claim::skip_held ? db::row_lock::claim : db::row_lock::update,
                            "deployment_schedule, deployment");
    return text;
}

// Those that nobody changed since they were planned.
std::vector<planned_schedule> unchanged(std::vector<planned_schedule> plans, std::vector<schedule_version> const& now)
{
    std::unordered_map<uuid, schedule_version const*> by_id;
    for (auto const& one : now)
        by_id.emplace(one.id, &one);
    std::erase_if(plans, [&](planned_schedule const& plan) {
        auto const found = by_id.find(plan.of.id);
        return found == by_id.end() || *found->second != version_of(plan.of);
    });
    return plans;
}

// Rows in an argument: what the runs of a schedule have in common, and what each has of its own.
constexpr std::string_view given = "given";
template <class T>
using column = db::schema::column<T>;

constexpr column<std::int64_t> of_schedule{given, "of_schedule"};
constexpr column<uuid> flow_id{given, "flow_id"};
constexpr column<uuid> deployment_id{given, "deployment_id"};
constexpr column<std::optional<std::string>> deployment_version{given, "deployment_version"};
constexpr column<std::optional<std::string>> work_queue_name{given, "work_queue_name"};
constexpr column<std::optional<uuid>> work_queue_id{given, "work_queue_id"};
constexpr column<std::optional<uuid>> infrastructure_document_id{given, "infrastructure_document_id"};
constexpr column<json_text> parameters{given, "parameters"};
constexpr column<json_text> tags{given, "tags"};
constexpr column<json_text> labels{given, "labels"};
constexpr column<json_text> created_by{given, "created_by"};
constexpr column<std::string> key_prefix{given, "key_prefix"};
constexpr std::array<db::schema::column_base, 12> common{
    of_schedule, flow_id, deployment_id, deployment_version, work_queue_name, work_queue_id, infrastructure_document_id,
    parameters,  tags,    labels,        created_by,         key_prefix};

constexpr column<uuid> id{given, "id"};
constexpr column<uuid> state_id{given, "state_id"};
constexpr column<std::string> name{given, "name"};
constexpr column<timestamp> start{given, "start"};
constexpr column<std::string> clocks_show{given, "clocks_show"};
constexpr column<std::string> scheduled_time{given, "scheduled_time"};
constexpr std::array<db::schema::column_base, 7> own{of_schedule, id,          state_id,      name,
                                                     start,       clocks_show, scheduled_time};

void write_common(std::string& out, planned_schedule const& plan, std::int64_t number)
{
    auto const& of = plan.of.deployment;
    json::object_writer row{out};
    row.value(of_schedule.name, number)
        .value(flow_id.name, of.flow_id)
        .value(deployment_id.name, of.id)
        .value(deployment_version.name, of.version)
        .value(work_queue_name.name, of.work_queue_name)
        .value(work_queue_id.name, of.work_queue_id)
        .value(infrastructure_document_id.name, of.infrastructure_document_id)
        .json(parameters.name, plan.parameters)
        .json(tags.name, plan.tags)
        .json(labels.name, plan.labels.text)
        .json(created_by.name, plan.created_by)
        .text(key_prefix.name, plan.key_prefix);
    row.end();
}

void write_own(std::string& out, db::grammar const& grammar, planned_run const& run, std::int64_t number)
{
    std::string when;
    grammar.append_timestamp(when, run.when);
    json::object_writer row{out};
    row.value(of_schedule.name, number)
        .value(id.name, run.id)
        .value(state_id.name, run.state_id)
        .text(name.name, run.name)
        .text(start.name, when)
        .text(clocks_show.name, run.clocks_show)
        .text(scheduled_time.name, run.scheduled_time);
    row.end();
}

// WITH common AS (…), planned AS (…)
db::sql given_plans(db::grammar const& grammar, std::vector<planned_schedule> const& plans)
{
    std::string all{"["};
    std::string runs{"["};
    std::int64_t number = 0;
    for (auto const& plan : plans) {
        all += number == 0 ? "" : ",";
        write_common(all, plan, number);
        for (auto const& run : plan.runs) {
            runs += runs.size() == 1 ? "" : ",";
            write_own(runs, grammar, run, number);
        }
        ++number;
    }
    all += ']';
    runs += ']';
    db::sql text{"WITH common AS (SELECT "};
    auto const list = [&](auto const& columns) {
        for (std::string_view separator; auto const& one : columns) {
            text << separator << grammar.given_value(one) << " AS " << one.name;
            separator = ", ";
        }
        text << " FROM ";
    };
    list(common);
    text << grammar.given_rows(common, db::argument{json_text{std::move(all)}}) << "), planned AS (SELECT ";
    list(own);
    text << grammar.given_rows(own, db::argument{json_text{std::move(runs)}}) << ")";
    return text;
}

constexpr std::string_view run_columns =
    "id, created, updated, name, state_type, state_name, expected_start_time, next_scheduled_start_time, parameters, "
    "idempotency_key, total_run_time, empirical_policy, tags, auto_scheduled, flow_id, deployment_id, "
    "deployment_version, "
    "work_queue_name, work_queue_id, infrastructure_document_id, created_by, labels";

db::sql insert_runs(timestamp when, bool with_state)
{
    db::sql text{"INSERT INTO flow_run ("};
    text << run_columns << (with_state ? ", state_id" : "") << ") SELECT planned.id, " << db::arg(when) << ", "
         << db::arg(when)
         << ", planned.name, 'SCHEDULED', 'Scheduled', planned.start, planned.start, common.parameters, "
            "common.key_prefix || planned.clocks_show, "
         << db::arg(duration{}) << ", " << db::arg(json_text{json::to_text(flow_run_policy{})})
         << ", common.tags, true, common.flow_id, common.deployment_id, common.deployment_version, "
            "common.work_queue_name, common.work_queue_id, common.infrastructure_document_id, common.created_by, "
            "common.labels"
         << (with_state ? ", planned.state_id" : "")
         << " FROM planned JOIN common ON common.of_schedule = planned.of_schedule WHERE true ON CONFLICT (flow_id, "
            "idempotency_key) DO NOTHING";
    return text;
}

// Of the runs that `made` has, by their ids. Their details are the same but for the time: they go there once.
db::sql insert_states(db::grammar const& grammar, timestamp when, std::string_view made)
{
    static std::string const details = json::to_text(state_details{});
    db::sql text{"INSERT INTO flow_run_state (id, created, updated, type, timestamp, name, message, state_details, "
                 "flow_run_id) SELECT planned.state_id, "};
    text << db::arg(when) << ", " << db::arg(when) << ", 'SCHEDULED', " << db::arg(when)
         << ", 'Scheduled', 'Flow run scheduled', "
         << db::json_with_text(grammar, db::sql{"$1", json_text{details}}, "scheduled_time", "planned.scheduled_time")
         << ", planned.id FROM planned JOIN " << made << " AS made ON made.id = planned.id";
    return text;
}

// A run refers to its state, and the state to its run: both in one statement, after which the database looks at
// references.
db::sql insert_chained(db::grammar const& grammar, std::vector<planned_schedule> const& plans, timestamp when)
{
    auto text = given_plans(grammar, plans);
    text << ", stored AS (" << insert_runs(when, true) << " RETURNING id) " << insert_states(grammar, when, "stored");
    return text;
}

} // namespace

schedule_version version_of(active_schedule const& of)
{
    return {of.id, of.updated, of.deployment.updated};
}

task<std::vector<active_schedule>> read_active_schedules(db::connection& conn, std::vector<uuid> ids)
{
    auto text = select_schedules().statement();
    text << " WHERE " << is_on << " AND " << query::is_any_of("deployment_schedule.id", ids);
    return conn.rows<active_schedule>(std::move(text));
}

task<std::vector<schedule_version>> read_changed_schedules(db::connection& conn, timestamp since)
{
    // Two look-ups, each by its own index: one condition with OR would have none.
    auto const changed = conn.grammar().is_among(
        "deployment_schedule.id", "SELECT id FROM deployment_schedule WHERE updated >= $1 UNION SELECT its.id FROM "
                                  "deployment AS changed JOIN deployment_schedule AS its ON its.deployment_id = "
                                  "changed.id WHERE changed.updated >= $1");
    std::string text{select_versions};
    text += " WHERE ";
    text += is_on;
    return conn.rows<schedule_version>(db::sql{text + " AND " + changed, since});
}

task<std::vector<active_schedule>> read_schedules_to_plan(db::connection& conn, uuid of)
{
    static auto const statement = query::prepare([](query::parameter<uuid> wanted) {
        auto select = select_schedules();
        return select.where(schedule.deployment_id == wanted && schedule.active == true);
    });
    return conn.rows<active_schedule>(statement(of));
}

task<std::vector<schedule_horizon>> read_all_horizons(db::connection& conn, timestamp when, std::int64_t least_runs,
                                                      uuid cursor, std::int64_t max_rows)
{
    auto text = select_horizons(conn.grammar(), when, least_runs);
    text << " AND deployment_schedule.id > " << db::arg(cursor) << " ORDER BY deployment_schedule.id LIMIT "
         << db::arg(max_rows);
    return conn.rows<schedule_horizon>(std::move(text));
}

task<std::vector<schedule_horizon>> read_horizons(db::connection& conn, timestamp when, std::int64_t least_runs,
                                                  std::vector<uuid> ids)
{
    auto text = select_horizons(conn.grammar(), when, least_runs);
    text << " AND " << query::is_any_of("deployment_schedule.id", ids);
    return conn.rows<schedule_horizon>(std::move(text));
}

task<stored_plans> store_planned_runs(db::connection& conn, std::vector<planned_schedule> plans, schedule_claim claim)
{
    stored_plans result;
    auto const& grammar = conn.grammar();
    auto const claimed = co_await conn.rows<schedule_version>(select_claimed(grammar, plans, claim));
    plans = unchanged(std::move(plans), claimed);
    bool any = false;
    for (auto const& plan : plans) {
        result.claimed.push_back(plan.of.id);
        any = any || !plan.runs.empty();
    }
    if (!any)
        co_return result;
    auto const when = now();
    if (grammar.chains_insertions()) {
        result.runs = co_await conn.execute(insert_chained(grammar, plans, when));
        co_return result;
    }
    auto const planned = given_plans(grammar, plans);
    auto const with = [&planned](db::sql const& statement) {
        auto text = planned;
        text << " " << statement;
        return text;
    };
    co_await conn.execute(with(insert_runs(when, false)));
    result.runs = co_await conn.execute(with(insert_states(grammar, when, "flow_run")));
    co_await conn.execute(
        with(db::sql{"UPDATE flow_run SET state_id = planned.state_id FROM planned WHERE flow_run.id = "
                     "planned.id"}));
    co_return result;
}

} // namespace praetor::models

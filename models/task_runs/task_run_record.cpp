#include <models/task_runs/task_run_record.hpp>

#include <models/runs/run_policy.hpp>
#include <models/runs/state.hpp>

#include <server/base/json/parse.hpp>
#include <server/base/log.hpp>

#include <db/rows.hpp>
#include <db/timestamp_text.hpp>

#include <boost/json/object.hpp>

#include <algorithm>
#include <map>
#include <tuple>

namespace praetor::models {
namespace {

// A run and the state it reached, as one event tells them.
struct record
{
    uuid id;
    std::optional<uuid> flow_run_id;
    state reached;
    boost::json::object run; // payload.task_run
};

template <class T>
std::optional<T> read_member(boost::json::object const& from, std::string_view name)
{
    auto const* value = from.if_contains(name);
    T out{};
    json::problems ignored{"payload"};
    if (value == nullptr || value->is_null() || !json::read(out, *value, ignored))
        return std::nullopt;
    return out;
}

std::optional<uuid> object_id(std::string_view resource_id, std::string_view kind)
{
    if (!resource_id.starts_with(kind))
        return std::nullopt;
    return uuid::parse(resource_id.substr(kind.size()));
}

std::optional<record> read_record(event const& one)
{
    auto const id = object_id(one.resource.id(), "prefect.task-run.");
    auto payload = json::parse(one.payload.text);
    auto* object = payload.if_object();
    if (!id || object == nullptr)
        return std::nullopt;
    auto const* run = object->if_contains("task_run");
    auto const* reached = object->if_contains("validated_state");
    if (run == nullptr || !run->is_object() || reached == nullptr || !reached->is_object())
        return std::nullopt;

    record made;
    made.id = *id;
    made.run = run->get_object();
    for (auto const& related : one.related)
        if (related.role() == "flow-run" && !made.flow_run_id)
            made.flow_run_id = object_id(related.id(), "prefect.flow-run.");
    auto const& state_object = reached->get_object();
    auto const type = read_member<state_type>(state_object, "type");
    if (!type || !read_member<std::string>(made.run, "task_key") || !read_member<std::string>(made.run, "dynamic_key"))
        return std::nullopt;
    made.reached.id = one.id;
    made.reached.timestamp = one.occurred;
    made.reached.type = *type;
    made.reached.name = read_member<std::string>(state_object, "name").value_or(default_name(*type));
    made.reached.message = read_member<std::string>(state_object, "message");
    made.reached.data = read_member<json_text>(state_object, "data").value_or(json_text{});
    made.reached.state_details = read_member<state_details>(state_object, "state_details").value_or(state_details{});
    made.reached.state_details.task_run_id = made.id;
    made.reached.state_details.flow_run_id = made.flow_run_id;
    return made;
}

// Writes one row as a JSON object, its values in the form of the dialect's columns.
class row_writer
{
public:
    row_writer(std::string& out, db::dialect kind) : out_(out), kind_(kind) {}

    void text(std::string_view name, std::optional<std::string> const& value)
    {
        key(name);
        json::write(out_, value);
    }
    void id(std::string_view name, std::optional<uuid> const& value)
    {
        key(name);
        json::write(out_, value);
    }
    void number(std::string_view name, std::optional<std::int64_t> const& value)
    {
        key(name);
        json::write(out_, value);
    }
    void time(std::string_view name, std::optional<timestamp> const& value)
    {
        key(name);
        if (!value) {
            out_ += "null";
            return;
        }
        out_ += '"';
        db::append_timestamp(out_, kind_, *value);
        out_ += '"';
    }
    void span(std::string_view name, duration value)
    {
        if (kind_ == db::dialect::sqlite)
            return time(name, timestamp{value});
        text(name, std::to_string(value.count()) + " microseconds");
    }
    void json(std::string_view name, std::string_view value)
    {
        key(name);
        out_ += value;
    }
    void end() { out_ += '}'; }

private:
    void key(std::string_view name)
    {
        out_ += first_ ? "{\"" : ",\"";
        first_ = false;
        out_ += name;
        out_ += "\":";
    }

    std::string& out_;
    db::dialect kind_;
    bool first_ = true;
};

void write_run(std::string& out, db::dialect kind, record const& one)
{
    auto const& run = one.run;
    auto const object = [&](std::string_view name, std::string_view fallback) {
        auto const* value = run.if_contains(name);
        return value != nullptr && !value->is_null() ? json::serialize(*value) : std::string{fallback};
    };
    row_writer row{out, kind};
    row.id("id", one.id);
    row.id("flow_run_id", one.flow_run_id);
    row.text("name", read_member<std::string>(run, "name").value_or("task-run"));
    row.text("task_key", read_member<std::string>(run, "task_key"));
    row.text("dynamic_key", read_member<std::string>(run, "dynamic_key"));
    row.text("cache_key", read_member<std::string>(run, "cache_key"));
    row.time("cache_expiration", read_member<timestamp>(run, "cache_expiration"));
    row.text("task_version", read_member<std::string>(run, "task_version"));
    row.json("empirical_policy", json::to_text(read_task_run_policy(json_text{object("empirical_policy", "{}")})));
    row.json("task_inputs", object("task_inputs", "{}"));
    row.json("tags", object("tags", "[]"));
    row.json("labels", object("labels", "{}"));
    row.number("run_count", read_member<std::int64_t>(run, "run_count").value_or(0));
    row.number("flow_run_run_count", read_member<std::int64_t>(run, "flow_run_run_count").value_or(0));
    row.time("expected_start_time", read_member<timestamp>(run, "expected_start_time"));
    row.time("next_scheduled_start_time", read_member<timestamp>(run, "next_scheduled_start_time"));
    row.time("start_time", read_member<timestamp>(run, "start_time"));
    row.time("end_time", read_member<timestamp>(run, "end_time"));
    row.span("total_run_time", read_member<duration>(run, "total_run_time").value_or(duration{}));
    row.id("state_id", one.reached.id);
    row.text("state_type", std::string{to_text(one.reached.type)});
    row.text("state_name", one.reached.name);
    row.time("state_timestamp", one.reached.timestamp);
    row.end();
}

void write_state(std::string& out, db::dialect kind, record const& one)
{
    row_writer row{out, kind};
    row.id("id", one.reached.id);
    row.id("task_run_id", one.id);
    row.text("type", std::string{to_text(one.reached.type)});
    row.time("timestamp", one.reached.timestamp);
    row.text("name", one.reached.name);
    row.text("message", one.reached.message);
    row.json("state_details", json::to_text(one.reached.state_details));
    row.json("data", one.reached.data.text);
    row.end();
}

template <class Range, class Write>
json_text as_array(Range const& records, Write write)
{
    json_text all{"["};
    for (auto const& one : records) {
        if (all.text.size() > 1)
            all.text += ',';
        write(all.text, one);
    }
    all.text += ']';
    return all;
}

#define PRAETOR_TASK_RUN_COLUMNS                                                                                       \
    "id, flow_run_id, name, task_key, dynamic_key, cache_key, cache_expiration, task_version, empirical_policy, "      \
    "task_inputs, tags, labels, run_count, flow_run_run_count, expected_start_time, next_scheduled_start_time, "       \
    "start_time, end_time, total_run_time, state_id, state_type, state_name, state_timestamp"

// What an older event left stays where the newer one says nothing.
#define PRAETOR_TASK_RUN_CONFLICT                                                                                      \
    " ON CONFLICT (id) DO UPDATE SET updated = excluded.updated, "                                                     \
    "flow_run_id = coalesce(excluded.flow_run_id, task_run.flow_run_id), name = excluded.name, "                       \
    "task_key = excluded.task_key, dynamic_key = excluded.dynamic_key, "                                               \
    "cache_key = coalesce(excluded.cache_key, task_run.cache_key), "                                                   \
    "cache_expiration = coalesce(excluded.cache_expiration, task_run.cache_expiration), "                              \
    "task_version = coalesce(excluded.task_version, task_run.task_version), "                                          \
    "empirical_policy = excluded.empirical_policy, task_inputs = excluded.task_inputs, tags = excluded.tags, "         \
    "labels = coalesce(excluded.labels, task_run.labels), run_count = excluded.run_count, "                            \
    "flow_run_run_count = excluded.flow_run_run_count, "                                                               \
    "expected_start_time = coalesce(excluded.expected_start_time, task_run.expected_start_time), "                     \
    "next_scheduled_start_time = coalesce(excluded.next_scheduled_start_time, task_run.next_scheduled_start_time), "   \
    "start_time = coalesce(excluded.start_time, task_run.start_time), "                                                \
    "end_time = coalesce(excluded.end_time, task_run.end_time), total_run_time = excluded.total_run_time, "            \
    "state_id = excluded.state_id, state_type = excluded.state_type, state_name = excluded.state_name, "               \
    "state_timestamp = excluded.state_timestamp "                                                                      \
    "WHERE task_run.state_timestamp IS NULL OR task_run.state_timestamp < excluded.state_timestamp"

constexpr std::string_view upsert_postgresql =
    "INSERT INTO task_run (created, updated, " PRAETOR_TASK_RUN_COLUMNS ") SELECT $2, $2, " PRAETOR_TASK_RUN_COLUMNS
    " FROM jsonb_to_recordset($1) AS given(id uuid, flow_run_id uuid, name text, task_key text, dynamic_key text, "
    "cache_key text, cache_expiration timestamptz, task_version text, empirical_policy jsonb, task_inputs jsonb, "
    "tags jsonb, labels jsonb, run_count int, flow_run_run_count int, expected_start_time timestamptz, "
    "next_scheduled_start_time timestamptz, start_time timestamptz, end_time timestamptz, total_run_time interval, "
    "state_id uuid, state_type state_type, state_name text, state_timestamp timestamptz)" PRAETOR_TASK_RUN_CONFLICT;

constexpr std::string_view upsert_sqlite =
    "INSERT INTO task_run (created, updated, " PRAETOR_TASK_RUN_COLUMNS ") SELECT $2, $2, "
    "value ->> 'id', value ->> 'flow_run_id', value ->> 'name', value ->> 'task_key', value ->> 'dynamic_key', "
    "value ->> 'cache_key', value ->> 'cache_expiration', value ->> 'task_version', value -> 'empirical_policy', "
    "value -> 'task_inputs', value -> 'tags', value -> 'labels', value ->> 'run_count', "
    "value ->> 'flow_run_run_count', value ->> 'expected_start_time', value ->> 'next_scheduled_start_time', "
    "value ->> 'start_time', value ->> 'end_time', value ->> 'total_run_time', value ->> 'state_id', "
    "value ->> 'state_type', value ->> 'state_name', value ->> 'state_timestamp' "
    "FROM json_each($1) WHERE true" PRAETOR_TASK_RUN_CONFLICT;

constexpr std::string_view insert_states_postgresql =
    "INSERT INTO task_run_state (created, updated, id, task_run_id, type, timestamp, name, message, state_details, "
    "data) SELECT $2, $2, id, task_run_id, type, timestamp, name, message, state_details, data "
    "FROM jsonb_to_recordset($1) AS given(id uuid, task_run_id uuid, type state_type, timestamp timestamptz, "
    "name text, message text, state_details jsonb, data jsonb) ON CONFLICT DO NOTHING";

constexpr std::string_view insert_states_sqlite =
    "INSERT INTO task_run_state (created, updated, id, task_run_id, type, timestamp, name, message, state_details, "
    "data) SELECT $2, $2, value ->> 'id', value ->> 'task_run_id', value ->> 'type', value ->> 'timestamp', "
    "value ->> 'name', value ->> 'message', value -> 'state_details', value -> 'data' "
    "FROM json_each($1) WHERE true ON CONFLICT DO NOTHING";

using natural_key = std::tuple<uuid, std::string, std::string>;

std::optional<natural_key> key_of(record const& one)
{
    if (!one.flow_run_id)
        return std::nullopt;
    return natural_key{*one.flow_run_id, *read_member<std::string>(one.run, "task_key"),
                       *read_member<std::string>(one.run, "dynamic_key")};
}

struct known_run
{
    uuid id;
    uuid flow_run_id;
    std::string task_key;
    std::string dynamic_key;
};
BOOST_DESCRIBE_STRUCT(known_run, (), (id, flow_run_id, task_key, dynamic_key))

// A run that is stored, or came earlier, under the same key of the same flow run is the same run: its id stays.
task<void> keep_known_ids(db::connection& conn, std::vector<record>& records)
{
    std::map<natural_key, uuid> ids;
    std::vector<uuid> flow_runs;
    for (auto const& one : records)
        if (one.flow_run_id && std::find(flow_runs.begin(), flow_runs.end(), *one.flow_run_id) == flow_runs.end())
            flow_runs.push_back(*one.flow_run_id);
    if (!flow_runs.empty()) {
        db::sql query{"SELECT run.id, run.flow_run_id, run.task_key, run.dynamic_key FROM task_run AS run JOIN "};
        auto keys = as_array(records, [&](std::string& out, record const& one) {
            row_writer row{out, conn.kind()};
            row.id("flow_run_id", one.flow_run_id);
            row.text("task_key", read_member<std::string>(one.run, "task_key"));
            row.text("dynamic_key", read_member<std::string>(one.run, "dynamic_key"));
            row.end();
        });
        if (conn.kind() == db::dialect::postgresql)
            query << "jsonb_to_recordset(" << db::arg(std::move(keys))
                  << ") AS given(flow_run_id uuid, task_key text, dynamic_key text) ON run.flow_run_id = "
                     "given.flow_run_id AND run.task_key = given.task_key AND run.dynamic_key = given.dynamic_key";
        else
            query << "json_each(" << db::arg(std::move(keys))
                  << ") AS given ON run.flow_run_id = given.value ->> 'flow_run_id' AND run.task_key = given.value ->> "
                     "'task_key' AND run.dynamic_key = given.value ->> 'dynamic_key'";
        auto const known = co_await conn.rows<known_run>(std::move(query));
        for (auto const& one : known)
            ids.emplace(natural_key{one.flow_run_id, one.task_key, one.dynamic_key}, one.id);
    }
    for (auto& one : records) {
        auto const key = key_of(one);
        if (!key)
            continue;
        one.id = ids.emplace(*key, one.id).first->second;
        one.reached.state_details.task_run_id = one.id;
    }
}

} // namespace

bool is_task_run_record(event const& one)
{
    return one.event.starts_with("prefect.task-run") && one.resource.label("prefect.orchestration") == "client";
}

task<void> record_task_runs(db::connection& conn, std::vector<event_ptr> events)
{
    std::vector<record> records;
    for (auto const& one : events) {
        if (auto made = read_record(*one))
            records.push_back(std::move(*made));
        else
            log::warning("recorder", "event {} tells of no task run", to_string(one->id));
    }
    if (records.empty())
        co_return;
    co_await keep_known_ids(conn, records);

    // In order of id, so that two recorders never wait for each other's rows crosswise.
    std::map<uuid, record const*> newest;
    for (auto const& one : records) {
        auto& latest = newest[one.id];
        if (latest == nullptr || latest->reached.timestamp <= one.reached.timestamp)
            latest = &one;
    }
    bool const postgresql = conn.kind() == db::dialect::postgresql;
    auto const kind = conn.kind();
    auto runs = as_array(newest, [&](std::string& out, auto const& one) { write_run(out, kind, *one.second); });
    auto states = as_array(records, [&](std::string& out, record const& one) { write_state(out, kind, one); });
    auto const when = now();
    conn.enqueue(db::sql{postgresql ? upsert_postgresql : upsert_sqlite, std::move(runs), when});
    conn.enqueue(db::sql{postgresql ? insert_states_postgresql : insert_states_sqlite, std::move(states), when});
}

} // namespace praetor::models

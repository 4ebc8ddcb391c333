#include <models/task_runs/task_run_record.hpp>

#include <models/nul_characters.hpp>
#include <models/task_runs/recorded_states.hpp>
#include <models/task_runs/task_run.hpp>

#include <server/base/json/parse.hpp>
#include <server/base/log.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/schema/tables/task_run.hpp>

#include <boost/json/object.hpp>

#include <compare>
#include <map>

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::task_run;

// A run and the state it reached, as one event tells them.
struct recorded_run : task_run_row
{
    timestamp state_timestamp{};
};
BOOST_DESCRIBE_STRUCT(recorded_run, (task_run_row), (state_timestamp))

struct record
{
    recorded_run run;
    recorded_state reached;
};

bool is_before(recorded_run const& one, recorded_run const& other)
{
    return std::pair{one.state_timestamp, place_of(*one.state_type)} <
           std::pair{other.state_timestamp, place_of(*other.state_type)};
}

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

// The members that `from` has in a form that fits; the others stay.
template <class Row>
void read_what_fits(Row& out, boost::json::object const& from)
{
    boost::mp11::mp_for_each<db::columns_of<Row>>([&]<class Member>(Member) {
        if (auto read = read_member<db::member_type<Row, Member>>(from, Member::name))
            out.*Member::pointer = std::move(*read);
    });
}

std::optional<uuid> object_id(std::string_view resource_id, std::string_view kind)
{
    if (!resource_id.starts_with(kind))
        return std::nullopt;
    return uuid::parse(resource_id.substr(kind.size()));
}

// Without NUL characters: where rows go as JSON, a database that keeps them may take texts up to the first alone.
std::optional<record> read_record(event const& one)
{
    auto const id = object_id(one.resource.id(), "prefect.task-run.");
    auto payload = json::parse(json_without_nul(one.payload.text));
    auto* object = payload.if_object();
    if (!id || object == nullptr)
        return std::nullopt;
    auto const* run = object->if_contains("task_run");
    auto const* reached = object->if_contains("validated_state");
    if (run == nullptr || !run->is_object() || reached == nullptr || !reached->is_object())
        return std::nullopt;

    auto const& run_object = run->get_object();
    auto const& state_object = reached->get_object();
    auto const type = read_member<state_type>(state_object, "type");
    if (!type || !read_member<std::string>(run_object, "task_key") ||
        !read_member<std::string>(run_object, "dynamic_key"))
        return std::nullopt;

    record made;
    auto& row = made.run;
    row.name = "task-run";
    row.empirical_policy.text = row.task_inputs.text = "{}";
    row.tags.text = "[]";
    read_what_fits(row, run_object);
    row.id = *id;
    row.flow_run_id.reset();
    for (auto const& related : one.related)
        if (related.role() == "flow-run" && !row.flow_run_id)
            row.flow_run_id = object_id(related.id(), "prefect.flow-run.");
    row.empirical_policy = stored_document{read_task_run_policy(row.empirical_policy)};

    auto& to = made.reached;
    to.name = default_name(*type);
    read_what_fits(to, state_object);
    to.id = one.id;
    to.timestamp = one.occurred;
    to.task_run_id = row.id;
    to.state_details.task_run_id = row.id;
    to.state_details.flow_run_id = row.flow_run_id;

    row.state_id = to.id;
    row.state_type = to.type;
    row.state_name = to.name;
    row.state_timestamp = time_in_order(to);
    return made;
}

// Whether a run that is there is in a state before that of the row that would be new, or in another of the same place.
// Of the state in which it was made through the API, its event tells nothing new.
query::condition is_overtaken()
{
    db::sql text{
        "(task_run.state_timestamp IS NULL OR task_run.state_timestamp < excluded.state_timestamp OR "
        "task_run.state_timestamp = excluded.state_timestamp AND task_run.state_type <> excluded.state_type AND "};
    text << place_of_state("task_run.state_type") << " <= " << place_of_state("excluded.state_type") << ")";
    return query::condition{std::move(text)};
}

// What an older event left stays where the newer one says nothing.
db::sql upsert_runs(db::grammar const& grammar, std::vector<recorded_run> const& runs, timestamp when)
{
    static auto const statement =
        query::prepare_each([](db::grammar const& grammar, query::parameter<std::vector<recorded_run>> rows,
                               query::parameter<timestamp> stored) {
            return query::insert_into(table)
                .rows(grammar, rows)
                .set(table.created, stored)
                .set(table.updated, stored)
                .complete_on_conflict(table.id)
                .where(is_overtaken());
        });
    return statement(grammar, runs, when);
}

struct natural_key
{
    std::optional<uuid> flow_run_id;
    std::string task_key;
    std::string dynamic_key;

    auto operator<=>(natural_key const&) const = default;
};
BOOST_DESCRIBE_STRUCT(natural_key, (), (flow_run_id, task_key, dynamic_key))

struct known_run : natural_key
{
    uuid id;
};
BOOST_DESCRIBE_STRUCT(known_run, (natural_key), (id))

db::sql select_known(db::grammar const& grammar, std::vector<natural_key> const& keys)
{
    static auto const statement =
        query::prepare_each([](db::grammar const& grammar, query::parameter<std::vector<natural_key>> rows) {
            auto const given = [&](auto const& column) { return query::given(grammar, column); };
            return query::select_from<known_run>(table).join(query::given_rows(table, grammar, rows),
                                                             table.flow_run_id == given(table.flow_run_id) &&
                                                                 table.task_key == given(table.task_key) &&
                                                                 table.dynamic_key == given(table.dynamic_key));
        });
    return statement(grammar, keys);
}

// A run that is stored, or came earlier, under the same key of the same flow run is the same run: its id stays.
task<void> keep_known_ids(db::connection& conn, std::vector<record>& records)
{
    std::vector<natural_key> keys;
    for (auto const& one : records)
        if (one.run.flow_run_id)
            keys.push_back({one.run.flow_run_id, one.run.task_key, one.run.dynamic_key});
    if (keys.empty())
        co_return;
    std::map<natural_key, uuid> ids;
    auto const known = co_await conn.rows<known_run>(select_known(conn.grammar(), keys));
    for (auto const& one : known)
        ids.emplace(one, one.id);
    for (auto& one : records) {
        if (!one.run.flow_run_id)
            continue;
        natural_key key{one.run.flow_run_id, one.run.task_key, one.run.dynamic_key};
        one.run.id = ids.emplace(std::move(key), one.run.id).first->second;
        one.reached.task_run_id = one.run.id;
        one.reached.state_details.task_run_id = one.run.id;
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
    std::map<uuid, recorded_run*> newest;
    std::vector<recorded_state> states;
    for (auto& one : records) {
        auto& latest = newest[one.run.id];
        if (latest == nullptr || !is_before(one.run, *latest))
            latest = &one.run;
        states.push_back(std::move(one.reached));
    }
    std::vector<recorded_run> runs;
    for (auto const& [id, run] : newest)
        runs.push_back(std::move(*run));
    auto const when = now();
    conn.enqueue(upsert_runs(conn.grammar(), runs, when));
    co_await store_recorded_states(conn, std::move(states), when);
}

task<void> check_task_run_tables(db::connection& conn)
{
    auto const when = now();
    conn.enqueue(upsert_runs(conn.grammar(), {}, when));
    enqueue_no_states(conn, when);
    co_return;
}

} // namespace praetor::models

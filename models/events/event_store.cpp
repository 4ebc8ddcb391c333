#include <models/events/event_store.hpp>

#include <models/events/event_queue.hpp>
#include <models/nul_characters.hpp>
#include <models/streams/stream_listener.hpp>

#include <server/base/json/object_writer.hpp>

#include <unordered_set>

namespace praetor::models {
namespace {

// Every dialect reads this form.
void write_time(std::string& out, timestamp when)
{
    out += '"';
    append_iso(out, when);
    out += '"';
}

// ["prefect.flow.…", …]
void write_related_ids(std::string& out, event const& one)
{
    json::write_list(out, one.related,
                     [](std::string& to, event_resource const& resource) { json::write_string(to, resource.id()); });
}

// What table event_resources has no columns for.
event_resource other_labels(event_resource const& resource)
{
    event_resource labels;
    for (auto const& label : resource.labels)
        if (label.first != "prefect.resource.id" && label.first != "prefect.resource.role")
            labels.labels.push_back(label);
    return labels;
}

// Each resource of an event with its role; the one that the event is about has none.
template <class Visit>
void for_each_resource(event const& one, Visit visit)
{
    visit(one.resource, std::string_view{});
    for (auto const& resource : one.related)
        visit(resource, resource.role());
}

// {"occurred": …, "event": …, …}: one row of table events.
void write_row(std::string& out, event const& one)
{
    json::object_writer row{out};
    row.value("id", one.id);
    write_time(row.key("occurred"), one.occurred);
    write_time(row.key("received"), one.received);
    row.value("event", one.event).text("resource_id", one.resource.id()).value("resource", one.resource);
    write_related_ids(row.key("related_resource_ids"), one);
    row.value("related", one.related).json("payload", one.payload.text).value("follows", one.follows).end();
}

// {"id": …, "event_id": …, …}: one row of table event_resources.
void write_resource(std::string& out, event const& one, event_resource const& resource, std::string_view role)
{
    // An id of its own, in order of time: the column's default is random, which touches a page of its index for each
    // row.
    json::object_writer row{out};
    row.value("id", uuid::ordered()).value("event_id", one.id);
    write_time(row.key("occurred"), one.occurred);
    row.text("resource_id", resource.id()).text("resource_role", role).value("resource", other_labels(resource)).end();
}

// All in one statement, as JSON that the database takes apart, where it can store the events and then the resources of
// those that are new. Partitioned by time the table's key is (id, occurred): ON CONFLICT names no columns.
std::string const& insert_chained()
{
    static std::string const statement =
        "WITH stored AS ("
        "INSERT INTO events (id, occurred, received, recorded, event, resource_id, resource, related_resource_ids, "
        "related, payload, follows) "
        "SELECT id, occurred, received, $3, event, resource_id, resource, related_resource_ids, related, payload, "
        "follows FROM jsonb_to_recordset($1) AS given(id uuid, occurred timestamptz, received timestamptz, event text, "
        "resource_id text, resource jsonb, related_resource_ids jsonb, related jsonb, payload jsonb, follows uuid) "
        "ON CONFLICT DO NOTHING RETURNING id, event), "
        "queued AS (INSERT INTO praetor_event_queue (event_id) SELECT id FROM stored WHERE event <> "
        "'prefect.log.write' AND EXISTS (SELECT 1 FROM automation WHERE enabled)), "
        "streamed AS (" +
        queue_stored_events() +
        "$4) "
        "INSERT INTO event_resources (id, occurred, resource_id, resource_role, resource, event_id) "
        "SELECT given.id, given.occurred, given.resource_id, given.resource_role, given.resource, given.event_id "
        "FROM json_to_recordset($2) AS given(id uuid, event_id uuid, occurred timestamptz, resource_id text, "
        "resource_role text, resource json) JOIN stored ON stored.id = given.event_id";
    return statement;
}

void enqueue_as_json(db::connection& conn, std::span<event const* const> events, timestamp recorded)
{
    std::string rows;
    json::write_list(rows, events, [](std::string& out, event const* one) { write_row(out, *one); });
    std::string resources{"["};
    for (auto const* one : events)
        for_each_resource(*one, [&](event_resource const& resource, std::string_view role) {
            if (resources.size() > 1)
                resources += ',';
            write_resource(resources, *one, resource, role);
        });
    resources += ']';
    if (!conn.grammar().keeps_nul()) {
        rows = json_without_nul(std::move(rows));
        resources = json_without_nul(std::move(resources));
    }
    conn.enqueue(db::sql{insert_chained(), json_text{std::move(rows)}, json_text{std::move(resources)}, recorded,
                         conn.server()});
}

constexpr std::string_view insert_event =
    "INSERT INTO events (id, occurred, received, recorded, created, updated, event, resource_id, resource, "
    "related_resource_ids, related, payload, follows) VALUES ($1, $2, $3, $4, $4, $4, $5, $6, $7, $8, $9, $10, $11) "
    "ON CONFLICT (id) DO NOTHING";
// An event that was stored before has its resources: then nothing has changed, neither by it nor by the last of them.
constexpr std::string_view insert_resource =
    "INSERT INTO event_resources (id, occurred, resource_id, resource_role, resource, event_id, created, updated) "
    "SELECT $1, $2, $3, $4, $5, $6, $7, $7 WHERE ";

void enqueue_as_rows(db::connection& conn, event const& one, timestamp recorded)
{
    std::string related_ids;
    write_related_ids(related_ids, one);
    conn.enqueue(db::sql{insert_event, one.id, one.occurred, one.received, recorded, one.event, one.resource.id(),
                         json_text{json::to_text(one.resource)}, json_text{std::move(related_ids)},
                         json_text{json::to_text(one.related)}, json_text{one.payload.text}, one.follows});
    for_each_resource(one, [&](event_resource const& resource, std::string_view role) {
        db::sql insert{insert_resource,
                       uuid::ordered(),
                       one.occurred,
                       resource.id(),
                       role,
                       json_text{json::to_text(other_labels(resource))},
                       one.id,
                       recorded};
        insert << conn.grammar().changed_rows();
        conn.enqueue(std::move(insert));
    });
}

class distinct_events
{
public:
    void add(event const& one)
    {
        if (seen_.insert(one.id).second)
            once_.push_back(&one);
    }

    void enqueue(db::connection& conn) const
    {
        if (once_.empty())
            return;
        auto const recorded = now();
        if (conn.grammar().chains_insertions())
            return enqueue_as_json(conn, once_, recorded);
        enqueue_for_evaluation(conn, once_);
        for (auto const* one : once_)
            enqueue_as_rows(conn, *one, recorded);
    }

private:
    std::unordered_set<uuid> seen_;
    std::vector<event const*> once_;
};

} // namespace

void enqueue_events(db::connection& conn, std::span<event const> events)
{
    distinct_events once;
    for (auto const& one : events)
        once.add(one);
    once.enqueue(conn);
}

void enqueue_events(db::connection& conn, std::vector<event_ptr> const& events)
{
    distinct_events once;
    for (auto const& one : events)
        once.add(*one);
    once.enqueue(conn);
}

task<void> check_event_tables(db::connection& conn)
{
    if (conn.grammar().chains_insertions()) {
        enqueue_as_json(conn, {}, now());
        co_return;
    }
    co_await conn.execute(db::sql{
        "INSERT INTO events (id, occurred, received, recorded, created, updated, event, resource_id, resource, "
        "related_resource_ids, related, payload, follows) SELECT id, occurred, received, recorded, created, updated, "
        "event, resource_id, resource, related_resource_ids, related, payload, follows FROM events WHERE 1 = 0"});
    co_await conn.execute(db::sql{
        "INSERT INTO event_resources (id, occurred, resource_id, resource_role, resource, event_id, created, updated) "
        "SELECT id, occurred, resource_id, resource_role, resource, event_id, created, updated FROM event_resources "
        "WHERE 1 = 0"});
}

task<std::vector<event>> store_events(db::connection& conn, std::vector<event> events)
{
    enqueue_events(conn, events);
    co_return events;
}

} // namespace praetor::models

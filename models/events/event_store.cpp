#include <models/events/event_store.hpp>

#include <unordered_set>

namespace praetor::models {
namespace {

// The text of a time as both databases keep or read it.
void write_time(std::string& out, timestamp when)
{
    out += '"';
    append_sqlite(out, when);
    out += '"';
}

// {"occurred": …, "event": …, …}: one row of table events.
void write_row(std::string& out, event const& one)
{
    out += R"({"id":)";
    json::write(out, one.id);
    out += R"(,"occurred":)";
    write_time(out, one.occurred);
    out += R"(,"received":)";
    write_time(out, one.received);
    out += R"(,"event":)";
    json::write(out, one.event);
    out += R"(,"resource_id":)";
    json::write_string(out, one.resource.id());
    out += R"(,"resource":)";
    json::write(out, one.resource);
    out += R"(,"related_resource_ids":[)";
    for (std::size_t i = 0; i < one.related.size(); ++i) {
        if (i != 0)
            out += ',';
        json::write_string(out, one.related[i].id());
    }
    out += R"(],"related":)";
    json::write(out, one.related);
    out += R"(,"payload":)";
    out += one.payload.text;
    out += R"(,"follows":)";
    json::write(out, one.follows);
    out += '}';
}

// One row of table event_resources: the labels without id and role, which have columns of their own.
void write_resource(std::string& out, event const& one, event_resource const& resource)
{
    event_resource labels;
    for (auto const& label : resource.labels)
        if (label.first != "prefect.resource.id" && label.first != "prefect.resource.role")
            labels.labels.push_back(label);
    // An id of its own, in order of time: the column's default is random, which touches a page of its index for each row.
    out += R"({"id":)";
    json::write(out, uuid::ordered());
    out += R"(,"event_id":)";
    json::write(out, one.id);
    out += R"(,"occurred":)";
    write_time(out, one.occurred);
    out += R"(,"resource_id":)";
    json::write_string(out, resource.id());
    out += R"(,"resource_role":)";
    json::write_string(out, &resource == &one.resource ? std::string_view{} : resource.role());
    out += R"(,"resource":)";
    json::write(out, labels);
    out += '}';
}

constexpr std::string_view insert_postgresql =
    "WITH stored AS ("
    "INSERT INTO events (id, occurred, received, recorded, event, resource_id, resource, related_resource_ids, "
    "related, payload, follows) "
    "SELECT id, occurred, received, $3, event, resource_id, resource, related_resource_ids, related, payload, follows "
    "FROM jsonb_to_recordset($1) AS given(id uuid, occurred timestamptz, received timestamptz, event text, "
    "resource_id text, resource jsonb, related_resource_ids jsonb, related jsonb, payload jsonb, follows uuid) "
    "ON CONFLICT (id) DO NOTHING RETURNING id) "
    "INSERT INTO event_resources (id, occurred, resource_id, resource_role, resource, event_id) "
    "SELECT given.id, given.occurred, given.resource_id, given.resource_role, given.resource, given.event_id "
    "FROM json_to_recordset($2) AS given(id uuid, event_id uuid, occurred timestamptz, resource_id text, resource_role "
    "text, "
    "resource json) JOIN stored ON stored.id = given.event_id";

// Resources go first, while the events that are new can still be told from those that are stored.
constexpr std::string_view insert_resources_sqlite =
    "INSERT INTO event_resources (id, occurred, resource_id, resource_role, resource, event_id) "
    "SELECT value ->> 'id', value ->> 'occurred', value ->> 'resource_id', value ->> 'resource_role', value -> "
    "'resource', "
    "value ->> 'event_id' FROM json_each($1) "
    "WHERE NOT EXISTS (SELECT 1 FROM events WHERE events.id = value ->> 'event_id')";
constexpr std::string_view insert_events_sqlite =
    "INSERT INTO events (id, occurred, received, recorded, event, resource_id, resource, related_resource_ids, "
    "related, payload, follows) "
    "SELECT value ->> 'id', value ->> 'occurred', value ->> 'received', $2, value ->> 'event', "
    "value ->> 'resource_id', value -> 'resource', value -> 'related_resource_ids', value -> 'related', "
    "value -> 'payload', value ->> 'follows' FROM json_each($1) WHERE true ON CONFLICT (id) DO NOTHING";

} // namespace

void post_events(db::connection& conn, std::span<event const> events)
{
    if (events.empty())
        return;
    json_text rows{"["};
    json_text resources{"["};
    std::unordered_set<uuid> seen;
    for (auto const& one : events) {
        if (!seen.insert(one.id).second)
            continue;
        if (rows.text.size() > 1)
            rows.text += ',';
        write_row(rows.text, one);
        auto const add = [&](event_resource const& resource) {
            if (resources.text.size() > 1)
                resources.text += ',';
            write_resource(resources.text, one, resource);
        };
        add(one.resource);
        for (auto const& resource : one.related)
            add(resource);
    }
    rows.text += ']';
    resources.text += ']';
    auto const recorded = now();
    if (conn.kind() == db::dialect::postgresql) {
        conn.post(db::sql{insert_postgresql, std::move(rows), std::move(resources), recorded});
        return;
    }
    conn.post(db::sql{insert_resources_sqlite, std::move(resources)});
    conn.post(db::sql{insert_events_sqlite, std::move(rows), recorded});
}

} // namespace praetor::models

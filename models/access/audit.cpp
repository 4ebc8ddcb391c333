#include <models/access/audit.hpp>

#include <models/events/event_store.hpp>

#include <server/base/json/object_writer.hpp>

namespace praetor::models {
namespace {

constexpr std::int64_t first_failure = 500;
constexpr std::int64_t first_refusal = 400;

std::string_view outcome_of(std::int64_t status)
{
    return status >= first_failure ? "failed" : status >= first_refusal ? "refused" : "done";
}

} // namespace

event audit_event(audit_entry const& of)
{
    event made;
    made.id = of.id;
    made.occurred = of.occurred;
    made.received = now();
    made.event = "praetor.audit." + of.operation;
    made.resource.labels = {{"prefect.resource.id", "praetor.token." + of.token},
                            {"prefect.resource.name", of.token},
                            {"praetor.role", of.role},
                            {"praetor.outcome", std::string{outcome_of(of.status)}}};
    made.payload.text = json::object_text([&of](json::object_writer& object) {
        object.text("method", of.method).text("path", of.path).text("address", of.address).value("status", of.status);
    });
    return made;
}

task<std::vector<event>> store_audit(db::connection& conn, std::vector<audit_entry> entries)
{
    std::vector<event> events;
    events.reserve(entries.size());
    for (auto const& one : entries) {
        conn.enqueue(db::sql{"INSERT INTO praetor_audit (id, occurred, token, role, operation, method, path, address, "
                             "status) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
                             one.id, one.occurred, one.token, one.role, one.operation, one.method, one.path,
                             one.address, one.status});
        events.push_back(audit_event(one));
    }
    enqueue_events(conn, events);
    co_return events;
}

task<std::vector<audit_entry>> read_audit(db::connection& conn, std::optional<std::string> token,
                                          std::optional<timestamp> since, std::int64_t limit)
{
    db::sql query{"SELECT id, occurred, token, role, operation, method, path, address, status FROM praetor_audit"};
    std::string_view joined = " WHERE ";
    if (token) {
        query << joined << "token = " << db::arg(*token);
        joined = " AND ";
    }
    if (since)
        query << joined << "occurred >= " << db::arg(*since);
    query << " ORDER BY occurred DESC, id DESC LIMIT " << db::arg(limit);
    return conn.rows<audit_entry>(std::move(query));
}

task<std::int64_t> delete_audit(db::connection& conn, timestamp before, std::int64_t max_rows)
{
    return conn.execute(db::sql{"DELETE FROM praetor_audit WHERE id IN (SELECT id FROM praetor_audit WHERE occurred < "
                                "$1 ORDER BY occurred LIMIT $2)",
                                before, max_rows});
}

} // namespace praetor::models

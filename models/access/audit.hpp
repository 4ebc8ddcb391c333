// What was changed by whom: rows of table praetor_audit, and an event for each.
#pragma once

#include <models/events/event.hpp>

#include <server/base/task.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

// A request that was to change something.
struct audit_entry
{
    uuid id;
    timestamp occurred{};
    std::string token; // its name
    std::string role;
    std::string operation; // "delete_flow_run"
    std::string method;
    std::string path;    // below the API's root
    std::string address; // from where it came
    std::int64_t status = 0;
};
BOOST_DESCRIBE_STRUCT(audit_entry, (), (id, occurred, token, role, operation, method, path, address, status))

// "praetor.audit.delete_flow_run" of resource praetor.token.NAME.
event audit_event(audit_entry const& of);

// Stores the entries and their events; gives the events for the bus.
task<std::vector<event>> store_audit(db::connection& conn, std::vector<audit_entry> entries);

// The newest first; of one token, where it is named, and not before `since`. At most `limit`.
task<std::vector<audit_entry>> read_audit(db::connection& conn, std::optional<std::string> token,
                                          std::optional<timestamp> since, std::int64_t limit);

// Deletes at most `max_rows` of those from before; gives how many.
task<std::int64_t> delete_audit(db::connection& conn, timestamp before, std::int64_t max_rows);

} // namespace praetor::models

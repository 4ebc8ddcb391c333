// What the services of a server did last, kept where other programs find it: table praetor_service, a row a service.
#pragma once

#include <server/base/task.hpp>
#include <server/base/timestamp.hpp>

#include <db/connection.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace praetor::models {

// Of the server that ran the service last; its counts are since that server's start.
struct service_report
{
    std::string name;
    timestamp last_run{};  // when its last step began
    std::int64_t took = 0; // microseconds
    std::int64_t done = 0;
    std::int64_t backlog = 0;
    std::int64_t failures = 0;
};
BOOST_DESCRIBE_STRUCT(service_report, (), (name, last_run, took, done, backlog, failures))

// Keeps each, but for those of which a later run is known.
task<void> store_service_reports(db::connection& conn, std::vector<service_report> reports);

// By their names.
task<std::vector<service_report>> read_service_reports(db::connection& conn);

} // namespace praetor::models

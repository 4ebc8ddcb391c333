#include <models/service_report.hpp>

namespace praetor::models {

task<void> store_service_reports(db::connection& conn, std::vector<service_report> reports)
{
    for (auto const& one : reports)
        co_await conn.execute(db::sql{"INSERT INTO praetor_service (name, last_run, took, done, backlog, failures) "
                                      "VALUES ($1, $2, $3, $4, $5, $6) "
                                      "ON CONFLICT (name) DO UPDATE SET last_run = excluded.last_run, took = "
                                      "excluded.took, done = excluded.done, "
                                      "backlog = excluded.backlog, failures = excluded.failures "
                                      "WHERE excluded.last_run > praetor_service.last_run",
                                      one.name, one.last_run, one.took, one.done, one.backlog, one.failures});
}

task<std::vector<service_report>> read_service_reports(db::connection& conn)
{
    return conn.rows<service_report>(
        db::sql{"SELECT name, last_run, took, done, backlog, failures FROM praetor_service ORDER BY name"});
}

} // namespace praetor::models

#include <models/logs/delete_logs.hpp>

#include <string_view>

namespace praetor::models {
namespace {

constexpr std::string_view delete_of_run =
    "DELETE FROM log WHERE id IN (SELECT log.id FROM log WHERE log.flow_run_id IN (SELECT id FROM flow_run WHERE id = "
    "$1) LIMIT $2)";
constexpr std::string_view delete_of_flow =
    "DELETE FROM log WHERE id IN (SELECT log.id FROM log WHERE log.flow_run_id IN (SELECT id FROM flow_run WHERE "
    "flow_id = $1) LIMIT $2)";

} // namespace

task<std::int64_t> delete_logs_of_flow_run(db::connection& conn, uuid id, std::int64_t max_rows)
{
    return conn.execute(db::sql{delete_of_run, id, max_rows});
}

task<std::int64_t> delete_logs_of_flow(db::connection& conn, uuid id, std::int64_t max_rows)
{
    return conn.execute(db::sql{delete_of_flow, id, max_rows});
}

} // namespace praetor::models

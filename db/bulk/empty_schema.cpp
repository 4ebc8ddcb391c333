#include <db/bulk/empty_schema.hpp>
#include <db/schema/names.hpp>

#include <server/base/error.hpp>

#include <algorithm>
#include <array>

namespace praetor::db::bulk {
namespace {

// Tables of Prefect's older revisions; alembic leaves the last one where a migration of SQLite was cut.
constexpr std::array<std::string_view, 5> former_tables{"flow_run_notification_policy", "flow_run_notification_queue",
                                                        "flow_run_alert_policy", "flow_run_alert_queue",
                                                        "work_pool_queue"};
constexpr std::array<std::string_view, 5> enumerations{"deployment_status", "state_type", "work_pool_status",
                                                       "work_queue_status", "worker_status"};

bool is_prefects(std::string_view table)
{
    return table == "alembic_version" || table.starts_with("praetor_") || table.starts_with("_alembic_tmp_") ||
           std::ranges::find(former_tables, table) != former_tables.end() ||
           std::ranges::find(tables(), table, &bulk::table::name) != tables().end();
}

void require_prefects(std::vector<std::string> const& found)
{
    if (std::ranges::find(found, "alembic_version") == found.end())
        throw error{errc::conflict, "this is not a Prefect database: it has no Alembic revision; nothing was dropped"};
    for (auto const& table : found)
        if (!is_prefects(table))
            throw error{errc::conflict, "table " + table +
                                            " is not Prefect's; nothing was dropped. A database, or a schema, of its "
                                            "own can be reset."};
}

} // namespace

std::vector<std::string> empty_schema(session& of)
{
    bool const postgresql = of.kind() == dialect::postgresql;
    of.begin();
    std::vector<std::string> found;
    for (auto const& row :
         of.rows(postgresql
                     ? "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema() ORDER BY 1"
                     : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"))
        found.push_back(row.front());
    require_prefects(found);
    if (postgresql) {
        // All at once, because they refer to each other; what others built on them makes it fail, and stays.
        std::string list;
        for (auto const& table : found)
            list += (list.empty() ? "" : ", ") + schema::quoted(table);
        of.run("DROP TABLE " + list);
        for (auto const type : enumerations)
            of.run("DROP TYPE IF EXISTS " + std::string{type});
    }
    else {
        for (auto const& table : found)
            of.run("DROP TABLE " + schema::quoted(table));
    }
    of.commit();
    return found;
}

} // namespace praetor::db::bulk

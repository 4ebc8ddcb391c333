#include <db/bulk/empty_schema.hpp>

#include <server/base/error.hpp>

#include <algorithm>
#include <array>

namespace praetor::db::bulk {
namespace {

// Tables of Prefect's older revisions; alembic leaves the last one where a migration of SQLite was cut.
constexpr std::array<std::string_view, 5> former_tables{"flow_run_notification_policy", "flow_run_notification_queue",
                                                        "flow_run_alert_policy", "flow_run_alert_queue",
                                                        "work_pool_queue"};

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
    of.begin();
    auto found = of.table_names();
    require_prefects(found);
    of.drop(found);
    of.commit();
    return found;
}

} // namespace praetor::db::bulk

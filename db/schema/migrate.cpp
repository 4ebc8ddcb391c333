#include <db/schema/migrate.hpp>
#include <db/schema/migration.hpp>

#include <server/base/error.hpp>

namespace praetor::db {
namespace {

task<std::string> read_revision(connection& conn)
{
    bool const postgresql = conn.kind() == dialect::postgresql;
    auto const tables = co_await conn.rows<std::string>(
        sql{postgresql ? "SELECT tablename::text FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"
                       : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"});
    if (tables.empty())
        co_return std::string{};
    for (auto const& table : tables) {
        if (table != "alembic_version")
            continue;
        auto stamp = co_await conn.maybe_value<std::string>(sql{"SELECT version_num FROM alembic_version"});
        if (stamp)
            co_return std::move(*stamp);
    }
    throw error{errc::conflict, "this is not a Prefect database: it has tables (" + tables.front() +
                                    ", …) and no Alembic revision; nothing was changed. Name another database in "
                                    "PREFECT_SERVER_DATABASE_CONNECTION_URL."};
}

task<std::string> upgrade_here(connection& conn)
{
    // The number only has to be the same in every praetor.
    if (conn.kind() == dialect::postgresql)
        co_await conn.rows<std::optional<std::string>>(sql{"SELECT pg_advisory_xact_lock(7241990532218844929)::text"});
    auto const stands = co_await read_revision(conn);
    auto const steps = migrations_of(conn.kind());
    if (stands.empty()) {
        for (auto const& step : steps)
            co_await conn.run_script(step.up);
        co_return steps.back().revision;
    }
    std::size_t at = 0;
    while (at < steps.size() && steps[at].revision != stands)
        ++at;
    if (at == steps.size())
        throw error{errc::conflict, "the database stands at revision " + stands + ", and this praetor knows " +
                                        steps.back().revision +
                                        " (Prefect 3.8.4); nothing was changed. Bring it there first: run "
                                        "\"prefect server database upgrade\" with Prefect 3.8.4."};
    for (auto const* step = &steps[at] + 1; step != steps.data() + steps.size(); ++step)
        co_await conn.run_script(step->up);
    co_return steps.back().revision;
}

} // namespace

task<std::string> current_revision(database& store)
{
    auto stands = co_await store.read(read_revision);
    co_return stands;
}

task<std::string> upgrade(database& store)
{
    auto reached = co_await store.transaction(upgrade_here);
    co_return reached;
}

} // namespace praetor::db

// praetor db health: what /api/health/database says, without a server.
#include <server/cli/db/db_commands.hpp>
#include <server/cli/with_database.hpp>

#include <db/health.hpp>

#include <fmt/format.h>

#include <memory>

namespace praetor::cli {
namespace {

task<int> print_health(db::database& store, bool as_json)
{
    auto const found = co_await db::read_health(store, nullptr);
    bool const healthy = found.status == "healthy";
    if (as_json) {
        fmt::print("{}\n", json::to_text(found));
        co_return healthy ? 0 : 1;
    }
    fmt::print("{} {}: {}\n", found.dialect, found.version.value_or("?"), found.status);
    if (found.error_message)
        fmt::print("  {}\n", *found.error_message);
    if (healthy)
        fmt::print("  revision {}, answers in {:.2f} ms\n", found.revision.value_or("none"), *found.latency_ms);
    if (found.wal_bytes)
        fmt::print("  write-ahead log of {} bytes\n", *found.wal_bytes);
    co_return healthy ? 0 : 1;
}

} // namespace

void add_db_health_command(command db)
{
    auto const as_json = std::make_shared<bool>(false);
    db.add("health", "Say how the database fares; exit 1 where it does not answer")
        .flag("--json", *as_json, "As a JSON object")
        .runs(on_existing_database([as_json](db::database& store) { return print_health(store, *as_json); }));
}

} // namespace praetor::cli

#include <db/health.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <chrono>
#include <filesystem>

PRAETOR_JSON_CODEC(praetor::db::pool_health)
PRAETOR_JSON_CODEC(praetor::db::replica_health)
PRAETOR_JSON_CODEC(praetor::db::database_health)

namespace praetor::db {
namespace {

struct facts
{
    std::string version;
    std::optional<std::string> revision;
    std::optional<std::string> file;
};
BOOST_DESCRIBE_STRUCT(facts, (), (version, revision, file))

task<facts> ask(connection& conn)
{
    auto found = co_await conn.row<facts>(sql{per_dialect<std::string_view>{
        "SELECT current_setting('server_version') AS version, "
        "(SELECT version_num FROM alembic_version) AS revision, NULL::text AS file",
        "SELECT sqlite_version() AS version, (SELECT version_num FROM alembic_version) AS revision, "
        "(SELECT file FROM pragma_database_list WHERE name = 'main') AS file"}[conn.kind()]});
    co_return found.value_or(facts{});
}

double milliseconds_of(std::chrono::steady_clock::duration span)
{
    return std::chrono::duration<double, std::milli>(span).count();
}

replica_health replica_of(replicas::health const& one)
{
    replica_health made;
    made.name = one.name;
    made.status = one.serves ? "healthy" : "unhealthy";
    if (one.took)
        made.latency_ms = milliseconds_of(*one.took);
    if (one.lag)
        made.lag_ms = milliseconds_of(*one.lag);
    if (!one.error_message.empty())
        made.error_message = one.error_message;
    return made;
}

} // namespace

pool_health pool_health_of(pool_statistics const& counted)
{
    auto const number = [](std::size_t value) { return static_cast<std::int64_t>(value); };
    return {number(counted.size), number(counted.in_use), number(counted.idle), number(counted.waiting),
            number(counted.overflow)};
}

task<database_health> read_health(database& store, replicas const* reads)
{
    database_health found;
    found.dialect = dialect_names[store.kind()];
    auto const began = std::chrono::steady_clock::now();
    try {
        auto known = co_await store.read(ask);
        found.latency_ms = milliseconds_of(std::chrono::steady_clock::now() - began);
        found.status = "healthy";
        found.version = std::move(known.version);
        found.revision = std::move(known.revision);
        if (known.file && !known.file->empty()) {
            std::error_code none;
            auto const size = std::filesystem::file_size(*known.file + "-wal", none);
            found.wal_bytes = none ? 0 : static_cast<std::int64_t>(size);
        }
    }
    catch (error const& failed) {
        found.status = "unhealthy";
        found.error_message = failed.what();
    }
    found.pool = pool_health_of(store.statistics());
    if (reads != nullptr)
        for (auto const& one : reads->state())
            found.replicas.push_back(replica_of(one));
    co_return found;
}

} // namespace praetor::db

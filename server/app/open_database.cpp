#include <server/app/open_database.hpp>

#include <server/base/error.hpp>

#include <algorithm>
#include <filesystem>

namespace praetor::app {
namespace {

using settings::values;

[[noreturn]] void refuse(std::string_view path, std::string const& why)
{
    for (auto const& one : settings::catalogue())
        if (one.path == path)
            throw error{errc::bad_setting, std::string{one.variable} + ' ' + why};
    throw error{errc::bad_setting, std::string{path} + ' ' + why};
}

std::size_t count(values const& config, std::string_view path)
{
    auto const given = config.integer(path);
    if (given < 0)
        refuse(path, "must be 0 or more, not " + std::to_string(given));
    return static_cast<std::size_t>(given);
}

// As SQLAlchemy's QueuePool counts: the word for "as many as are wanted".
std::size_t count_or_unlimited(values const& config, std::string_view path, std::int64_t unlimited)
{
    return config.integer(path) == unlimited ? db::options::unlimited : count(config, path);
}

std::chrono::milliseconds span(values const& config, std::string_view path)
{
    auto const given = config.seconds(path);
    if (given.count() < 0)
        refuse(path, "must be 0 or more seconds, not " + config.text(path));
    return given;
}

// asyncpg's cache and that of SQLAlchemy are one here: the smaller size counts, 0 prepares nothing.
void set_statement_cache(db::options& how, values const& config)
{
    for (auto const* path : {"server.database.sqlalchemy.connect_args.statement_cache_size",
                             "server.database.sqlalchemy.connect_args.prepared_statement_cache_size"})
        if (config.has(path))
            how.statement_cache = std::min(how.statement_cache, count(config, path));
}

void set_tls(db::tls_options& tls, values const& config)
{
    tls.enabled = config.boolean("server.database.sqlalchemy.connect_args.tls.enabled");
    tls.ca_file = config.text("server.database.sqlalchemy.connect_args.tls.ca_file");
    tls.cert_file = config.text("server.database.sqlalchemy.connect_args.tls.cert_file");
    tls.key_file = config.text("server.database.sqlalchemy.connect_args.tls.key_file");
    tls.check_hostname = config.boolean("server.database.sqlalchemy.connect_args.tls.check_hostname");
}

void set_pool(db::options& how, values const& config)
{
    how.pool_size = count_or_unlimited(config, "server.database.sqlalchemy.pool_size", 0);
    how.pool_overflow = count_or_unlimited(config, "server.database.sqlalchemy.max_overflow", -1);
    how.acquire_timeout = span(config, "server.database.sqlalchemy.pool_timeout");
    // -1 says never, as no limit does.
    how.recycle =
        std::chrono::seconds{std::max<std::int64_t>(config.integer("server.database.sqlalchemy.pool_recycle"), 0)};
    how.retries = count(config, "praetor.database.retries");
    if (config.has("praetor.database.pgbouncer"))
        how.pooler = config.boolean("praetor.database.pgbouncer");
}

db::options options_of(values const& config, settings::database_url const& url)
{
    db::options how;
    how.dialect = url.postgresql ? db::dialect::postgresql : db::dialect::sqlite;
    how.path = url.path;
    how.conninfo = url.conninfo;
    if (!url.postgresql && url.path != ":memory:") {
        std::error_code ignored;
        auto const folder = std::filesystem::path{url.path}.parent_path();
        if (!folder.empty())
            std::filesystem::create_directories(folder, ignored);
    }
    how.echo = config.boolean("server.database.echo");
    how.echo_values = config.boolean("praetor.database.echo_values");
    how.readers = count(config, "praetor.database.readers");
    how.full_sync = config.boolean("praetor.database.full_sync");
    how.busy_timeout = span(config, "praetor.database.busy_timeout");
    set_pool(how, config);
    set_tls(how.tls, config);
    set_statement_cache(how, config);
    how.connect_timeout = span(config, "server.database.connection_timeout");
    how.statement_timeout = span(config, "server.database.timeout");
    how.application_name = config.text("server.database.sqlalchemy.connect_args.application_name");
    how.search_path = config.text("server.database.sqlalchemy.connect_args.search_path");
    return how;
}

} // namespace

db::options database_options(values const& config)
{
    return options_of(config, settings::find_database_url(config));
}

db::options database_options(values const& config, std::string const& url)
{
    return options_of(config, settings::parse_database_url(url));
}

std::vector<replica_options> replicas_of(values const& config, db::options const& writer)
{
    static constexpr std::string_view path = "praetor.database.read_urls";
    using namespace std::chrono_literals;
    std::vector<replica_options> all;
    for (auto const& one : config.list(path)) {
        auto const url = settings::parse_database_url(one);
        if (!url.postgresql || writer.dialect != db::dialect::postgresql)
            refuse(path, "names replicas of PostgreSQL, and the database must be PostgreSQL too");
        auto how = writer;
        how.conninfo = url.conninfo;
        how.acquire_timeout = std::min(how.acquire_timeout, std::chrono::milliseconds{2s});
        how.connect_timeout = std::min(how.connect_timeout, std::chrono::milliseconds{2s});
        how.retries = 0;
        all.push_back({std::move(how), url.shown});
    }
    return all;
}

} // namespace praetor::app

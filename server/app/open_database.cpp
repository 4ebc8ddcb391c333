#include <server/app/open_database.hpp>

#include <server/settings/database_url.hpp>

#include <server/base/error.hpp>
#include <server/base/text/comma_list.hpp>

#include <db/url.hpp>

#include <algorithm>

namespace praetor::app {
namespace {

using settings::values;

// As SQLAlchemy's QueuePool counts: `unlimited` is its word for "as many as are wanted".
std::size_t count_or_unlimited(std::int64_t given, std::int64_t unlimited)
{
    return given == unlimited ? db::options::unlimited : static_cast<std::size_t>(given);
}

// asyncpg's cache and that of SQLAlchemy are one here: the smaller size counts, 0 prepares nothing.
void set_statement_cache(db::options& options, settings::connect_args_settings const& args)
{
    for (auto const& size : {args.statement_cache_size, args.prepared_statement_cache_size})
        options.statement_cache = std::min(options.statement_cache, size.value_or(options.statement_cache));
}

void set_tls(db::tls_options& tls, settings::tls_settings const& given)
{
    tls.enabled = given.enabled;
    tls.ca_file = given.ca_file;
    tls.cert_file = given.cert_file;
    tls.key_file = given.key_file;
    tls.check_hostname = given.check_hostname;
}

void set_pool(db::options& options, settings::sqlalchemy_settings const& given)
{
    options.pool_size = count_or_unlimited(given.pool_size, 0);
    options.pool_overflow = count_or_unlimited(given.max_overflow, -1);
    options.acquire_timeout = given.pool_timeout;
    // -1 says never, as no limit does.
    options.recycle = std::max(given.pool_recycle, std::chrono::seconds{0});
}

void set_session(db::options& options, settings::connect_args_settings const& given)
{
    set_tls(options.tls, given.tls);
    set_statement_cache(options, given);
    options.application_name = given.application_name;
    options.search_path = given.search_path;
}

} // namespace

db::options database_options(values const& config)
{
    return database_options(config, settings::database_url(config));
}

db::options database_options(values const& config, std::string const& url)
{
    db::options options;
    auto const& given = config.server.database;
    auto const& own = config.praetor.database;
    options.echo = given.echo;
    options.echo_values = own.echo_values;
    options.readers = own.readers;
    options.full_sync = own.full_sync;
    options.busy_timeout = own.busy_timeout;
    set_pool(options, given.sqlalchemy);
    options.retries = own.retries;
    options.pooler = own.pgbouncer;
    options.connect_timeout = given.connection_timeout;
    options.statement_timeout = given.timeout;
    set_session(options, given.sqlalchemy.connect_args);
    db::set_target(options, url);
    db::make_folder(options);
    return options;
}

std::vector<replica_options> replicas_of(values const& config, db::options const& writer)
{
    using namespace std::chrono_literals;
    std::vector<replica_options> all;
    for (auto const one : comma_list(config.praetor.database.read_urls.text)) {
        auto options = writer;
        db::set_target(options, one);
        if (db::is_file(options.dialect) || options.dialect != writer.dialect)
            throw error{errc::bad_setting, "PRAETOR_DATABASE_READ_URLS names replicas of PostgreSQL, and the database "
                                           "must be PostgreSQL too"};
        options.acquire_timeout = std::min(options.acquire_timeout, std::chrono::milliseconds{2s});
        options.connect_timeout = std::min(options.connect_timeout, std::chrono::milliseconds{2s});
        options.retries = 0;
        all.push_back({std::move(options), db::shown_url(one)});
    }
    return all;
}

} // namespace praetor::app

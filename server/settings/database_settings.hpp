// PREFECT_SERVER_DATABASE_… and PRAETOR_DATABASE_….
#pragma once

#include <server/settings/setting_types.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::settings {

using namespace std::chrono_literals;

// Of connections to PostgreSQL.
struct tls_settings
{
    bool enabled = false;
    std::string ca_file;
    std::string cert_file;
    std::string key_file;
    bool check_hostname = true;
};

// Of connections to PostgreSQL.
struct connect_args_settings
{
    std::string application_name;
    std::string search_path;
    std::optional<std::size_t> statement_cache_size;          // 0 prepares nothing
    std::optional<std::size_t> prepared_statement_cache_size; // the same; the smaller counts
    tls_settings tls;
};

// The pool, in SQLAlchemy's words.
struct sqlalchemy_settings
{
    connect_args_settings connect_args;
    std::int64_t pool_size = 5;          // 0: no limit
    whole_seconds pool_recycle = 3'600s; // -1: never
    seconds pool_timeout = 30s;
    std::int64_t max_overflow = 10; // -1: no limit
};

struct database_settings
{
    sqlalchemy_settings sqlalchemy;
    secret connection_url;
    std::string driver; // these seven stand for a URL where there is none
    std::string host;
    std::optional<std::uint16_t> port;
    std::string user;
    std::string name;
    secret password;
    bool echo = false;
    bool migrate_on_start = true;
    seconds timeout = 10s; // of a statement; 0: none
    seconds connection_timeout = 5s;
    std::optional<seconds> migration_timeout; // of a statement of a migration
};

struct praetor_database_settings
{
    std::size_t readers = 2; // threads that read a SQLite file
    secret read_urls;        // replicas, a comma between them
    seconds max_replica_lag = 5s;
    std::int64_t slow_query_ms = 1'000; // 0: no statement is slow
    bool full_sync = false;             // PRAGMA synchronous = FULL
    seconds busy_timeout = 60s;
    std::optional<bool> pgbouncer; // none: found out when connecting
    std::size_t retries = 2;       // of a transaction
    bool echo_values = false;
    seconds wait_seconds = 0s; // how long start waits for a database that is away
};

} // namespace praetor::settings

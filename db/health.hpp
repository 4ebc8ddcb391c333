// How a database fares.
#pragma once

#include <db/database.hpp>
#include <db/replicas.hpp>
#include <db/statistics.hpp>

#include <server/base/json/codec.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::db {

struct pool_health
{
    std::int64_t size = 0; // connections that stay
    std::int64_t in_use = 0;
    std::int64_t idle = 0;
    std::int64_t waiting = 0;  // who waits for a connection
    std::int64_t overflow = 0; // connections open beyond the size
};
BOOST_DESCRIBE_STRUCT(pool_health, (), (size, in_use, idle, waiting, overflow))

// Of one process.
pool_health pool_health_of(pool_statistics const& counted);

struct replica_health
{
    std::string name;   // its URL, without the password
    std::string status; // "healthy", "unhealthy"
    std::optional<double> latency_ms;
    std::optional<double> lag_ms;
    std::optional<std::string> error_message;
};
BOOST_DESCRIBE_STRUCT(replica_health, (), (name, status, latency_ms, lag_ms, error_message))

struct database_health
{
    std::string status;                       // "healthy", "unhealthy"
    std::string dialect;                      // "postgresql", "sqlite"
    std::optional<std::string> version;       // of the server or library
    std::optional<std::string> revision;      // of the schema
    std::optional<double> latency_ms;         // of one small read
    std::optional<std::string> error_message; // why it is unhealthy
    pool_health pool;
    std::vector<replica_health> replicas;
    std::optional<std::int64_t> wal_bytes; // SQLite's write-ahead log
};
BOOST_DESCRIBE_STRUCT(database_health, (),
                      (status, dialect, version, revision, latency_ms, error_message, pool, replicas, wal_bytes))

// Asks the database; one that does not answer is unhealthy, not an error. `reads` is null without replicas.
task<database_health> read_health(database& store, replicas const* reads);

} // namespace praetor::db

// The tables that may be partitioned by time, and what the database has of them. Partitions are PostgreSQL's (manual,
// "Table Partitioning"): a SQLite database is one file, where dropping a table is no cheaper than deleting its rows.
#pragma once

#include <db/connection.hpp>
#include <db/dialect.hpp>
#include <db/partitions/period.hpp>

#include <boost/describe/class.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::db::partitions {

inline constexpr per_dialect has_partitions{true, false};

// Begins a transaction that locks tables others use: whoever comes after one who waits for a lock waits too, so nobody
// is to wait for long.
inline constexpr std::string_view short_wait = "SET LOCAL lock_timeout = '2s';\n";

struct time_table
{
    std::string_view name;
    std::string_view column; // whose time chooses the partition
};

inline constexpr std::array time_tables{
    time_table{"events", "occurred"},
    time_table{"event_resources", "occurred"},
    time_table{"log", "timestamp"},
};

// By its name. Throws error{errc::bad_setting}, with the names that there are, for another one.
time_table find_time_table(std::string_view name);

struct partition
{
    std::string name;
    std::optional<timestamp> lower; // nothing for the default partition, which takes what falls into no other
    std::optional<timestamp> upper; // not in it
};
BOOST_DESCRIBE_STRUCT(partition, (), (name, lower, upper))

// The partitions of a table, earliest first, the default one last; empty for a table that is not partitioned, or not
// there, and on SQLite.
task<std::vector<partition>> read_partitions(connection& conn, std::string table);

// The period by which they are cut; nothing where there is none of a period.
std::optional<period> period_of(std::vector<partition> const& all);

} // namespace praetor::db::partitions

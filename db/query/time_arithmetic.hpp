// Arithmetic with times and durations, which SQLite keeps as texts.
#pragma once

#include <db/dialect.hpp>
#include <db/sql.hpp>

#include <string_view>

namespace praetor::db::query {

// Seconds from one time to another, as a real number on PostgreSQL and whole ones on SQLite.
sql seconds_between(dialect kind, sql const& sooner, sql const& later);

} // namespace praetor::db::query

// Made-up content for a database: to look at, to develop with, to measure on.
#pragma once

#include <models/seed/environment.hpp>

#include <db/bulk/session.hpp>

#include <server/base/timestamp.hpp>

namespace praetor::models::seed {

struct seeded
{
    std::int64_t runs = 0;  // added now
    std::int64_t rows = 0;  // of every table
    std::int64_t there = 0; // runs there were before
};

// Adds what the environment has up to `runs` runs and the database does not have yet, in one transaction: a second call
// adds nothing. What was added is kept in the table configuration under "praetor.seed.<environment>"; ids are the same
// in every database, so what a user has deleted is not missed and does not come back. Tables that are empty are filled
// before their indexes are built. The database stands at the head. error{errc::integrity} where a name of the
// environment is taken by somebody else's row. `report` hears of rows with an estimate of how many there will be.
seeded seed(db::bulk::session& into, environment const& in, std::int64_t runs, timestamp now,
            db::bulk::report_progress const& report);

} // namespace praetor::models::seed

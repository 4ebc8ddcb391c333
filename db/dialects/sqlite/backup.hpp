// A copy of a SQLite database while others write to it (https://www.sqlite.org/backup.html).
#pragma once

#include <db/options.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace praetor::db::sqlite {

// Writes the database, as it is at one moment, into a new file `to`: a whole database without a log beside it. Nobody
// waits for it. `progress` hears the pages done and all pages. Throws error{errc::unavailable} where one of the files
// can not be read or written; what is left of `to` is the caller's to remove.
void back_up(std::string const& from, std::string const& to,
             std::function<void(std::int64_t done, std::int64_t of)> const& progress);

} // namespace praetor::db::sqlite

// How the database differs from the declared tables, for people.
#pragma once

#include <db/database.hpp>

namespace praetor::cli {

// A line for each difference. The exit status: 1 where there are any and `check` asks for that.
task<int> print_differences(db::database& store, bool check);

} // namespace praetor::cli

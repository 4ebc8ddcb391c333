// A whole move of a table's rows: the steps of move.hpp, one after another.
#pragma once

#include <db/database.hpp>
#include <db/partitions/move.hpp>

#include <functional>

namespace praetor::db::partitions {

// Hears how many rows are copied, and of how many; of zero where they are counted at last.
using report_rows = std::function<void(std::int64_t copied, std::int64_t of)>;

// Makes `of` what `to` says, or goes on where a move was interrupted. Gives how many rows the table has then. Errors:
// as prepare() and exchange(), whose locks it asks for once a second for a minute; errc::conflict, and nothing
// exchanged, where the copy does not have as many rows as the table, as rows of one id and two times can cause. After
// an error, or where it is cancelled, the copy stays to be gone on with.
task<std::int64_t> move_table(database& store, plan of, shape to, report_rows report);

// abandon() of move.hpp, asked for as the locks above.
task<void> abandon_move(database& store, time_table table);

} // namespace praetor::db::partitions

// Rows that are due for something: found by a read, so that a step with nothing to do touches nothing, then claimed and
// settled in small transactions. Any number of servers may do it side by side: a row that another one has claimed is
// left to it.
#pragma once

#include <server/services/event_bus.hpp>

#include <models/due_row.hpp>
#include <models/with_events.hpp>

#include <server/base/task.hpp>
#include <server/base/uuid.hpp>

#include <db/database.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace praetor::services {

// How many rows to settle in one transaction: where nobody else can write meanwhile, few.
inline std::size_t rows_a_transaction(db::database const& store)
{
    return store.grammar().writes_in_parallel() ? 100 : 25;
}

// How many such transactions to run side by side where others can write meanwhile: one waits for the database while
// another is worked out. They do to each other what those of another server do.
inline std::size_t settling_workers(db::database const& store)
{
    return store.grammar().writes_in_parallel() ? 4 : 1;
}

// Used on the io_context's thread.
class due_rows
{
public:
    // The next rows behind `after`, at most so many, in an order that stays; fewer where there are no more.
    using finder =
        std::function<task<std::vector<models::due_row>>(std::optional<models::due_row> after, std::int64_t max_rows)>;
    // Claims those that are due still, and settles them, in one transaction; gives how many.
    using settler = std::function<task<models::with_events<std::int64_t>>(std::vector<uuid> rows)>;

    // `service`: in the log. Both functions are no coroutines themselves. `bus` must outlive it.
    due_rows(std::string service, event_bus& bus, std::size_t rows_at_once, finder find, settler settle,
             std::size_t workers = 1);

    // Goes through all that is due now, or until `stops()` is true. A transaction of several that fails is done again
    // row by row; a row that fails by itself is logged and left. Throws what the database throws that can not be
    // reached.
    task<void> settle(std::function<bool()> stops);

    std::int64_t settled() const noexcept { return settled_; } // by the last settle()
    std::int64_t left() const noexcept { return left_; }       // of what it found

private:
    task<void> settle_batches(std::deque<std::vector<uuid>>* batches, std::function<bool()> stops);
    task<void> settle_these(std::vector<uuid> rows);
    // Gives why it failed.
    task<std::exception_ptr> try_these(std::vector<uuid> rows);

    std::string service_;
    event_bus& bus_;
    std::size_t rows_at_once_;
    finder find_;
    settler settle_;
    std::int64_t settled_ = 0;
    std::int64_t left_ = 0;
    std::size_t workers_;
    std::string said_; // of the last row that failed
};

} // namespace praetor::services

// Where a thread enters coroutines: the program's main thread, and the threads of SQLite.
#pragma once

#include <server/base/task.hpp>

#include <boost/asio/io_context.hpp>

#include <optional>
#include <utility>

namespace praetor {

// Runs the task on the io_context, with the calling thread, until nothing is left to do there; throws what the task
// threw. A task that is still suspended then waits for nobody: a defect, ended by std::terminate. Nothing else may run
// the io_context meanwhile.
void run_until_done(boost::asio::io_context& context, task<void> work);

// The same for a task that gives a value.
template <class T>
T run_until_done(boost::asio::io_context& context, task<T> work)
{
    std::optional<T> made;
    run_until_done(context, keep_value(std::move(work), made));
    return std::move(*made);
}

// Runs the task to its end on the calling thread and throws what it threw. Every await in it must complete at once, as
// those of a SQLite connection do: one that waits for anything would never be resumed, so it ends in std::terminate.
void run_inline(task<void> work);

} // namespace praetor

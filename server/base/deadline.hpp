// Limits of time for coroutines, and pauses.
#pragma once

#include <server/base/task.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace praetor {

// Runs `work` here, and cancels it when `limit` has passed. Gives what it gives, throws what it throws; throws
// error{errc::timeout, text} where it ended by that cancellation. Returns when `work` has ended and not before, so work
// that does not hear a cancellation (a COMMIT) is waited for, and what it gives then is given. Cancellation of the
// caller goes to `work`.
task<void> with_deadline(std::chrono::steady_clock::duration limit, task<void> work, std::string text);

// The same for work that gives a value.
template <class T>
task<T> with_deadline(std::chrono::steady_clock::duration limit, task<T> work, std::string text)
{
    std::optional<T> made;
    co_await with_deadline(limit, keep_value(std::move(work), made), std::move(text));
    co_return std::move(*made);
}

// A pause. Cancellation ends it with operation_aborted. A loop that has to end early by word of its owner waits for a
// signal instead (signal::wait_for).
task<void> sleep_for(std::chrono::steady_clock::duration span);

} // namespace praetor

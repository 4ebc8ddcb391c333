// The coroutine type of the whole program.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <utility>

namespace praetor {

// A lazy coroutine that runs on whatever executor awaits it: the server's io_context, or a SQLite thread inside a
// transaction. Arguments are taken by value, or name objects documented to outlive the task (a connection, a scope).
// Cancellation reaches it at its awaits, as an exception of type boost::system::system_error (operation_aborted).
template <class T = void>
using task = boost::asio::awaitable<T>;

// Runs `work` and keeps what it gives; so what starts tasks needs to know those of no value alone. `into` must outlive
// it.
template <class T>
task<void> keep_value(task<T> work, std::optional<T>& into)
{
    auto made = co_await std::move(work);
    into.emplace(std::move(made));
}

} // namespace praetor

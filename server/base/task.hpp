// The coroutine type of the whole program.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace praetor {

// A lazy coroutine that runs on whatever executor awaits it: the server's io_context, or a SQLite thread inside a
// transaction. Arguments are taken by value, or name objects documented to outlive the task (a connection, a scope).
// Cancellation reaches it at its awaits, as an exception of type boost::system::system_error (operation_aborted).
template <class T = void>
using task = boost::asio::awaitable<T>;

} // namespace praetor

// How a cancelled coroutine ends.
#pragma once

#include <exception>

namespace praetor {

// Whether this is the exception that cancellation throws at an await: system_error (operation_aborted).
bool is_cancellation(std::exception_ptr const& thrown) noexcept;

// Throws it, where a coroutine was cancelled and has to say so itself.
[[noreturn]] void throw_cancellation();

} // namespace praetor

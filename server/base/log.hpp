// The program's log: one line a fact, to standard error. "07:33:01.123 | WARNING | http - text"
#pragma once

#include <fmt/format.h>

#include <string_view>

namespace praetor::log {

enum class level
{
    debug,
    info,
    warning,
    error,
    critical
};

// Lines below it are dropped; set once at start.
void set_level(level least);
bool enabled(level of) noexcept;

// Writes one line, whatever the least level: a text may hold what a client sent, so it is told as plain_line() has it.
// Thread-safe.
void write(level of, std::string_view part, std::string_view text);

// Formats and writes one line where its level is enabled. `part` names who speaks. Thread-safe.
template <class... Arguments>
void debug(std::string_view part, fmt::format_string<Arguments...> text, Arguments&&... arguments)
{
    if (enabled(level::debug))
        write(level::debug, part, fmt::format(text, std::forward<Arguments>(arguments)...));
}

// As debug().
template <class... Arguments>
void info(std::string_view part, fmt::format_string<Arguments...> text, Arguments&&... arguments)
{
    if (enabled(level::info))
        write(level::info, part, fmt::format(text, std::forward<Arguments>(arguments)...));
}

// As debug().
template <class... Arguments>
void warning(std::string_view part, fmt::format_string<Arguments...> text, Arguments&&... arguments)
{
    if (enabled(level::warning))
        write(level::warning, part, fmt::format(text, std::forward<Arguments>(arguments)...));
}

// As debug().
template <class... Arguments>
void error(std::string_view part, fmt::format_string<Arguments...> text, Arguments&&... arguments)
{
    if (enabled(level::error))
        write(level::error, part, fmt::format(text, std::forward<Arguments>(arguments)...));
}

} // namespace praetor::log

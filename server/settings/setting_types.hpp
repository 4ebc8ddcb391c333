// What a setting's value may be beside numbers, texts and std::chrono's spans.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace praetor::settings {

// A text that is shown to nobody: `config view` and GET /admin/settings write stars for it.
struct secret
{
    std::string text;
    bool empty() const noexcept { return text.empty(); }
};

// A size in bytes.
struct byte_size
{
    std::size_t count = 0;
    constexpr operator std::size_t() const noexcept { return count; }
};

// A span of time has one of three forms in the reference's settings, and here a type for each.
using whole_seconds = std::chrono::seconds;  // "5"
using seconds = std::chrono::milliseconds;   // "0.5": a number of seconds, kept to the millisecond
using time_span = std::chrono::microseconds; // "900", "0:15:00" or "PT15M"; told as ISO 8601

constexpr double in_seconds(std::chrono::duration<double> span)
{
    return span.count();
}

} // namespace praetor::settings

// The table of settings.
#pragma once

#include <span>
#include <string_view>

namespace praetor::settings {

enum class kind
{
    boolean,
    integer,
    number,
    span, // seconds, or H:MM:SS
    level,
    text,
    secret
};

struct entry
{
    std::string_view path;     // "server.api.port": its place in prefect.toml
    std::string_view variable; // "PREFECT_SERVER_API_PORT"
    std::string_view alias;    // an older name of the variable, or empty
    std::string_view fallback; // the default, empty for none
    kind of;
};

std::span<entry const> catalogue();

} // namespace praetor::settings

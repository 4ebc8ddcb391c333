// A setting as somebody gave it.
#pragma once

#include <string>
#include <string_view>

namespace praetor::settings {

// How a setting's text is read, and written into JSON.
enum class kind
{
    boolean,
    integer,
    seconds, // a number of them
    span,    // the same, or H:MM:SS, or ISO 8601
    level,
    text, // lists and mappings of JSON too
    secret
};

// What praetor does with a setting.
enum class effect
{
    full,      // praetor reads it
    none,      // praetor knows its name and does not read it
    satisfied, // the same, but this very value asks for what praetor does anyway
    client     // it is for the SDK, which finds it in the same places
};

struct given_setting
{
    std::string path;     // "server.api.port": its place in prefect.toml
    std::string variable; // "PREFECT_SERVER_API_PORT"
    kind of = kind::text;
    effect has = effect::full;
    std::string text;
    std::string source; // "env", ".env", "prefect.toml", "pyproject.toml", "profile", "default", "command line"

    bool is_default() const noexcept { return source == "default"; }
    bool is_secret() const noexcept { return of == kind::secret; }
};

struct misspelled_setting
{
    std::string name;
    std::string source;
    std::string meant; // the name that was probably meant
};

} // namespace praetor::settings

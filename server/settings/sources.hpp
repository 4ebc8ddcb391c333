// Where settings come from, in the reference's order: environment, .env, prefect.toml, pyproject.toml, the active
// profile, defaults. The first that has a value wins.
#pragma once

#include <server/settings/catalogue.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::settings {

struct found
{
    std::string text;
    std::string source; // "env", ".env", "prefect.toml", "pyproject.toml", "profile", "default", "command line"
};

// What the process can read of its environment; tests give their own.
struct environment
{
    std::function<std::optional<std::string>(std::string_view variable)> environment;
    std::string working_directory;
};
environment of_this_process();

// The value of every setting, by path. Checked when it is made.
class values
{
public:
    // Reads every source. Throws error{errc::bad_setting}, one line, for a value that does not fit its setting and for a
    // PRAETOR_ variable or a file that can not be understood.
    static values read(environment const& from);

    // Overrides a value from the command line; checked alike.
    void set(std::string_view path, std::string text, std::string source);

    found const& at(std::string_view path) const;
    bool has(std::string_view path) const { return !at(path).text.empty(); }
    std::string const& text(std::string_view path) const { return at(path).text; }
    bool boolean(std::string_view path) const;
    std::int64_t integer(std::string_view path) const;
    double number(std::string_view path) const;
    std::chrono::milliseconds seconds(std::string_view path) const; // of kinds span, number and integer
    std::vector<std::string> list(std::string_view path) const;     // words between commas, none of them empty

    // PREFECT_HOME, "~" replaced.
    std::string home() const;

private:
    std::map<std::string, found, std::less<>> all_;
    std::string user_home_;
};

// "true" for true, yes, on, 1 …; nothing where it is none of pydantic's words.
std::optional<bool> parse_boolean(std::string_view text);
// Seconds from "1.5", "90", "0:01:30", "PT90S".
std::optional<double> parse_span(std::string_view text);

} // namespace praetor::settings

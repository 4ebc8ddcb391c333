// Where settings come from, in the reference's order: command line, environment, .env, prefect.toml, pyproject.toml,
// the active profile; then praetor.toml of the machine, and defaults. The first that has a value wins.
#pragma once

#include <server/settings/values.hpp>

#include <functional>
#include <map>
#include <string>

namespace praetor::settings {

// What settings are read from; tests give their own.
struct environment
{
    std::map<std::string, std::string, std::less<>> variables;
    std::string working_directory; // of .env, prefect.toml and pyproject.toml; empty: it is gone, and they with it
    // Of the machine, tables as in prefect.toml; passed over where it may not be read. PRAETOR_SETTINGS_FILE names
    // another one, which must be readable. Empty: none.
    std::string settings_file = {};
};
environment environment_of_this_process();

// Values of the command line by their path, such as "server.api.port".
using overrides = std::map<std::string, std::string, std::less<>>;

// Reads every source, once. Throws error{errc::bad_setting}, one line with the setting and its source, for a value that
// does not fit its setting, and for a PRAETOR_ variable or a file that can not be understood.
values read(environment const& from, overrides const& given = {});

} // namespace praetor::settings

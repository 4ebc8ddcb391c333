// Where a server listens, as words of the command line say it over the settings, and what is shown to one that runs.
#pragma once

#include <server/cli/command.hpp>

#include <server/settings/sources.hpp>

#include <optional>
#include <string>

namespace praetor::cli {

// Like other places of options, it must outlive the command's action.
struct place_options
{
    // Before the command line is read; this outlives the command.
    void declare(command& of);
    // What was given there, over the settings of environment and files.
    void add_to(settings::overrides& all) const;

private:
    std::optional<std::string> host_, unix_socket_;
    std::string port_;
};

// For commands that ask a server.
struct asking_options : place_options
{
    // As those of place_options.
    void declare(command& of);
    settings::overrides overrides() const;

private:
    std::string certificate_, key_;
};

} // namespace praetor::cli

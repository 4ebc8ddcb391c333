// What the command line can do. Each gives the process's exit status.
#pragma once

#include <server/settings/values.hpp>

#include <string>

namespace praetor::cli {

struct serving
{
    bool requests = true;
    bool services = true; // in the background
    int workers = 1;      // processes that do both, on the same port
};

// Serves until SIGINT or SIGTERM. 0 after an orderly stop, 1 where it could not start.
int server_start(settings::values const& config, serving what = {});

// Asks the server that the settings name, on this machine: 0 where it answers, 1 where it does not.
int server_health(settings::values const& config);

// What `praetor version` and --version print, without the last line's end: releases, the commit it was built from, and
// the libraries it runs on.
std::string version_text();
int version();
// Prints the settings; secrets and the database's URL are not shown.
int config_view(settings::values const& config, bool only_changed, bool as_json);
// Prints the background services, and what each did last by the word of the database.
int services_ls(settings::values const& config, bool as_json);

} // namespace praetor::cli

// praetor server start --workers: the process that lets others serve.
#pragma once

#include <server/app/supervisor.hpp>
#include <server/settings/values.hpp>

#include <server/base/task.hpp>

#include <vector>

namespace praetor::app {

// Opens what the settings say it listens at, unless `sockets` listen already, and has `count` processes of this
// program, with this one's command line, serve there (worker_set::run, whose status it gives). Throws
// error{errc::bad_setting} where the database is one that a single process writes to, or the count is beyond 256, and
// as http::listeners. This thread is the only one of its process.
task<int> serve_by_workers(settings::values const& config, int count, std::vector<int> sockets, supervisor& watcher);

} // namespace praetor::app

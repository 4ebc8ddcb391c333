// What `praetor doctor` looks at, a function a subject. Each gives a finding for everything it looked at, in a fixed
// order, and throws nothing for what is wrong: that is what it finds. They block, and change nothing.
#pragma once

#include <server/cli/doctor/finding.hpp>

#include <server/settings/values.hpp>

#include <cstdint>
#include <filesystem>

namespace praetor::cli {

// Settings without effect or misspelled ("settings"); who may reach the server ("access").
findings look_at_settings(settings::values const& config);

// "access" alone.
finding look_at_access(settings::values const& config);

// The database: whether it answers ("database"), its revision ("schema"), "encoding", "connections" (PostgreSQL), "wal"
// (SQLite), "durability", "bloat", "indexes" for many runs (PostgreSQL), "clock". Where it does not answer, there is
// "database" alone.
findings look_at_database(settings::values const& config);

// This machine: room where files are written ("disk"), whether they outlive the machine's start ("home"), "open files".
findings look_at_machine(settings::values const& config);

// What a server for others than its owner should not lack, asked at every start: "access", "disk", "home". Looks at the
// settings and the file system alone.
findings look_at_production(settings::values const& config);

// "disk" alone, by the bytes that are free of all there are.
finding judge_room(std::filesystem::path const& at, std::uintmax_t available, std::uintmax_t capacity);

// Whether the server could listen, or one does ("port").
finding look_at_port(settings::values const& config);

// Whether there are dashboards to be served ("dashboards").
finding look_at_dashboards(settings::values const& config);

} // namespace praetor::cli

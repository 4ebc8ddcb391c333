// The dashboards of Prefect's package: where their files are, and the copy of them that browsers are given. praetor has
// none of its own.
#pragma once

#include <server/settings/values.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace praetor::app {

// A folder each, with an index.html; empty: there is none.
struct dashboard_folders
{
    std::filesystem::path v1;
    std::filesystem::path v2;
};

// Of a folder of Prefect's package; none where it is empty.
dashboard_folders find_dashboards(std::filesystem::path const& package);

// A folder below `into` with the files of `source`, `base` (the path at which it is served, empty for the root) written
// where they have Prefect's placeholder for it, and text packed beside ("app.js.gz"). It is made once for a state of
// the source and a base, whole or not at all, whoever else makes it meanwhile. Blocks for as long as the disk takes;
// throws std::filesystem::filesystem_error where something can not be read or written.
std::filesystem::path copy_dashboard(std::filesystem::path const& source, std::filesystem::path const& into,
                                     std::string_view base);

// Both, in PREFECT_UI_STATIC_DIRECTORY or $PREFECT_HOME/praetor/served, with the base paths of PREFECT_UI_SERVE_BASE.
// One that can not be copied is logged, with what to do, and is not there.
dashboard_folders copy_dashboards(settings::values const& config);

} // namespace praetor::app

// JSON files of an installed Prefect package, which praetor reads and has no copies of.
#pragma once

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace praetor::models {

// The object in this file of the package. Nothing where there is no such file, without a package (an empty folder) as
// well, or where it holds something else, which is logged. Reads the disk: for a server's start.
std::optional<boost::json::object> read_package_file(std::string const& folder, std::string_view name);

} // namespace praetor::models

// Settings in TOML files: prefect.toml, pyproject.toml and profiles.toml.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::settings {

// The leaves below table `root` ("tool.prefect"; empty: the whole file), by their dotted paths. Throws
// error{errc::bad_setting} where the file can not be read or is not TOML; empty where there is none.
std::map<std::string, std::string, std::less<>> read_toml(std::string const& path, std::string_view root);

// The variables of one profile of profiles.toml: the named one, else the active one. Empty where there is no file.
// error{errc::bad_setting} where the named profile is not there.
std::map<std::string, std::string, std::less<>> read_profile(std::string const& path,
                                                             std::optional<std::string> const& name);

} // namespace praetor::settings

// Which values of a block document are secret, and how they are hidden and found again. Pure.
#pragma once

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

// What stands for every secret in a reply.
inline constexpr std::string_view hidden_secret = "********";

// The paths that a schema's fields list as secret_fields: {"password"}, {"child", "token"}, {"headers", "*"}.
std::vector<std::vector<std::string>> secret_paths(boost::json::object const& schema_fields);

// Puts hidden_secret in the place of each secret of `data`. A value is secret where it stands at a path and is neither
// null nor an object with members; behind a "*" every value below the path before it is.
void hide_secrets(boost::json::object& data, std::vector<std::vector<std::string>> const& paths);

// Puts the value of `current` back wherever an update holds hidden_secret in the place of a secret: a client sends back
// what it was given.
void keep_secrets(boost::json::object& update, boost::json::object const& current,
                  std::vector<std::vector<std::string>> const& paths);

} // namespace praetor::models

// How a pool's workers start a run: the configuration of a job, and the schema of the variables that stand in it.
#pragma once

#include <server/base/json/constrained.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

// Empty, or {"job_configuration": {…}, "variables": {"properties": {…}}}, where every {{ variable }} of the
// configuration is a property.
struct base_job_template_rule
{
    static bool check(json::json_object const& value, boost::json::value const& from, json::problems& found);
};
using base_job_template = json::constrained<json::json_object, base_job_template_rule>;

// The names in "{{ name }}", in the order they come, each once.
std::vector<std::string> placeholders_of(std::string_view text);

} // namespace praetor::models

#include <models/deployments/runs_ahead.hpp>

#include <fmt/format.h>

#include <limits>
#include <utility>

namespace praetor::models {
namespace {

thread_local std::int64_t max_here = std::numeric_limits<std::int64_t>::max();

} // namespace

runs_ahead_bound::runs_ahead_bound(std::int64_t max_runs) : before_(std::exchange(max_here, max_runs)) {}

runs_ahead_bound::~runs_ahead_bound()
{
    max_here = before_;
}

bool runs_ahead_rule::check(std::int64_t value, boost::json::value const& from, json::problems& found)
{
    if (!json::above<0>::check(value, from, found))
        return false;
    if (value <= max_here)
        return true;
    found.add_value_error(fmt::format("`max_scheduled_runs` must be less than or equal to {}.", max_here), from);
    return false;
}

void runs_ahead_rule::describe(boost::json::object& schema)
{
    json::above<0>::describe(schema);
}

} // namespace praetor::models

#include <routes/schedule_bounds.hpp>

#include <server/base/json/parse.hpp>

#include <fmt/format.h>

namespace praetor::routes {

void check_max_scheduled_runs(scope const& rq, std::optional<positive> const& wanted, json::problems& found)
{
    auto const most = rq.config().server.deployment_schedule_max_scheduled_runs;
    if (!wanted || **wanted <= most)
        return;
    json::problems::descent const into{found, std::string_view{"max_scheduled_runs"}};
    found.add_value_error(fmt::format("`max_scheduled_runs` must be less than or equal to {}.", most), **wanted);
}

void refuse_problems(scope const& rq, json::problems const& found)
{
    if (found.empty())
        return;
    auto const sent = json::parse(rq.request().body);
    throw json::invalid_request{found.to_json(), json::serialize_briefly(sent, json::repeated_whole)};
}

} // namespace praetor::routes

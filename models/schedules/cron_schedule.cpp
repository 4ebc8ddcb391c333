#include <models/schedules/cron_schedule.hpp>

#include <models/schedules/cron_expression.hpp>
#include <models/schedules/known_zone.hpp>

#include <server/base/json/codec_impl.hpp>

#include <fmt/format.h>

namespace praetor::models {

bool cron_rule::check(std::string const& value, boost::json::value const& from, json::problems& found)
{
    schedules::cron_expression expression;
    switch (schedules::parse_cron(value, expression)) {
    case schedules::cron_verdict::good:
        return true;
    case schedules::cron_verdict::random:
        found.add_value_error(fmt::format("Random and Hashed expressions are unsupported, received: \"{}\"", value),
                              from);
        return false;
    default:
        found.add_value_error(fmt::format("Invalid cron string: \"{}\"", value), from);
        return false;
    }
}

} // namespace praetor::models

namespace praetor::json {

// PRAETOR_JSON_CODEC, but that the zone is looked at once all else is good, as a validator of the model.
template <>
void codec<models::cron_schedule>::write(std::string& out, models::cron_schedule const& value)
{
    detail::write_described(out, value);
}
template <>
bool codec<models::cron_schedule>::read(models::cron_schedule& out, boost::json::value const& from, problems& found)
{
    out = {};
    return detail::read_described(out, from, found) && models::schedules::has_known_zone(out.timezone, from, found);
}
template <>
boost::json::object schema<models::cron_schedule>::describe(components& all, described_as what)
{
    return detail::describe<models::cron_schedule>(all, what);
}

} // namespace praetor::json

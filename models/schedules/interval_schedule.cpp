#include <models/schedules/interval_schedule.hpp>

#include <models/schedules/known_zone.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/span_value.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::interval_schedule>
{
    static constexpr std::string_view name = "IntervalSchedule-Input";
    static void add(model_schema& model) { model.without_default("anchor_date"); }
};

namespace praetor::json {

void codec<models::schedule_interval>::write(std::string& out, models::schedule_interval const& value)
{
    codec<duration>::write(out, value.value);
}

bool codec<models::schedule_interval>::read(models::schedule_interval& out, boost::json::value const& from,
                                            problems& found)
{
    if (!read_span(out.value, from, found))
        return false;
    if (out.value > duration{0})
        return true;
    found.add_value_error("interval must be positive", from);
    return false;
}

boost::json::object schema<models::schedule_interval>::make(components&)
{
    return either({{"type", "number"}, {"exclusiveMinimum", 0.0}}, {{"type", "string"}});
}

// PRAETOR_JSON_CODEC, but that the zone is looked at once all else is good, as a validator of the model.
template <>
void codec<models::interval_schedule>::write(std::string& out, models::interval_schedule const& value)
{
    detail::write_described(out, value);
}
template <>
bool codec<models::interval_schedule>::read(models::interval_schedule& out, boost::json::value const& from,
                                            problems& found)
{
    out = {};
    if (!detail::read_described(out, from, found) || !models::schedules::has_known_zone(out.timezone, from, found))
        return false;
    if (!out.timezone)
        out.timezone = "UTC";
    return true;
}
template <>
boost::json::object schema<models::interval_schedule>::describe(components& all, described_as what)
{
    return detail::describe<models::interval_schedule>(all, what);
}

} // namespace praetor::json

#include <models/orchestration/transition.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/json/schema.hpp>

#include <boost/json/array.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::collision_strategy>
{
    static constexpr std::string_view name = "ConcurrencyLimitStrategy";
};

template <>
struct praetor::json::schema_notes<praetor::models::orchestration_result>
{
    static void add(model_schema& model) { model.required("state"); }
};

PRAETOR_JSON_CODEC(praetor::models::collision_strategy)
PRAETOR_JSON_CODEC(praetor::models::set_state_status)
PRAETOR_JSON_CODEC(praetor::models::orchestration_result)

namespace praetor::models {

void transition::reject(std::optional<models::state> instead, std::string reason)
{
    proposed = std::move(instead);
    status = set_state_status::REJECT;
    details = {"reject_details", std::move(reason), std::nullopt};
}

void transition::abort(std::string reason)
{
    proposed.reset();
    status = set_state_status::ABORT;
    details = {"abort_details", std::move(reason), std::nullopt};
}

void transition::wait(std::int64_t seconds, std::string reason)
{
    proposed.reset();
    status = set_state_status::WAIT;
    details = {"wait_details", std::move(reason), seconds};
}

} // namespace praetor::models

namespace praetor::json {

void codec<models::transition_details>::write(std::string& out, models::transition_details const& value)
{
    object_writer object{out};
    object.text("type", value.type);
    if (value.delay_seconds)
        object.value("delay_seconds", *value.delay_seconds);
    if (value.type != "accept_details")
        object.value("reason", value.reason);
    object.end();
}

bool codec<models::transition_details>::read(models::transition_details&, boost::json::value const& from,
                                             problems& found)
{
    refuse_extra(from, found); // never part of a request
    return false;
}

namespace {

boost::json::object details_schema(std::string_view title, std::string_view type, bool has_reason, bool has_delay)
{
    boost::json::object properties{
        {"type", boost::json::object{{"type", "string"}, {"const", type}, {"default", type}}}};
    if (has_delay)
        properties["delay_seconds"] = boost::json::object{{"type", "integer"}};
    if (has_reason)
        properties["reason"] = nullable({{"type", "string"}});
    boost::json::object made{{"title", title}, {"type", "object"}, {"properties", std::move(properties)}};
    if (has_delay)
        made["required"] = boost::json::array{"delay_seconds"};
    return made;
}

} // namespace

boost::json::object schema<models::transition_details>::make(components& all)
{
    boost::json::array kinds;
    auto const add = [&](std::string const& name, std::string_view type, bool has_reason, bool has_delay) {
        kinds.push_back(all.refer(name, name, [&] { return details_schema(name, type, has_reason, has_delay); }));
    };
    add("StateAcceptDetails", "accept_details", false, false);
    add("StateWaitDetails", "wait_details", true, true);
    add("StateRejectDetails", "reject_details", true, false);
    add("StateAbortDetails", "abort_details", true, false);
    return {{"anyOf", std::move(kinds)}};
}

} // namespace praetor::json

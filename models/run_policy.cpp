#include <models/run_policy.hpp>

#include <server/base/json/codec_impl.hpp>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

namespace {
struct retry_delays;
}

template <>
struct praetor::json::schema<retry_delays>
{
    static boost::json::object make(components&)
    {
        boost::json::object const whole{{"type", "integer"}};
        boost::json::object const number{{"type", "number"}};
        auto const list = [](boost::json::object const& of) {
            return boost::json::object{{"type", "array"}, {"items", of}};
        };
        return {{"anyOf", boost::json::array{whole, number, list(whole), list(number)}}};
    }
};

template <>
struct praetor::json::schema_notes<praetor::models::retry_kind>
{
    static constexpr bool is_literal = true;
};

template <>
struct praetor::json::schema_notes<praetor::models::task_run_policy>
{
    static void add(model_schema& model) { model.as<retry_delays>("retry_delay").nullable("retry_delay"); }
};

template <>
struct praetor::json::schema_notes<praetor::models::flow_run_policy>
{
    static void add(model_schema& model) { model.set("pause_keys", "uniqueItems", true); }
};

PRAETOR_JSON_CODEC(praetor::models::retry_kind)
PRAETOR_JSON_CODEC(praetor::models::flow_run_policy)
PRAETOR_JSON_CODEC(praetor::models::task_run_policy)

namespace praetor::models {
namespace {

constexpr std::size_t most_delays = 50;

template <class Policy>
Policy read_policy(json_text const& stored)
{
    Policy policy;
    boost::system::error_code failed;
    auto const parsed = boost::json::parse(stored.text, failed);
    json::problems ignored{"empirical_policy"};
    if (failed || !parsed.is_object() || !json::read(policy, parsed, ignored))
        return {};
    return policy;
}

} // namespace

void flow_run_policy::check(boost::json::value const&, json::problems&)
{
    if (retries.value_or(0) == 0 && *max_retries != 0)
        retries = *max_retries;
    if (retry_delay.value_or(0) == 0 && *retry_delay_seconds != 0)
        retry_delay = static_cast<std::int64_t>(*retry_delay_seconds);
}

void task_run_policy::check(boost::json::value const& from, json::problems& found)
{
    auto const& object = from.get_object();
    if (auto const* delay = object.if_contains("retry_delay"); delay != nullptr && delay->is_array()) {
        json::problems::descent const into{found, std::string_view{"retry_delay"}};
        if (delay->get_array().size() > most_delays)
            found.add_value_error("Can not configure more than 50 retry delays per task.", *delay);
    }
    if (retry_jitter_factor && *retry_jitter_factor < 0) {
        json::problems::descent const into{found, std::string_view{"retry_jitter_factor"}};
        found.add_value_error("`retry_jitter_factor` must be >= 0.", object.at("retry_jitter_factor"));
    }
    if (retries.value_or(0) == 0 && *max_retries != 0)
        retries = *max_retries;
    bool const delays = retry_delay && retry_delay->text != "0" && retry_delay->text != "[]";
    if (!delays && *retry_delay_seconds != 0)
        retry_delay = json_text{json::to_text(*retry_delay_seconds)};
}

flow_run_policy read_flow_run_policy(json_text const& stored)
{
    return read_policy<flow_run_policy>(stored);
}

task_run_policy read_task_run_policy(json_text const& stored)
{
    return read_policy<task_run_policy>(stored);
}

} // namespace praetor::models

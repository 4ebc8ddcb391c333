#include <models/runs/run_policy.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/json/python_value.hpp>

#include <boost/json/array.hpp>

#include <algorithm>

PRAETOR_JSON_CODEC(praetor::models::retry_kind)
PRAETOR_JSON_CODEC(praetor::models::flow_run_policy)
PRAETOR_JSON_CODEC(praetor::models::task_run_policy)

namespace praetor::models {
namespace {

template <class Policy>
Policy read_policy(json_text const& stored)
{
    Policy policy;
    auto const parsed = json::parse(stored.text);
    json::problems ignored{"empirical_policy"};
    if (!parsed.is_object() || !json::read(policy, parsed, ignored))
        return {};
    return policy;
}

bool is_zero(boost::json::value const* value)
{
    return value == nullptr || *value == false || (value->is_number() && value->to_number<double>() == 0);
}

// Old names speak where the new ones do not.
void fill_policy(boost::json::object& from)
{
    if (json::is_nothing(from.if_contains("retries")) && !is_zero(from.if_contains("max_retries")))
        from["retries"] = boost::json::value(from.at("max_retries"));
    if (json::is_nothing(from.if_contains("retry_delay")) && !is_zero(from.if_contains("retry_delay_seconds")))
        from["retry_delay"] = boost::json::value(from.at("retry_delay_seconds"));
}

} // namespace

void flow_run_policy::fill(boost::json::object& from)
{
    fill_policy(from);
}

void task_run_policy::fill(boost::json::object& from)
{
    fill_policy(from);
}

bool jitter_rule::check(double value, boost::json::value const& from, json::problems& found)
{
    if (value < 0)
        found.add_value_error("`retry_jitter_factor` must be >= 0.", from);
    return !(value < 0);
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

namespace praetor::json {
namespace {

template <class T>
bool read_delay(std::string& out, boost::json::value const& from, problems& found)
{
    T read{};
    if (!codec<T>::read(read, from, found))
        return false;
    if (!from.is_int64() && !from.is_uint64())
        out = to_text(read);
    else
        out = json::serialize(from);
    return true;
}

// Reads as one alternative of the union; what it says stays only where all refuse.
template <class T>
bool read_as(std::string_view alternative, std::string& out, boost::json::value const& from, problems& found)
{
    problems::descent const into{found, alternative};
    return read_delay<T>(out, from, found);
}

} // namespace

void codec<models::retry_delays>::write(std::string& out, models::retry_delays const& value)
{
    out += value.text;
}

// int, float, a list of either: the first that takes the value as it is, then the first that can make one of it.
bool codec<models::retry_delays>::read(models::retry_delays& out, boost::json::value const& from, problems& found)
{
    problems::alternatives all{found};
    bool const is_float = from.is_double();
    bool const has_float = from.is_array() && std::ranges::any_of(from.get_array(), &boost::json::value::is_double);
    bool const has_others = from.is_array() && !std::ranges::all_of(from.get_array(), &boost::json::value::is_number);
    bool good = false;
    if (is_float)
        good = read_as<double>("float", out.text, from, found);
    else if (has_float && !has_others)
        good = read_as<std::vector<double>>("list[float]", out.text, from, found);
    else
        good = read_as<std::int64_t>("int", out.text, from, found) || read_as<double>("float", out.text, from, found) ||
               read_as<std::vector<std::int64_t>>("list[int]", out.text, from, found) ||
               read_as<std::vector<double>>("list[float]", out.text, from, found);
    if (!good)
        return false;
    all.forget();
    if (from.is_array() && from.get_array().size() > models::max_retry_delays) {
        found.add_value_error("Can not configure more than 50 retry delays per task.", from);
        return false;
    }
    return true;
}

boost::json::object schema<models::retry_delays>::make(components&)
{
    boost::json::object const whole{{"type", "integer"}};
    boost::json::object const number{{"type", "number"}};
    auto const list = [](boost::json::object const& of) {
        return boost::json::object{{"type", "array"}, {"items", of}};
    };
    return {{"anyOf", boost::json::array{whole, number, list(whole), list(number)}}};
}

} // namespace praetor::json

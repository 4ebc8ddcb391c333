// How a run retries, and what it has seen of pauses: the column empirical_policy.
#pragma once

#include <server/base/json/constrained.hpp>
#include <server/base/json/text_set.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

BOOST_DEFINE_ENUM_CLASS(retry_kind, in_process, reschedule)

// {"max_retries": 0, "retry_delay_seconds": 0.0, "retries": 2, "retry_delay": 10, "pause_keys": [], "resuming": false,
//  "retry_type": null}. The first two are old names, read where the new ones are absent.
struct flow_run_policy
{
    defaulted<std::int64_t> max_retries;
    defaulted<double> retry_delay_seconds;
    std::optional<std::int64_t> retries;
    std::optional<std::int64_t> retry_delay; // seconds
    defaulted<std::optional<json::text_set>> pause_keys{json::text_set{}};
    std::optional<bool> resuming = false;
    std::optional<retry_kind> retry_type;

    // Deprecated members speak where those that replace them do not: max_retries for retries, retry_delay_seconds for
    // retry_delay.
    static void fill(boost::json::object& from);
};
BOOST_DESCRIBE_STRUCT(flow_run_policy, (),
                      (max_retries, retry_delay_seconds, retries, retry_delay, pause_keys, resuming, retry_type))

inline constexpr std::size_t max_retry_delays = 50;

// A number of seconds or a list of them, one a retry, as JSON.
struct retry_delays : json_text
{};

// Not negative.
struct jitter_rule
{
    static bool check(double value, boost::json::value const& from, json::problems& found);
};
using jitter_factor = json::constrained<double, jitter_rule>;

// What flow_run_policy is to a flow run, for a task run.
struct task_run_policy
{
    defaulted<std::int64_t> max_retries;
    defaulted<double> retry_delay_seconds;
    std::optional<std::int64_t> retries;
    std::optional<retry_delays> retry_delay;
    std::optional<jitter_factor> retry_jitter_factor;

    // As of flow_run_policy.
    static void fill(boost::json::object& from);
};
BOOST_DESCRIBE_STRUCT(task_run_policy, (),
                      (max_retries, retry_delay_seconds, retries, retry_delay, retry_jitter_factor))

// Reads a stored policy; what can not be read is the default one.
flow_run_policy read_flow_run_policy(json_text const& stored);
task_run_policy read_task_run_policy(json_text const& stored);

} // namespace praetor::models

namespace praetor::json {
PRAETOR_DECLARE_CODEC(models::retry_delays);
template <>
inline constexpr bool is_literal<models::retry_kind> = true;
} // namespace praetor::json

#include <models/seed/state_row.hpp>

#include <algorithm>

namespace praetor::models::seed {
namespace {

void append_id(std::string& out, std::optional<uuid> const& id)
{
    if (!id) {
        out += "null";
        return;
    }
    out += '"';
    append(out, *id);
    out += '"';
}

} // namespace

std::string details_of(planned_state const& state, std::optional<uuid> flow_run, std::optional<uuid> task_run,
                       timestamp scheduled)
{
    std::string text;
    text.reserve(640);
    text += R"({"flow_run_id": )";
    append_id(text, flow_run);
    text += R"(, "task_run_id": )";
    append_id(text, task_run);
    text += R"(, "child_flow_run_id": null, "scheduled_time": )";
    if (state.type == "SCHEDULED") {
        text += '"';
        append_rfc3339(text, std::max(scheduled, state.at));
        text += '"';
    }
    else
        text += "null";
    text += R"(, "cache_key": null, "cache_expiration": null, "deferred": false, "untrackable_result": false, )"
            R"("pause_timeout": null, "pause_reschedule": false, "pause_key": null, "run_input_keyset": null, )"
            R"("refresh_cache": null, "retriable": null, "transition_id": null, "task_parameters_id": null, )"
            R"("traceparent": null, "deployment_concurrency_lease_id": null})";
    return text;
}

std::string_view message_of(planned_state const& state)
{
    if (state.type == "FAILED")
        return "Flow run encountered an exception: ConnectionError: the warehouse did not answer";
    if (state.type == "CRASHED")
        return "Execution was aborted by a termination signal.";
    if (state.name == "AwaitingRetry")
        return "Flow run encountered an exception: TimeoutError: no answer within 30 s";
    return {};
}

} // namespace praetor::models::seed

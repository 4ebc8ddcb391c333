// What a run's times say at the moment of asking, the same for flow runs and task runs.
#pragma once

#include <models/runs/state.hpp>

#include <boost/describe/class.hpp>

#include <array>
#include <string_view>

namespace praetor::models {

// Filled by estimate_times().
struct run_estimates
{
    static constexpr std::array<std::string_view, 2> computed{"estimated_run_time", "estimated_start_time_delta"};
    duration estimated_run_time{};         // grows while the run is RUNNING
    duration estimated_start_time_delta{}; // how late it started, or is
};
BOOST_DESCRIBE_STRUCT(run_estimates, (), (estimated_run_time, estimated_start_time_delta))

// Fills the estimates as they are at `when`.
template <class Run>
void estimate_times(Run& run, timestamp when)
{
    run.estimated_run_time = run.total_run_time;
    if (run.state_type == state_type::RUNNING && run.state)
        run.estimated_run_time += when - run.state->timestamp;
    run.estimated_start_time_delta = duration{0};
    if (!run.expected_start_time)
        return;
    if (run.start_time) {
        if (*run.start_time > *run.expected_start_time)
            run.estimated_start_time_delta = *run.start_time - *run.expected_start_time;
    }
    else if (*run.expected_start_time < when && !(run.state_type && is_final(*run.state_type)))
        run.estimated_start_time_delta = when - *run.expected_start_time;
}

} // namespace praetor::models

// States of task runs as clients tell them that orchestrate their task runs themselves.
#pragma once

#include <tests/support/test_server.hpp>

#include <chrono>
#include <string>
#include <thread>

namespace praetor::tests {

// The event with which a client tells a state of a task run that it orchestrates itself.
inline std::string told_state(std::string const& event_id, std::string const& task_run, std::string const& flow_run,
                              std::string const& type, std::string const& occurred, int run_count)
{
    return R"({"id":")" + event_id + R"(","occurred":")" + occurred + R"(","event":"prefect.task-run.)" + type +
           R"(","resource":{"prefect.resource.id":"prefect.task-run.)" + task_run +
           R"(","prefect.orchestration":"client"},"related":[{"prefect.resource.id":"prefect.flow-run.)" + flow_run +
           R"(","prefect.resource.role":"flow-run"}],"payload":{"validated_state":{"type":")" + type + R"(","name":")" +
           type +
           R"(","message":null,"state_details":{},"data":null},)"
           R"("task_run":{"name":"add-1","task_key":"add","dynamic_key":"d1","tags":["t"],"run_count":)" +
           std::to_string(run_count) + R"(,"total_run_time":1.5,"task_inputs":{}}}})";
}

// Recording happens behind the answer: the states of a task run in order of time, once there are so many of them, or as
// they are after ten seconds.
inline boost::json::value recorded_states(test_server const& server, std::string const& task_run, std::size_t count)
{
    boost::json::value found;
    for (int tries = 0; tries < 500; ++tries) {
        found = server.get("/task_run_states/?task_run_id=" + task_run).json();
        if (found.as_array().size() >= count)
            break;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return found;
}

} // namespace praetor::tests

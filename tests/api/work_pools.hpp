// What tests of pools, queues and workers ask.
#pragma once

#include <tests/api/requests.hpp>

#include <boost/json/array.hpp>

#include <chrono>
#include <string>
#include <thread>

namespace praetor::tests {

inline answer make_pool(test_server const& server, std::string const& name, std::string const& more = {})
{
    return server.post("/work_pools/", R"({"name":")" + name + R"(","type":"process")" + more + '}');
}

inline answer make_queue(test_server const& server, std::string const& pool, std::string const& name,
                         std::string const& more = {})
{
    return server.post("/work_pools/" + pool + "/queues", R"({"name":")" + name + '"' + more + '}');
}

// "name:priority;…" of the queues of a pool, by priority.
inline std::string priorities_of(test_server const& server, std::string const& pool)
{
    std::string all;
    auto const found = server.post("/work_pools/" + pool + "/queues/filter", "{}").json();
    for (auto const& one : found.as_array())
        all += text_of(one, "name") + ':' + std::to_string(one.at("priority").to_number<int>()) + ';';
    return all;
}

// A run that is SCHEDULED in a queue of a pool at a time of ISO 8601.
inline std::string make_scheduled_run(test_server const& server, std::string const& flow, std::string const& pool,
                                      std::string const& queue, std::string const& when)
{
    return make_flow_run(server, flow,
                         R"(,"work_pool_name":")" + pool + R"(","work_queue_name":")" + queue +
                             R"(","state":{"type":"SCHEDULED","state_details":{"scheduled_time":")" + when + "\"}}");
}

inline answer poll(test_server const& server, std::string const& pool, std::string const& body = "{}")
{
    return server.post("/work_pools/" + pool + "/get_scheduled_flow_runs", body);
}

// The ids of the runs that a poll gives.
inline std::vector<std::string> polled_runs(test_server const& server, std::string const& pool,
                                            std::string const& body = "{}")
{
    std::vector<std::string> ids;
    auto const found = poll(server, pool, body).json();
    for (auto const& one : found.as_array())
        ids.push_back(text_of(one.at("flow_run"), "id"));
    return ids;
}

// "event;…" of a resource, in the order they happened.
inline std::string events_of(test_server const& server, std::string const& resource)
{
    std::string all;
    auto const found = server
                           .post("/events/filter",
                                 R"({"filter":{"order":"ASC","resource":{"id":[")" + resource + R"("]}},"limit":50})")
                           .json();
    for (auto const& one : found.at("events").as_array())
        all += text_of(one, "event") + ';';
    return all;
}

// Asks until it holds, ten seconds long.
template <class Holds>
bool comes_true(Holds holds)
{
    for (int tries = 0; tries < 500; ++tries) {
        if (holds())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return false;
}

} // namespace praetor::tests

// What tests of several routes ask first.
#pragma once

#include <tests/support/test_server.hpp>

#include <server/base/uuid.hpp>

#include <boost/json/object.hpp>

#include <string>

namespace praetor::tests {

inline std::string text_of(boost::json::value const& object, std::string_view name)
{
    return std::string{object.at(name).as_string()};
}

// The id of a flow of this name.
inline std::string make_flow(test_server const& server, std::string const& name = "flow")
{
    return text_of(server.post("/flows/", R"({"name":")" + name + "\"}").json(), "id");
}

// The id of a new flow run; `more` are members of the body behind a comma.
inline std::string make_flow_run(test_server const& server, std::string const& flow_id, std::string const& more = {})
{
    return text_of(server.post("/flow_runs/", R"({"flow_id":")" + flow_id + '"' + more + '}').json(), "id");
}

// Asks for a state: {"type": …, "name": …}; gives the orchestration result.
inline boost::json::value set_state(test_server const& server, std::string const& run_id, std::string const& state,
                                    bool force = false, std::string_view kind = "flow_runs")
{
    return server
        .post('/' + std::string{kind} + '/' + run_id + "/set_state",
              R"({"state":)" + state + R"(,"force":)" + (force ? "true" : "false") + '}')
        .json();
}

// The id of a deployment of a flow, written past the API: with the limit of this id, where there is one, and options as
// JSON.
inline std::string make_deployment(test_server& server, std::string const& flow_id, std::string const& limit_id = {},
                                   std::string const& options = {})
{
    auto const id = to_string(uuid::random());
    server.database().run(
        "INSERT INTO deployment (id, name, flow_id, concurrency_limit_id, concurrency_options) VALUES ('" + id +
        "', 'd-" + id + "', '" + flow_id + "', " + (limit_id.empty() ? "NULL" : '\'' + limit_id + '\'') + ", " +
        (options.empty() ? "NULL" : '\'' + options + '\'') + ")");
    return id;
}

// The id of a new global limit.
inline std::string make_limit(test_server const& server, std::string const& name, int slots)
{
    return text_of(
        server.post("/v2/concurrency_limits/", R"({"name":")" + name + R"(","limit":)" + std::to_string(slots) + '}')
            .json(),
        "id");
}

inline std::int64_t active_slots(test_server const& server, std::string const& limit)
{
    return server.get("/v2/concurrency_limits/" + limit).json().at("active_slots").to_number<std::int64_t>();
}

} // namespace praetor::tests

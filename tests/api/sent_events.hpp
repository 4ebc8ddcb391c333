// Events as tests send them, and how many a server has.
#pragma once

#include <tests/api/requests.hpp>

#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

namespace praetor::tests {

inline std::string event_of(std::string const& name, std::string const& resource = "x.1", std::string const& more = {},
                            timestamp occurred = now())
{
    return R"({"id":")" + to_string(uuid::random()) + R"(","occurred":")" + to_rfc3339(occurred) + R"(","event":")" +
           name + R"(","resource":{"prefect.resource.id":")" + resource + R"("},"payload":{"n":1})" + more + '}';
}

inline std::string filter_all(std::string const& more = {})
{
    return R"({"type":"filter","filter":{"occurred":{"since":"2020-01-01T00:00:00Z","until":"2100-01-01T00:00:00Z"})" +
           more + "}}";
}

inline std::int64_t count(test_server const& server, std::string const& filter = "{}")
{
    return server.post("/events/filter", R"({"filter":)" + filter + '}').json().at("total").as_int64();
}

inline void wait_until_stored(test_server const& server, std::int64_t wanted)
{
    for (int tries = 0; tries < 1000 && count(server) < wanted; ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    BOOST_TEST(count(server) == wanted);
}

} // namespace praetor::tests

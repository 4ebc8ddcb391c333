// GET /health: what a request costs that asks the database nothing.
#include <bench/cases.hpp>
#include <bench/repeated_request.hpp>
#include <bench/request.hpp>

namespace praetor::bench {

task<boost::json::object> measure_health(options const& wanted)
{
    repeated_request asked{get(wanted, "/health")};
    auto result = co_await run_load(wanted, asked);
    co_return to_json(wanted, result);
}

} // namespace praetor::bench

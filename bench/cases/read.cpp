// GET /flow_runs/{id}: one run with its state.
#include <bench/cases.hpp>
#include <bench/fixture.hpp>
#include <bench/repeated_request.hpp>
#include <bench/request.hpp>

#include <boost/asio/this_coro.hpp>

namespace praetor::bench {

task<boost::json::object> measure_read(options const& wanted)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const flow = co_await make_flow(to, wanted);
    auto const made = co_await ask_json(to, post(wanted, "/flow_runs/", flow_run_body(flow, "RUNNING")));
    repeated_request asked{get(wanted, "/flow_runs/" + std::string{made.at("id").as_string()})};
    auto result = co_await run_load(wanted, asked);
    co_return to_json(wanted, result);
}

} // namespace praetor::bench

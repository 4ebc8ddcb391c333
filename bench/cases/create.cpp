// POST /flow_runs/: a run with a first state, as the SDK creates one.
#include <bench/cases.hpp>
#include <bench/fixture.hpp>
#include <bench/repeated_request.hpp>
#include <bench/request.hpp>

#include <boost/asio/this_coro.hpp>

namespace praetor::bench {

task<boost::json::object> measure_create(options const& wanted)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const flow = co_await make_flow(to, wanted);
    repeated_request asked{post(wanted, "/flow_runs/", flow_run_body(flow, "PENDING"))};
    auto result = co_await run_load(wanted, asked);
    auto figures = to_json(wanted, result);
    auto const stored = co_await count_runs(to, wanted, flow, "PENDING");
    figures["answered"] = result.good_in_all;
    figures["stored"] = stored;
    co_return figures;
}

} // namespace praetor::bench

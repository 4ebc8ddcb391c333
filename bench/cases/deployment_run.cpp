// POST /deployments/{id}/create_flow_run: a run with parameters that are held against the schema, and job variables
// that are held against the pool's template.
#include <bench/cases.hpp>
#include <bench/deployed.hpp>
#include <bench/fixture.hpp>
#include <bench/repeated_request.hpp>
#include <bench/request.hpp>

#include <boost/asio/this_coro.hpp>

namespace praetor::bench {

task<boost::json::object> measure_deployment_run(options const& wanted)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const flow = co_await make_flow(to, wanted);
    auto const pool = co_await make_pool(to, wanted);
    auto const deployment = co_await make_deployments(to, wanted, flow, pool, 1);
    repeated_request asked{post(wanted, "/deployments/" + deployment + "/create_flow_run", deployment_run_body())};
    auto result = co_await run_load(wanted, asked);
    auto figures = to_json(wanted, result);
    auto const stored = co_await count_runs(to, wanted, flow, "SCHEDULED");
    figures["answered"] = result.good_in_all;
    figures["stored"] = stored;
    co_return figures;
}

} // namespace praetor::bench

// POST /work_pools/{name}/get_scheduled_flow_runs: the 200 runs that a worker takes of 1,000 that are due, none of them
// taken, as between two polls of a worker with a limit.
#include <bench/cases.hpp>
#include <bench/deployed.hpp>
#include <bench/fixture.hpp>
#include <bench/repeated_request.hpp>
#include <bench/request.hpp>
#include <server/base/error.hpp>
#include <server/base/timestamp.hpp>

#include <boost/asio/this_coro.hpp>

#include <fmt/format.h>

namespace praetor::bench {

task<boost::json::object> measure_worker_poll(options const& wanted)
{
    constexpr unsigned due = 1000;
    constexpr unsigned taken = 200;
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const flow = co_await make_flow(to, wanted);
    auto const pool = co_await make_pool(to, wanted);
    auto const deployment = co_await make_deployments(to, wanted, flow, pool, 1);
    co_await make_deployment_runs(to, wanted, deployment, due);

    auto const poll = post(wanted, "/work_pools/" + pool + "/get_scheduled_flow_runs",
                           fmt::format(R"({{"work_queue_names":["default"],"scheduled_before":"{}","limit":{}}})",
                                       to_rfc3339(now() + std::chrono::seconds{10}), taken));
    auto const first = co_await ask_json(to, poll);
    if (first.as_array().size() != taken || !first.at(0).at("flow_run").at("state").is_object())
        throw error{errc::internal, "the poll does not give 200 runs with states"};
    repeated_request asked{poll};
    auto result = co_await run_load(wanted, asked);
    co_return to_json(wanted, result);
}

} // namespace praetor::bench

// POST /flow_runs/filter: the 200 runs of one flow with their states, newest first, as a page of the
// dashboard asks.
#include <bench/cases.hpp>
#include <bench/fixture.hpp>
#include <bench/repeated_request.hpp>
#include <bench/request.hpp>
#include <server/base/error.hpp>

#include <boost/asio/this_coro.hpp>

#include <fmt/format.h>

namespace praetor::bench {

task<boost::json::object> measure_filter(options const& wanted)
{
    constexpr unsigned runs = 200;
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const flow = co_await make_flow(to, wanted);
    co_await make_runs(to, wanted, flow, "COMPLETED", runs);

    auto const page = post(wanted, "/flow_runs/filter",
                           fmt::format(R"({{"flows":{{"id":{{"any_":["{}"]}}}},"sort":"EXPECTED_START_TIME_DESC",)"
                                       R"("limit":{},"offset":0}})",
                                       flow, runs));
    auto const first = co_await ask_json(to, page);
    if (first.as_array().size() != runs || !first.at(0).at("state").is_object())
        throw error{errc::internal, "the page does not hold 200 runs with states"};
    repeated_request asked{page};
    auto result = co_await run_load(wanted, asked);
    co_return to_json(wanted, result);
}

} // namespace praetor::bench

// POST /flow_runs/paginate: the second fifty of a flow's 200 runs, newest first, and how many there are.
#include <bench/cases.hpp>
#include <bench/fixture.hpp>
#include <bench/repeated_request.hpp>
#include <bench/request.hpp>
#include <server/base/error.hpp>

#include <boost/asio/this_coro.hpp>

#include <fmt/format.h>

namespace praetor::bench {

task<boost::json::object> measure_paginate(options const& wanted)
{
    constexpr unsigned runs = 200;
    constexpr unsigned rows = 50;
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const flow = co_await make_flow(to, wanted);
    co_await make_runs(to, wanted, flow, "COMPLETED", runs);

    auto const page = post(wanted, "/flow_runs/paginate",
                           fmt::format(R"({{"flows":{{"id":{{"any_":["{}"]}}}},"sort":"EXPECTED_START_TIME_DESC",)"
                                       R"("limit":{},"page":2}})",
                                       flow, rows));
    auto const first = co_await ask_json(to, page);
    if (first.at("results").as_array().size() != rows || first.at("count") != runs)
        throw error{errc::internal, "the page does not hold 50 of 200 runs"};
    repeated_request asked{page};
    auto result = co_await run_load(wanted, asked);
    co_return to_json(wanted, result);
}

} // namespace praetor::bench

// POST /deployments/filter: the 200 deployments of a flow with their schedules, as the dashboard asks; and /paginate:
// the second fifty of them, and how many there are.
#include <bench/cases.hpp>
#include <bench/deployed.hpp>
#include <bench/fixture.hpp>
#include <bench/repeated_request.hpp>
#include <bench/request.hpp>
#include <server/base/error.hpp>

#include <boost/asio/this_coro.hpp>

#include <fmt/format.h>

namespace praetor::bench {
namespace {

constexpr unsigned deployments = 200;

task<std::string> make_flow_of_deployments(connection& to, options const& wanted)
{
    auto const flow = co_await make_flow(to, wanted);
    auto const pool = co_await make_pool(to, wanted);
    co_await make_deployments(to, wanted, flow, pool, deployments);
    co_return flow;
}

std::string page_of(std::string_view flow, std::string_view which)
{
    return fmt::format(R"({{"flows":{{"id":{{"any_":["{}"]}}}},"sort":"NAME_ASC",{}}})", flow, which);
}

} // namespace

task<boost::json::object> measure_deployments_filter(options const& wanted)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const flow = co_await make_flow_of_deployments(to, wanted);
    auto const page = post(wanted, "/deployments/filter", page_of(flow, R"("limit":200,"offset":0)"));
    auto const first = co_await ask_json(to, page);
    if (first.as_array().size() != deployments || first.at(0).at("schedules").as_array().size() != 2)
        throw error{errc::internal, "the page does not hold 200 deployments with schedules"};
    repeated_request asked{page};
    auto result = co_await run_load(wanted, asked);
    co_return to_json(wanted, result);
}

task<boost::json::object> measure_deployments_paginate(options const& wanted)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const flow = co_await make_flow_of_deployments(to, wanted);
    auto const page = post(wanted, "/deployments/paginate", page_of(flow, R"("limit":50,"page":2)"));
    auto const first = co_await ask_json(to, page);
    if (first.at("results").as_array().size() != 50 || first.at("count") != deployments)
        throw error{errc::internal, "the page does not hold 50 of 200 deployments"};
    repeated_request asked{page};
    auto result = co_await run_load(wanted, asked);
    co_return to_json(wanted, result);
}

} // namespace praetor::bench

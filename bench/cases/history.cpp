// POST /flow_runs/history: the last 24 hours in intervals of five minutes, as the dashboard's chart asks. The runs are
// in the database already (measure/contents.py).
#include <bench/cases.hpp>
#include <bench/fixture.hpp>
#include <bench/repeated_request.hpp>
#include <bench/request.hpp>
#include <server/base/error.hpp>
#include <server/base/timestamp.hpp>

#include <boost/asio/this_coro.hpp>

#include <fmt/format.h>

namespace praetor::bench {
namespace {

std::uint64_t runs_in(boost::json::value const& history)
{
    std::uint64_t sum = 0;
    for (auto const& interval : history.as_array())
        for (auto const& state : interval.at("states").as_array())
            sum += state.at("count_runs").to_number<std::uint64_t>();
    return sum;
}

} // namespace

task<boost::json::object> measure_history(options const& wanted)
{
    constexpr std::size_t intervals = 24 * 12; // the reference makes one more on SQLite
    constexpr std::uint64_t fewest_runs = 5'000;
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const end = now();
    auto const day = post(wanted, "/flow_runs/history",
                          fmt::format(R"({{"history_start":"{}","history_end":"{}","history_interval_seconds":300}})",
                                      to_rfc3339(end - std::chrono::hours{24}), to_rfc3339(end)));
    auto const first = co_await ask_json(to, day);
    if (first.as_array().size() < intervals || runs_in(first) < fewest_runs)
        throw error{errc::internal,
                    fmt::format("the history holds {} intervals and {} runs", first.as_array().size(), runs_in(first))};
    repeated_request asked{day};
    auto result = co_await run_load(wanted, asked);
    auto figures = to_json(wanted, result);
    figures["runs"] = runs_in(first);
    co_return figures;
}

} // namespace praetor::bench

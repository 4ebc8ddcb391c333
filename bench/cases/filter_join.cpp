// POST /flow_runs/filter through three tables: of 300 runs of a flow those that bear a tag and have a task run that
// completed, latest start first. 200 of them.
#include <bench/cases.hpp>
#include <bench/fixture.hpp>
#include <bench/repeated_request.hpp>
#include <bench/request.hpp>
#include <server/base/error.hpp>

#include <boost/asio/this_coro.hpp>

#include <fmt/format.h>

namespace praetor::bench {
namespace {

constexpr unsigned all_runs = 300;
constexpr unsigned fitting_runs = 200;

std::string task_run_body(std::string_view run, std::string_view state)
{
    return fmt::format(R"({{"flow_run_id":"{}","task_key":"bench","dynamic_key":"0","name":"bench-0","state":{}}})",
                       run, state);
}

} // namespace

task<boost::json::object> measure_filter_join(options const& wanted)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const flow = co_await make_flow(to, wanted);
    auto const runs = co_await make_runs(to, wanted, flow, "COMPLETED", all_runs);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        auto const* state = i < fitting_runs ? R"({"type":"COMPLETED"})" : R"({"type":"FAILED"})";
        co_await ask_json(to, post(wanted, "/task_runs/", task_run_body(runs[i], state)));
    }

    auto const page =
        post(wanted, "/flow_runs/filter",
             fmt::format(R"({{"flows":{{"id":{{"any_":["{}"]}}}},"flow_runs":{{"tags":{{"all_":["bench"]}}}},)"
                         R"("task_runs":{{"state":{{"type":{{"any_":["COMPLETED"]}}}}}},)"
                         R"("sort":"START_TIME_DESC","limit":{},"offset":0}})",
                         flow, fitting_runs));
    auto const first = co_await ask_json(to, page);
    if (first.as_array().size() != fitting_runs || !first.at(0).at("state").is_object())
        throw error{errc::internal, fmt::format("the page holds {} runs, not 200", first.as_array().size())};
    repeated_request asked{page};
    auto result = co_await run_load(wanted, asked);
    co_return to_json(wanted, result);
}

} // namespace praetor::bench

// GET /flow_runs/{id}/graph-v2 of a run with 1,000 task runs: each but the first takes the result of one before it.
#include <bench/cases.hpp>
#include <bench/fixture.hpp>
#include <bench/repeated_request.hpp>
#include <bench/request.hpp>
#include <server/base/error.hpp>

#include <boost/asio/this_coro.hpp>

#include <fmt/format.h>

namespace praetor::bench {
namespace {

constexpr unsigned tasks = 1'000;
constexpr unsigned next_of_each = 10; // a tree of four levels

std::string task_run_body(std::string_view run, unsigned number, std::string_view input)
{
    auto const inputs =
        input.empty() ? std::string{"{}"} : fmt::format(R"({{"x":[{{"input_type":"task_run","id":"{}"}}]}})", input);
    return fmt::format(R"({{"flow_run_id":"{}","task_key":"bench","dynamic_key":"{}","name":"bench-{}",)"
                       R"("task_inputs":{},"state":{{"type":"RUNNING"}}}})",
                       run, number, number, inputs);
}

} // namespace

task<boost::json::object> measure_graph(options const& wanted)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const flow = co_await make_flow(to, wanted);
    auto const runs = co_await make_runs(to, wanted, flow, "RUNNING", 1);
    std::vector<std::string> made;
    for (unsigned i = 0; i < tasks; ++i) {
        auto const input = i == 0 ? std::string{} : made[(i - 1) / next_of_each];
        auto const one = co_await ask_json(to, post(wanted, "/task_runs/", task_run_body(runs.front(), i, input)));
        made.emplace_back(one.at("id").as_string());
    }

    auto const graph = get(wanted, "/flow_runs/" + runs.front() + "/graph-v2");
    auto const first = co_await ask_json(to, graph);
    if (first.at("nodes").as_array().size() != tasks || first.at("root_node_ids").as_array().size() != 1)
        throw error{errc::internal, "the graph does not hold 1,000 nodes below one"};
    repeated_request asked{graph};
    auto result = co_await run_load(wanted, asked);
    co_return to_json(wanted, result);
}

} // namespace praetor::bench

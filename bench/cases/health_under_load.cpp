// GET /health, a hundred times a second, while the connections of the load ask for what takes a server longest of all
// that a client may send: an input with 5,000 templates, a schema that tries twenty branches for each of 5,000 values,
// and a page of 200 runs with 4 KB of parameters each. The latencies are those of /health, from when each was due; all
// else is the load's.
#include <bench/cases.hpp>
#include <bench/fixture.hpp>
#include <bench/load.hpp>
#include <bench/request.hpp>
#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <string>

namespace praetor::bench {
namespace {

constexpr unsigned runs = 200;
constexpr unsigned templates = 5'000;
constexpr unsigned values = 5'000;
constexpr unsigned branches = 20;
constexpr std::chrono::milliseconds interval{10};
constexpr std::chrono::seconds grace{60}; // for answers that were due and have not come

class worst_requests : public question
{
public:
    explicit worst_requests(std::array<std::string, 3> all) : all_(std::move(all)) {}

    task<unsigned> ask(connection& to) override
    {
        auto const& mine = all_[next_++ % all_.size()];
        auto const got = co_await to.exchange(mine);
        co_return got.status;
    }

private:
    std::array<std::string, 3> all_;
    std::size_t next_ = 0;
};

template <class Write>
std::string joined(unsigned count, Write write)
{
    std::string text;
    for (unsigned i = 0; i < count; ++i)
        text += (i == 0 ? "" : ",") + write(i);
    return text;
}

// A paused run whose input never fits, so that it can be sent again and again.
task<std::string> input_of_templates(connection& to, options const& wanted, std::string flow)
{
    auto const made = co_await ask_json(to, post(wanted, "/flow_runs/", fmt::format(R"({{"flow_id":"{}"}})", flow)));
    std::string const run{made.at("id").as_string()};
    static_cast<void>(co_await ask_json(
        to, post(wanted, "/flow_runs/" + run + "/set_state",
                 R"({"force":true,"state":{"type":"PAUSED","state_details":{"pause_timeout":"2999-01-01T00:00:00Z",)"
                 R"("pause_reschedule":false,"run_input_keyset":{"schema":"wanted","response":"given"}}}})")));
    auto const schema =
        post(wanted, "/flow_runs/" + run + "/input", R"({"key":"wanted","value":"{\"required\":[\"never\"]}"})");
    auto const stored = co_await to.exchange(schema);
    if (!stored.good())
        throw error{errc::internal, fmt::format("the schema was refused with {}", stored.status)};
    auto const input = joined(templates, [](unsigned i) {
        return fmt::format(R"("t{}":{{"__prefect_kind":"jinja","template":"{{{{ 1 }}}}"}})", i);
    });
    co_return post(wanted, "/flow_runs/" + run + "/resume", R"({"run_input":{)" + input + "}}");
}

std::string values_for_schema(options const& wanted)
{
    auto const tried = joined(branches, [](unsigned i) { return fmt::format(R"({{"minimum":{}}})", values + i); });
    auto const numbers = joined(values, [](unsigned i) { return std::to_string(i); });
    return post(wanted, "/ui/schemas/validate",
                R"({"schema":{"properties":{"x":{"items":{"anyOf":[)" + tried +
                    R"(,{"type":"integer"}]}}}},"values":{"x":[)" + numbers + "]}}");
}

task<std::string> page_of_runs(connection& to, options const& wanted, std::string flow)
{
    auto const run = post(wanted, "/flow_runs/",
                          fmt::format(R"({{"flow_id":"{}","parameters":{{"text":"{}"}},"state":{{"type":"PENDING"}}}})",
                                      flow, std::string(4'000, 'x')));
    for (unsigned i = 0; i < runs; ++i)
        static_cast<void>(co_await ask_json(to, run));
    co_return post(wanted, "/flow_runs/filter",
                   fmt::format(R"({{"flows":{{"id":{{"any_":["{}"]}}}},"limit":{},"offset":0}})", flow, runs));
}

// Asks at fixed times from now on; what the answers take counts from then.
task<void> ask_health(connection& to, options const& wanted, latency& into)
{
    using clock = std::chrono::steady_clock;
    auto const request = get(wanted, "/health");
    auto const start = clock::now();
    auto const over = start + std::chrono::duration_cast<clock::duration>(wanted.measured);
    for (auto due = start; due < over && clock::now() < over + grace; due += interval) {
        if (due > clock::now())
            co_await sleep_for(due - clock::now());
        try {
            static_cast<void>(co_await to.exchange(request));
        }
        catch (boost::system::system_error const&) {
            // It took until the connection was given up: the time is what counts.
        }
        into.add(clock::now() - due);
    }
}

task<void> ask_worst(options const& wanted, question& asked, load_result& into)
{
    into = co_await run_load(wanted, asked);
}

task<void> ask_health_after_warm_up(connection& to, options const& wanted, latency& into)
{
    co_await sleep_for(std::chrono::duration_cast<std::chrono::steady_clock::duration>(wanted.warm_up));
    co_await ask_health(to, wanted, into);
}

} // namespace

task<boost::json::object> measure_health_under_load(options const& wanted)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const flow = co_await make_flow(to, wanted);
    auto input = co_await input_of_templates(to, wanted, flow);
    auto page = co_await page_of_runs(to, wanted, flow);
    worst_requests asked{{std::move(input), values_for_schema(wanted), std::move(page)}};
    load_result load;
    latency health;
    task_group both{executor};
    both.spawn(ask_worst(wanted, asked, load));
    both.spawn(ask_health_after_warm_up(to, wanted, health));
    co_await both.join();

    auto figures = to_json(wanted, load);
    auto const micros = [&](double share) { return static_cast<double>(health.percentile(share).count()) / 1000.0; };
    figures["asked"] = health.count();
    figures["p50_us"] = micros(0.50);
    figures["p90_us"] = micros(0.90);
    figures["p99_us"] = micros(0.99);
    figures["max_us"] = micros(1.0);
    co_return figures;
}

} // namespace praetor::bench

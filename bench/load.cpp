#include <bench/load.hpp>

#include <server/base/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <exception>

namespace praetor::bench {
namespace {

namespace asio = boost::asio;
using steady = std::chrono::steady_clock;

constexpr auto grace = std::chrono::seconds{60};
constexpr auto pause_after_break = std::chrono::milliseconds{10};

// What the connections of one run share. One thread.
struct run
{
    options const& wanted;
    question& asked;
    steady::time_point start, counted_from, over;
    std::uint64_t next_ticket = 0;
    unsigned running = 0;
    asio::steady_timer all_done; // never expires; cancelled by the last connection
    load_result result;
};

steady::duration whole(std::chrono::duration<double> seconds)
{
    return std::chrono::duration_cast<steady::duration>(seconds);
}

task<void> sleep_until(steady::time_point when)
{
    auto const executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor, when};
    co_await timer.async_wait(asio::use_awaitable);
}

// When the next question is due, on the open loop; now, on the closed one.
steady::time_point next_due(run& shared)
{
    auto const now = steady::now();
    if (!shared.wanted.rate)
        return now;
    auto const ticket = static_cast<double>(shared.next_ticket++);
    return shared.start + whole(std::chrono::duration<double>{ticket / *shared.wanted.rate});
}

void count(run& shared, unsigned status, steady::time_point due, steady::time_point done)
{
    auto& result = shared.result;
    if (status < 200 || status >= 300) {
        ++result.refused;
        ++result.refusals[status];
        return;
    }
    ++result.good_in_all;
    if (done >= shared.counted_from && done < shared.over)
        result.answers.add(done - due);
}

task<void> ask_until_over(run& shared, connection& mine)
{
    for (;;) {
        auto const due = next_due(shared);
        if (due >= shared.over)
            co_return;
        if (due > steady::now())
            co_await sleep_until(due);
        unsigned status = 0;
        try {
            status = co_await shared.asked.ask(mine);
        }
        catch (boost::system::system_error const&) {
            status = 0;
        }
        auto const done = steady::now();
        count(shared, status, due, done);
        if (status == 0)
            co_await sleep_until(done + pause_after_break);
    }
}

usage usage_of_server(options const& wanted)
{
    return wanted.server ? usage_of_tree(*wanted.server) : usage{};
}

} // namespace

task<load_result> run_load(options const& wanted, question& asked)
{
    if (!wanted.once_prepared.empty() && std::system(wanted.once_prepared.c_str()) != 0)
        throw error{errc::internal, "the command failed that should run once the case is prepared"};
    auto const executor = co_await asio::this_coro::executor;
    auto const start = steady::now();
    auto const counted_from = start + whole(wanted.warm_up);
    run shared{wanted,
               asked,
               start,
               counted_from,
               counted_from + whole(wanted.measured),
               0,
               wanted.connections,
               asio::steady_timer{executor},
               {}};
    std::exception_ptr failure;

    std::deque<connection> connections;
    for (unsigned i = 0; i < wanted.connections; ++i) {
        auto& mine = connections.emplace_back(executor, wanted);
        auto const finished = [&shared, &failure](std::exception_ptr problem) {
            if (problem)
                failure = problem;
            if (--shared.running == 0)
                shared.all_done.cancel();
        };
        asio::co_spawn(executor, ask_until_over(shared, mine), finished);
    }

    co_await sleep_until(shared.counted_from);
    shared.result.before = usage_of_server(wanted);
    auto const own_before = own_processor_time();
    co_await sleep_until(shared.over);
    shared.result.after = usage_of_server(wanted);
    shared.result.own = own_processor_time() - own_before;
    shared.result.measured = wanted.measured;

    shared.all_done.expires_after(grace);
    for (bool closed = false; shared.running > 0;) {
        boost::system::error_code ended;
        co_await shared.all_done.async_wait(asio::redirect_error(asio::use_awaitable, ended));
        if (!ended && !closed) {
            for (auto& each : connections)
                each.close();
            closed = true;
        }
        shared.all_done.expires_after(grace);
    }
    if (failure)
        std::rethrow_exception(failure);
    co_return std::move(shared.result);
}

boost::json::object to_json(options const& wanted, load_result& result)
{
    auto const micros = [](latency::duration value) { return static_cast<double>(value.count()) / 1000.0; };
    auto const units = static_cast<double>(result.answers.count());
    auto const per_unit = [units](std::chrono::microseconds spent) {
        return units > 0 ? static_cast<double>(spent.count()) / units : 0.0;
    };
    boost::json::object refusals;
    for (auto const& [status, times] : result.refusals)
        refusals[std::to_string(status)] = times;

    boost::json::object out;
    out["case"] = wanted.case_name;
    out["loop"] = wanted.rate ? "open" : "closed";
    out["connections"] = wanted.connections;
    out["units"] = result.answers.count();
    out["per_second"] = units / std::max(result.measured.count(), 1e-9);
    out["refused"] = result.refused;
    out["refusals"] = std::move(refusals);
    out["p50_us"] = micros(result.answers.percentile(0.50));
    out["p90_us"] = micros(result.answers.percentile(0.90));
    out["p99_us"] = micros(result.answers.percentile(0.99));
    out["max_us"] = micros(result.answers.percentile(1.0));
    out["server_cpu_us"] = per_unit(result.after.processor - result.before.processor);
    out["client_cpu_us"] = per_unit(result.own);
    out["server_resident"] = result.after.resident;
    return out;
}

} // namespace praetor::bench

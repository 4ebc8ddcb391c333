// Events that are stored already: the time until a new subscriber of /events/out has received all of them.
#include <bench/cases.hpp>
#include <bench/event.hpp>
#include <bench/fixture.hpp>
#include <bench/request.hpp>
#include <bench/socket.hpp>
#include <bench/stopwatch.hpp>
#include <server/base/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace praetor::bench {
namespace {

namespace asio = boost::asio;

task<void> store_events(connection& to, options const& wanted, std::string name)
{
    constexpr unsigned batch = 500;
    for (unsigned done = 0; done < wanted.events; done += batch) {
        std::string body = "[";
        for (unsigned i = done; i < std::min(done + batch, wanted.events); ++i) {
            body += body.size() > 1 ? "," : "";
            body += event_text(name);
        }
        auto const request = post(wanted, "/events", body + "]");
        auto const got = co_await to.exchange(request);
        if (!got.good())
            throw error{errc::internal, fmt::format("POST /events answered {}: {}", got.status, text_of(got))};
    }
    bool const stored = co_await wait_until_stored(to, wanted, name, wanted.events, std::chrono::seconds{120});
    if (!stored)
        throw error{errc::internal, "the events of the backfill were never all stored"};
}

struct backfill
{
    double seconds = 0;
    double cpu_us = 0; // the server's, over one event
    unsigned received = 0;
};

task<backfill> receive_all(options const& wanted, std::string name, timestamp started)
{
    auto const executor = co_await asio::this_coro::executor;
    socket out{executor};
    co_await out.open(wanted, "/events/out");
    asio::steady_timer response_timeout{executor, std::chrono::seconds{60}};
    response_timeout.async_wait([&out](boost::system::error_code ended) {
        if (!ended)
            out.close();
    });
    std::string hello;
    append_frame(hello, subscription_text({name}, started));

    backfill result;
    stopwatch const watch{wanted};
    co_await out.send(hello);
    while (result.received < wanted.events) {
        auto const message = co_await out.receive();
        if (message.find(name) != std::string_view::npos)
            ++result.received;
    }
    result.seconds = watch.seconds();
    result.cpu_us = watch.server_cpu_us(result.received);
    co_return result;
}

} // namespace

task<boost::json::object> measure_backfill(options const& wanted)
{
    constexpr int times = 3;
    auto const executor = co_await asio::this_coro::executor;
    connection to{executor, wanted};
    auto const name = event_name("backfill");
    auto const started = now();
    co_await store_events(to, wanted, name);
    std::vector<backfill> results;
    for (int i = 0; i < times; ++i) {
        auto const one = co_await receive_all(wanted, name, started);
        results.push_back(one);
    }
    std::ranges::sort(results, {}, &backfill::seconds);
    auto const& median = results[times / 2];

    boost::json::object figures;
    figures["case"] = wanted.case_name;
    figures["units"] = median.received;
    figures["sent"] = wanted.events;
    figures["lost"] = wanted.events - median.received;
    figures["seconds"] = median.seconds;
    figures["per_second"] = median.received / median.seconds;
    figures["server_cpu_us"] = median.cpu_us;
    co_return figures;
}

} // namespace praetor::bench

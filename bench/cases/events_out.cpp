// A flood of events through one /events/in while many subscribers listen on /events/out: who gets how many,
// how soon.
#include <bench/cases.hpp>
#include <bench/event.hpp>
#include <bench/socket.hpp>
#include <bench/stopwatch.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <deque>
#include <exception>

namespace praetor::bench {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

struct subscriber
{
    socket out;
    bool ready = false;    // has seen a probe: from now on nothing may be missed
    unsigned received = 0; // events of the flood
    double last = 0;       // seconds from the flood's start to its last event here
    bool over = false;
};

task<void> listen(subscriber& mine, options const& wanted, std::string probe, std::string flood,
                  stopwatch const*& since)
{
    co_await mine.out.open(wanted, "/events/out");
    std::string hello;
    append_frame(hello, subscription_text({probe, flood}, now()));
    co_await mine.out.send(hello);
    for (;;) {
        auto const message = co_await mine.out.receive();
        if (message.find(flood) == std::string_view::npos) {
            mine.ready = true;
        }
        else {
            ++mine.received;
            mine.last = since ? since->seconds() : 0;
        }
    }
}

task<void> pause(std::chrono::milliseconds time)
{
    auto const executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor, time};
    co_await timer.async_wait(asio::use_awaitable);
}

// No message tells that a subscription stands, so probes are sent until everyone has seen one. False after 30
// s.
task<bool> wait_until_ready(std::deque<subscriber>& all, socket& in, std::string probe)
{
    for (int tries = 0; tries < 300; ++tries) {
        if (std::ranges::all_of(all, &subscriber::ready))
            co_return true;
        std::string frame;
        append_frame(frame, event_text(probe));
        co_await in.send(frame);
        co_await pause(100ms);
    }
    co_return false;
}

// Until everyone has everything, or nothing has come for five seconds.
task<void> wait_until_received(std::deque<subscriber>& all, unsigned expected)
{
    std::uint64_t before = 0;
    for (int quiet = 0; quiet < 500; ++quiet) {
        std::uint64_t sum = 0;
        for (auto const& each : all)
            sum += each.received;
        if (sum == std::uint64_t{expected} * all.size())
            co_return;
        if (sum != before)
            quiet = 0;
        before = sum;
        co_await pause(10ms);
    }
}

} // namespace

task<boost::json::object> measure_events_out(options const& wanted)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const probe = event_name("probe");
    auto const flood = event_name("flood");
    stopwatch const* since = nullptr;
    std::deque<subscriber> all;
    for (unsigned i = 0; i < wanted.subscribers; ++i) {
        auto& mine = all.emplace_back(socket{executor});
        asio::co_spawn(executor, listen(mine, wanted, probe, flood, since),
                       [&mine](std::exception_ptr) { mine.over = true; });
    }
    socket in{executor};
    co_await in.open(wanted, "/events/in");
    bool const ready = co_await wait_until_ready(all, in, probe);

    std::string frames;
    for (unsigned i = 0; i < wanted.events; ++i)
        append_frame(frames, event_text(flood));
    stopwatch const watch{wanted};
    since = &watch;
    co_await in.send(frames);
    co_await wait_until_received(all, wanted.events);

    auto const expected = std::uint64_t{wanted.events} * wanted.subscribers;
    std::uint64_t received = 0;
    double last = 0;
    unsigned least = wanted.events;
    for (auto& each : all) {
        received += each.received;
        least = std::min(least, each.received);
        last = std::max(last, each.last);
    }
    boost::json::object figures;
    figures["case"] = wanted.case_name;
    figures["ready"] = ready;
    figures["units"] = received;
    figures["sent"] = expected;
    figures["lost"] = expected - received;
    figures["least"] = least;
    figures["seconds"] = last;
    figures["per_second"] = last > 0 ? static_cast<double>(received) / last : 0.0;
    figures["server_cpu_us"] = watch.server_cpu_us(static_cast<double>(received));

    for (auto& each : all)
        each.out.close();
    while (!std::ranges::all_of(all, &subscriber::over))
        co_await pause(1ms);
    co_return figures;
}

} // namespace praetor::bench

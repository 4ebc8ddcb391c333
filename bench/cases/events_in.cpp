// Events sent through one websocket /events/in, as fast as it takes them, until all of them are stored.
#include <bench/cases.hpp>
#include <bench/event.hpp>
#include <bench/socket.hpp>
#include <bench/stopwatch.hpp>

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <vector>

namespace praetor::bench {
namespace {

struct burst
{
    double sent_seconds = 0;
    double pong_seconds = 0; // until a ping behind the events is answered, at which clients forget what they sent
    double seconds = 0;      // until all are stored
    double cpu_us = 0;       // the server's, over one event
    std::uint64_t stored = 0;
};

task<burst> send_burst(options const& wanted, connection& to, socket& in, std::string name)
{
    std::string frames;
    for (unsigned i = 0; i < wanted.events; ++i)
        append_frame(frames, event_text(name));
    append_ping(frames);
    co_await count_events(to, wanted, name); // connects, so that the measured time does not

    burst result;
    stopwatch const watch{wanted};
    co_await in.send(frames);
    result.sent_seconds = watch.seconds();
    static_cast<void>(co_await in.receive());
    result.pong_seconds = watch.seconds();
    static_cast<void>(co_await wait_until_stored(to, wanted, name, wanted.events, std::chrono::seconds{120}));
    result.seconds = watch.seconds();
    result.cpu_us = watch.server_cpu_us(wanted.events);
    result.stored = co_await count_events(to, wanted, name);
    co_return result;
}

} // namespace

task<boost::json::object> measure_events_in(options const& wanted)
{
    constexpr int times = 5;
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    socket in{executor};
    co_await in.open(wanted, "/events/in");
    std::vector<burst> results;
    std::uint64_t stored = 0;
    for (int i = 0; i < times; ++i) {
        auto const one = co_await send_burst(wanted, to, in, event_name("in"));
        results.push_back(one);
        stored += one.stored;
    }
    in.close();
    std::ranges::sort(results, {}, &burst::seconds);
    auto const& median = results[times / 2];

    boost::json::object figures;
    figures["case"] = wanted.case_name;
    figures["units"] = median.stored;
    figures["sent"] = wanted.events * times;
    figures["lost"] = wanted.events * times - stored;
    figures["sent_seconds"] = median.sent_seconds;
    figures["pong_seconds"] = median.pong_seconds;
    figures["seconds"] = median.seconds;
    figures["per_second"] = static_cast<double>(median.stored) / median.seconds;
    figures["server_cpu_us"] = median.cpu_us;
    co_return figures;
}

} // namespace praetor::bench

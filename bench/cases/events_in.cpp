// Events sent through one websocket /events/in, as fast as it takes them, until all of them are stored.
#include <bench/cases.hpp>
#include <bench/event.hpp>
#include <bench/socket.hpp>
#include <bench/stopwatch.hpp>

#include <boost/asio/this_coro.hpp>

namespace praetor::bench {

task<boost::json::object> measure_events_in(options const& wanted)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    socket in{executor};
    co_await in.open(wanted, "/events/in");
    auto const name = event_name("in");
    std::string frames;
    for (unsigned i = 0; i < wanted.events; ++i)
        append_frame(frames, event_text(name));
    co_await count_events(to, wanted, name); // connects, so that the measured time does not

    stopwatch const watch{wanted};
    co_await in.send(frames);
    auto const sent = watch.seconds();
    bool const all = co_await wait_until_stored(to, wanted, name, wanted.events, std::chrono::seconds{120});
    auto const took = watch.seconds();
    auto const cpu = watch.server_cpu_us(wanted.events);
    auto const stored = co_await count_events(to, wanted, name);
    in.close();

    boost::json::object figures;
    figures["case"] = wanted.case_name;
    figures["units"] = stored;
    figures["sent"] = wanted.events;
    figures["lost"] = all ? 0 : wanted.events - stored;
    figures["sent_seconds"] = sent;
    figures["seconds"] = took;
    figures["per_second"] = static_cast<double>(stored) / took;
    figures["server_cpu_us"] = cpu;
    co_return figures;
}

} // namespace praetor::bench

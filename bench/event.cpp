#include <bench/event.hpp>
#include <bench/fixture.hpp>
#include <bench/request.hpp>
#include <server/base/uuid.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace praetor::bench {

std::string event_name(std::string_view topic)
{
    return fmt::format("bench.{}.{}", topic, to_string(uuid::random()));
}

std::string event_text(std::string_view name)
{
    auto const run = to_string(uuid::random());
    return fmt::format(
        R"({{"occurred":"{}","event":"{}","resource":{{"prefect.resource.id":"prefect.flow-run.{}",)"
        R"("prefect.resource.name":"cautious-otter","prefect.state-message":"","prefect.state-name":"Running",)"
        R"("prefect.state-type":"RUNNING"}},"related":[{{"prefect.resource.id":"prefect.flow.{}",)"
        R"("prefect.resource.role":"flow","prefect.resource.name":"bench"}},{{"prefect.resource.id":)"
        R"("prefect.tag.bench","prefect.resource.role":"tag"}}],"payload":{{"intended":{{"from":"PENDING",)"
        R"("to":"RUNNING"}},"initial_state":{{"type":"PENDING","name":"Pending"}},"validated_state":{{)"
        R"("type":"RUNNING","name":"Running"}}}},"id":"{}","follows":null}})",
        to_rfc3339(now()), name, run, run, to_string(uuid::ordered()));
}

std::string event_filter(std::string_view name)
{
    return fmt::format(R"({{"event":{{"name":["{}"]}}}})", name);
}

std::string subscription_text(std::initializer_list<std::string_view> names, timestamp since)
{
    return fmt::format(R"({{"type":"filter","filter":{{"occurred":{{"since":"{}","until":"{}"}},)"
                       R"("event":{{"name":["{}"]}}}}}})",
                       to_rfc3339(since - std::chrono::minutes{1}), to_rfc3339(since + std::chrono::days{365}),
                       fmt::join(names, R"(",")"));
}

task<std::uint64_t> count_events(connection& to, options const& wanted, std::string name)
{
    auto const body = fmt::format(R"({{"filter":{},"limit":1}})", event_filter(name));
    auto const page = co_await ask_json(to, post(wanted, "/events/filter", body));
    co_return page.at("total").to_number<std::uint64_t>();
}

task<bool> wait_until_stored(connection& to, options const& wanted, std::string name, std::uint64_t expected,
                             std::chrono::seconds response_timeout)
{
    using namespace std::chrono_literals;
    using steady = std::chrono::steady_clock;
    auto const start = steady::now();
    auto const executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer{executor};
    while (steady::now() - start < response_timeout) {
        auto const stored = co_await count_events(to, wanted, name);
        if (stored >= expected)
            co_return true;
        auto const passed = steady::now() - start;
        timer.expires_after(std::clamp<steady::duration>(passed / 20, 5ms, 500ms));
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
    co_return false;
}

} // namespace praetor::bench

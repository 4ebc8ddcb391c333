#include <bench/fixture.hpp>
#include <bench/request.hpp>
#include <server/base/error.hpp>
#include <server/base/uuid.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>

#include <fmt/format.h>

namespace praetor::bench {
namespace {

namespace asio = boost::asio;

std::string title(std::string_view type)
{
    std::string name{type};
    for (std::size_t i = 1; i < name.size(); ++i)
        name[i] = static_cast<char>(name[i] - 'A' + 'a');
    return name;
}

std::string state(std::string_view type)
{
    return fmt::format(R"({{"type":"{}","name":"{}","message":null,"data":null,"state_details":{{)"
                       R"("flow_run_id":null,"task_run_id":null,"child_flow_run_id":null,"deferred":false,)"
                       R"("untrackable_result":false}}}})",
                       type, title(type));
}

} // namespace

task<boost::json::value> ask_json(connection& to, std::string request)
{
    constexpr int max_tries = 20;
    auto const executor = co_await asio::this_coro::executor;
    asio::steady_timer pause{executor};
    std::string problem;
    for (int tries = 0; tries < max_tries; ++tries) {
        answer got;
        try {
            got = co_await to.exchange(request);
        }
        catch (boost::system::system_error const& broken) {
            problem = broken.code().message();
            continue;
        }
        auto const text = text_of(got);
        if (got.good())
            co_return text.empty() ? boost::json::value{} : boost::json::parse(text);
        problem = fmt::format("{}: {}", got.status, text);
        if (got.status != 503)
            break;
        pause.expires_after(std::chrono::milliseconds{100});
        co_await pause.async_wait(asio::use_awaitable);
    }
    throw error{errc::internal, "the server answered " + problem};
}

task<std::string> make_flow(connection& to, options const& wanted)
{
    auto const body = fmt::format(R"({{"name":"bench-{}","tags":[]}})", to_string(uuid::random()));
    auto const made = co_await ask_json(to, post(wanted, "/flows/", body));
    co_return std::string{made.at("id").as_string()};
}

std::string flow_run_body(std::string_view flow, std::string_view type)
{
    return fmt::format(
        R"({{"flow_id":"{}","flow_version":"1","parameters":{{"wait":30,"where":"here"}},"context":{{}},)"
        R"("tags":["bench"],"parent_task_run_id":null,"state":{},)"
        R"("empirical_policy":{{"retries":0,"retry_delay":0}}}})",
        flow, state(type));
}

std::string state_body(std::string_view type)
{
    return fmt::format(R"({{"state":{},"force":false}})", state(type));
}

task<std::vector<std::string>> make_runs(connection& to, options const& wanted, std::string flow, std::string type,
                                         unsigned count)
{
    auto const create = post(wanted, "/flow_runs/", flow_run_body(flow, type));
    std::vector<std::string> ids;
    for (unsigned i = 0; i < count; ++i) {
        auto const made = co_await ask_json(to, create);
        ids.emplace_back(made.at("id").as_string());
    }
    co_return ids;
}

task<std::uint64_t> count_runs(connection& to, options const& wanted, std::string flow, std::string type)
{
    auto const body = fmt::format(
        R"({{"flows":{{"id":{{"any_":["{}"]}}}},"flow_runs":{{"state":{{"type":{{"any_":["{}"]}}}}}}}})", flow, type);
    auto const counted = co_await ask_json(to, post(wanted, "/flow_runs/count", body));
    co_return counted.to_number<std::uint64_t>();
}

} // namespace praetor::bench

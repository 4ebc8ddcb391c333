// What a browser asks for first, of the dashboard at /v2: its page, and the script that the page names, as a browser's
// cache without either would.
#include <bench/cases.hpp>
#include <bench/connection.hpp>
#include <bench/repeated_request.hpp>
#include <bench/request.hpp>
#include <server/base/error.hpp>

#include <boost/asio/this_coro.hpp>

namespace praetor::bench {
namespace {

constexpr std::string_view page = "/v2/";

std::string script_of(std::string_view html)
{
    constexpr std::string_view before = "src=\"";
    for (auto at = html.find(before); at != html.npos; at = html.find(before, at)) {
        at += before.size();
        auto const path = html.substr(at, html.find('"', at) - at);
        if (path.ends_with(".js"))
            return std::string{path};
    }
    throw error{errc::internal, "no dashboard is served at /v2, or its page names no script"};
}

} // namespace

task<boost::json::object> measure_dashboard_page(options const& wanted)
{
    repeated_request asked{get_file(wanted, page)};
    auto result = co_await run_load(wanted, asked);
    co_return to_json(wanted, result);
}

task<boost::json::object> measure_dashboard_script(options const& wanted)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const got = co_await to.exchange(get_file(wanted, page));
    repeated_request asked{get_file(wanted, script_of(text_of(got)))};
    auto result = co_await run_load(wanted, asked);
    co_return to_json(wanted, result);
}

} // namespace praetor::bench

#include <db/dialects/postgresql/addresses.hpp>

#include <server/base/error.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

namespace praetor::db::postgresql {
namespace {

using boost::asio::ip::tcp;

std::vector<std::string> parts_of(std::string_view list)
{
    std::vector<std::string> all;
    for (;;) {
        auto const end = list.find(',');
        all.emplace_back(list.substr(0, end));
        if (end == std::string_view::npos)
            return all;
        list.remove_prefix(end + 1);
    }
}

bool is_name(std::string const& host)
{
    boost::system::error_code no_address;
    boost::asio::ip::make_address(host, no_address);
    return !host.empty() && host[0] != '/' && host[0] != '@' && no_address;
}

// Lists that libpq walks side by side.
struct targets
{
    std::string host, port, address;

    void add(std::string const& name, std::string const& at, std::string const& where)
    {
        auto const* comma = empty_ ? "" : ",";
        host += comma + name;
        port += comma + at;
        address += comma + where;
        empty_ = false;
    }
    bool empty() const noexcept { return empty_; }

private:
    bool empty_ = true;
};

} // namespace

task<void> add_addresses(std::map<std::string, std::string>& keywords)
{
    auto const given = keywords.find("host");
    if (given == keywords.end() || keywords.contains("hostaddr"))
        co_return;
    auto const hosts = parts_of(given->second);
    bool any_name = false;
    for (auto const& host : hosts)
        any_name |= is_name(host);
    if (!any_name)
        co_return;
    auto const ports = parts_of(keywords.contains("port") ? keywords.at("port") : std::string{});

    auto const executor = co_await boost::asio::this_coro::executor;
    targets found;
    std::string reason;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        auto const& port = ports[ports.size() == 1 ? 0 : std::min(i, ports.size() - 1)];
        if (!is_name(hosts[i])) {
            found.add(hosts[i], port, {});
            continue;
        }
        tcp::resolver resolver{executor}; // asks on a thread of its own
        auto [ec, all] =
            co_await resolver.async_resolve(hosts[i], "", boost::asio::as_tuple(boost::asio::use_awaitable));
        if (ec)
            reason = "PostgreSQL: the host name \"" + hosts[i] + "\" has no address: " + ec.message();
        for (auto const& one : all)
            found.add(hosts[i], port, one.endpoint().address().to_string());
    }
    if (found.empty())
        throw error{errc::unavailable, reason};
    keywords["host"] = found.host;
    keywords["port"] = found.port;
    keywords["hostaddr"] = found.address;
}

} // namespace praetor::db::postgresql

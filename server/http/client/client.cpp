#include <server/http/client/client.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/text/ascii.hpp>
#include <server/http/client/client_stream.hpp>
#include <server/http/client/reply_parser.hpp>
#include <server/http/client/request_text.hpp>
#include <server/http/client/resolve.hpp>
#include <server/http/url.hpp>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <array>

namespace praetor::http {
namespace {

using kind = outgoing_failure::kind;
using std::chrono::milliseconds;

constexpr std::string_view connecting = "ConnectTimeout", reading = "ReadTimeout", writing = "WriteTimeout";

// Throws what a failure of the network means; the words of with_deadline() are the name of a time-out.
[[noreturn]] void rethrow(std::exception_ptr failed)
{
    try {
        std::rethrow_exception(failed);
    }
    catch (error const& late) {
        if (late.code() == errc::timeout)
            throw outgoing_failure{kind::timed_out, late.text(), ""};
        throw;
    }
    catch (boost::system::system_error const& network) {
        if (network.code() == boost::asio::error::operation_aborted)
            throw;
        throw outgoing_failure{kind::protocol, "ReadError", network.code().message()};
    }
}

target_url url_of(std::string const& text)
{
    if (auto url = parse_target_url(text))
        return *url;
    auto const lower = lower_case(text.substr(0, 8));
    bool const named = lower.starts_with("http://") || lower == "https://";
    auto const* const detail =
        named ? "The URL is not valid." : "Request URL is missing an 'http://' or 'https://' protocol.";
    throw outgoing_failure{kind::invalid_request, named ? "InvalidURL" : "UnsupportedProtocol", detail};
}

// Whoever answers before he has read everything closes then: what he said tells more than the failure to write.
task<void> send_all(client_stream& stream, std::string_view text, milliseconds idle)
{
    try {
        while (!text.empty()) {
            auto const piece = text.substr(0, 64 * 1024);
            co_await with_deadline(idle, stream.write(piece), std::string{writing});
            text.remove_prefix(piece.size());
        }
    }
    catch (boost::system::system_error const& failed) {
        if (failed.code() == boost::asio::error::operation_aborted)
            throw;
    }
}

task<void> receive(client_stream& stream, reply_parser& parser, milliseconds idle)
{
    std::array<char, 16 * 1024> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    while (!parser.is_done()) {
        auto const size =
            co_await with_deadline(idle, stream.read_some(boost::asio::buffer(buffer)), std::string{reading});
        if (size == 0)
            parser.put_end();
        else
            parser.put({buffer.data(), size});
    }
}

} // namespace

struct client::place
{
    target_url url;
    std::optional<target_url> proxy;
    bool allow_private = true;
    // Through a proxy that shall see bytes alone: those of TLS, or a connection to an address that was checked.
    bool tunnelled() const { return proxy && (url.secure || !allow_private); }
};

task<void> client::open(client_stream& stream, place where, bool verify)
{
    // The proxy is the operator's own, so it may be on a private address; what is asked of it may not.
    auto const& first = where.proxy ? *where.proxy : where.url;
    auto const addresses = co_await resolve(first.host, first.port, where.proxy || where.allow_private);
    co_await stream.connect(addresses);
    if (where.proxy && where.proxy->secure)
        throw outgoing_failure{kind::not_connected, "ProxyError", "A proxy is spoken to by http, not by https"};
    if (where.tunnelled())
        co_await tunnel(stream, where);
    if (!where.url.secure)
        co_return;
    auto& context = verify ? tls_.verifying() : tls_.trusting();
    co_await stream.start_tls(context, where.url.host);
}

task<void> client::tunnel(client_stream& stream, place where)
{
    auto to = authority(where.url.host, where.url.port);
    if (!where.allow_private) {
        auto const addresses = co_await resolve(where.url.host, where.url.port, false);
        to = authority(addresses.front().address().to_string(), where.url.port);
    }
    auto const asked = connect_text(to, where.proxy->userinfo);
    co_await stream.write(asked);
    // The tunnel begins behind the head, and whoever is at its other end speaks second, so that reading a little too
    // far can not happen; a proxy that refuses closes, or sends a body that nobody wants.
    std::string head;
    std::array<char, 1024> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    while (head.find("\r\n\r\n") == std::string::npos && head.size() < 64 * 1024) {
        auto const size = co_await stream.read_some(boost::asio::buffer(buffer));
        if (size == 0)
            break;
        head.append(buffer.data(), size);
    }
    if (!head.starts_with("HTTP/1.") || head.size() < 12 || head[9] != '2' ||
        head.find("\r\n\r\n") == std::string::npos)
        throw outgoing_failure{kind::not_connected, "ProxyError",
                               "The proxy gave no way: " + head.substr(0, head.find('\r'))};
}

task<outgoing_reply> client::exchange(outgoing_request wanted, target_url url)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    client_stream stream{executor};
    place const where{url, proxies_.proxy_of(url), wanted.allow_private};
    co_await with_deadline(wanted.connect_timeout, open(stream, where, wanted.verify), std::string{connecting});
    bool const by_proxy = where.proxy && !where.tunnelled();
    auto const text = request_text(wanted, url, by_proxy ? url.shown() + url.path : url.path,
                                   by_proxy ? where.proxy->userinfo : std::string{});
    reply_parser parser{wanted.max_reply};
    co_await send_all(stream, text, wanted.idle_timeout);
    co_await receive(stream, parser, wanted.idle_timeout);
    co_return parser.take();
}

task<outgoing_reply> client::send_untraced(outgoing_request wanted)
{
    auto const url = url_of(wanted.url);
    check_request(wanted);
    auto const limit = wanted.total_timeout;
    std::exception_ptr failed;
    try {
        auto reply = co_await with_deadline(limit, exchange(std::move(wanted), url), std::string{reading});
        co_return reply;
    }
    catch (outgoing_failure const&) {
        throw;
    }
    catch (...) {
        failed = std::current_exception();
    }
    rethrow(failed);
}

} // namespace praetor::http

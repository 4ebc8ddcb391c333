#include <bench/connection.hpp>
#include <server/base/error.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <libdeflate.h>

#include <memory>

namespace praetor::bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::size_t max_body = 64u << 20;

} // namespace

std::string text_of(answer const& got)
{
    if (!got.gzip)
        return got.body;
    std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> const engine{
        libdeflate_alloc_decompressor(), &libdeflate_free_decompressor};
    std::string text;
    for (std::size_t room = got.body.size() * 8 + 256; room <= max_body; room *= 4) {
        text.resize(room);
        std::size_t written = 0;
        auto const result = libdeflate_gzip_decompress(engine.get(), got.body.data(), got.body.size(), text.data(),
                                                       text.size(), &written);
        if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
            continue;
        if (result != LIBDEFLATE_SUCCESS)
            break;
        text.resize(written);
        return text;
    }
    throw error{errc::internal, "the answer's gzip is broken"};
}

connection::connection(asio::any_io_executor executor, options const& wanted)
    : server_{asio::ip::make_address(wanted.host), wanted.port}, anew_{wanted.anew}, socket_{std::move(executor)}
{
    if (wanted.tls)
        context_.emplace(asio::ssl::context::tls_client);
}

task<void> connection::connect()
{
    read_.clear();
    co_await socket_.async_connect(server_, asio::use_awaitable);
    socket_.set_option(asio::ip::tcp::no_delay{true});
    if (!context_)
        co_return;
    tls_.emplace(socket_, *context_);
    co_await tls_->async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
}

task<answer> connection::exchange(std::string_view request)
{
    bool const kept = socket_.is_open();
    if (!kept)
        co_await connect();
    answer got;
    boost::system::error_code problem;
    try {
        got = co_await exchange_once(request);
    }
    catch (boost::system::system_error const& broken) {
        problem = broken.code();
    }
    // A server may close a connection it has kept while the next request is on its way.
    bool const closed_between = problem == http::error::end_of_stream || problem == asio::error::connection_reset ||
                                problem == asio::error::broken_pipe;
    if (problem && kept && closed_between) {
        close();
        co_await connect();
        got = co_await exchange_once(request);
    }
    else if (problem) {
        close();
        throw boost::system::system_error{problem};
    }
    co_return got;
}

task<answer> connection::exchange_once(std::string_view request)
{
    if (tls_)
        return exchange_on(*tls_, request);
    return exchange_on(socket_, request);
}

template <class Stream>
task<answer> connection::exchange_on(Stream& stream, std::string_view request)
{
    co_await asio::async_write(stream, asio::buffer(request), asio::use_awaitable);
    http::response_parser<http::string_body> parser;
    parser.body_limit(max_body);
    co_await http::async_read(stream, read_, parser, asio::use_awaitable);
    bool const keep = parser.keep_alive() && !anew_;
    auto response = parser.release();
    if (!keep)
        close();
    bool const gzip = response[http::field::content_encoding] == "gzip";
    co_return answer{response.result_int(), gzip, std::move(response.body())};
}

void connection::close() noexcept
{
    boost::system::error_code ignored;
    socket_.close(ignored);
}

} // namespace praetor::bench

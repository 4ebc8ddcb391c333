// What a session reads: heads and bodies, no more of them and no longer than their bounds allow.
#include <server/http/connection/session.hpp>

#include <server/base/log.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

#include <cstring>
#include <iterator>

namespace praetor::http {
namespace {

namespace beast = boost::beast;
constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

constexpr std::size_t long_read_size = std::size_t{64} << 10; // bytes of a long body asked for at once
constexpr std::size_t uncounted_head = std::size_t{4} << 10;  // bytes of a head that go into no sum
constexpr std::ptrdiff_t max_fields = 256;                    // of a head that is longer
constexpr std::size_t max_chunk_head = std::size_t{4} << 10;

// The size of a chunk, and what stands behind it: extensions, which mean nothing here.
void limit_chunk_head(std::uint64_t, boost::core::string_view extensions, boost::system::error_code& ec)
{
    if (extensions.size() > max_chunk_head)
        ec = beast::http::error::bad_chunk_extension;
}

bool is_of_http(boost::system::error_code ec)
{
    return ec.category() == beast::http::make_error_code(beast::http::error::bad_method).category();
}

} // namespace

// Waits for the first byte as long as the connection may idle, then for the rest of the head.
task<bool> session::read_head(parser& into, share_of& held)
{
    bool begun = buffer_.size() > 0;
    bool has_line = begun; // what came last has the end of a line in it: only then there is more to parse
    std::size_t size_of_head = 0;
    expire_after(begun || options_.keep_alive.count() <= 0 ? options_.head_deadline : options_.keep_alive);
    for (;;) {
        if (has_line || buffer_.size() >= options_.max_head) {
            boost::system::error_code ec;
            auto const used = into.put(buffer_.data(), ec);
            buffer_.consume(used);
            size_of_head += used;
            if (ec && ec != beast::http::error::need_more) {
                co_await refuse_bytes(ec);
                co_return false;
            }
            auto const& fields = into.get();
            if (size_of_head > uncounted_head && std::distance(fields.begin(), fields.end()) > max_fields) {
                co_await refuse_bytes(beast::http::error::header_limit);
                co_return false;
            }
            if (size_of_head > uncounted_head)
                held.become(2 * size_of_head);
            if (into.is_header_done())
                co_return true;
        }
        if (buffer_.size() > uncounted_head)
            held.become(2 * size_of_head + buffer_.size());
        if (all_.asked > options_.max_asked && held.bytes() > 0) {
            co_await refuse_for_now(into, held);
            co_return false;
        }
        auto [ec, size] = co_await stream_.async_read_some(buffer_.prepare(read_size), as_tuple);
        if (ec)
            co_return false;
        buffer_.commit(size);
        if (!begun)
            expire_after(options_.head_deadline);
        auto const* const all = static_cast<char const*>(buffer_.data().data());
        has_line = !begun || std::memchr(all + buffer_.size() - size, '\n', size) != nullptr;
        begun = true;
    }
}

task<bool> session::read_body(parser& into, share_of& held)
{
    expire_after(options_.body_deadline);
    if (into.is_done())
        co_return true;
    auto const& head = into.get();
    if (head.version() >= 11 && beast::iequals(head[beast::http::field::expect], "100-continue")) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        bool const sent = co_await write(go_on, {});
        if (!sent)
            co_return false;
    }
    into.eager(true);
    if (into.chunked())
        into.on_chunk_header(limit_chunk_head);
    auto const of_head = held.bytes();
    std::size_t of_stretch = 0;
    for (;;) {
        if (buffer_.size() > 0) {
            boost::system::error_code ec;
            auto const used = into.put(buffer_.data(), ec);
            buffer_.consume(used);
            if (ec && ec != beast::http::error::need_more) {
                co_await refuse_bytes(ec);
                co_return false;
            }
            held.become(of_head + into.get().body().size());
            if (into.is_done())
                co_return true;
            if (buffer_.size() > max_chunk_head) {
                co_await refuse_bytes(beast::http::error::bad_chunk_extension);
                co_return false;
            }
        }
        if (all_.asked > options_.max_asked) {
            co_await refuse_for_now(into, held);
            co_return false;
        }
        auto const wanted = into.content_length_remaining().value_or(0) > long_read_size ? long_read_size : read_size;
        auto [ec, size] = co_await stream_.async_read_some(buffer_.prepare(wanted), as_tuple);
        if (ec)
            co_return false;
        buffer_.commit(size);
        of_stretch += size;
        if (of_stretch >= stretch)
            expire_after(options_.body_deadline);
        if (!is_long_ || of_stretch >= stretch) {
            is_long_ = true;
            of_stretch = 0;
            stretch_began_ = std::chrono::steady_clock::now();
        }
    }
}

// A head or a body that Beast does not take.
task<void> session::refuse_bytes(boost::system::error_code why)
{
    idle_ = false;
    if (why == beast::http::error::header_limit)
        co_await refuse(431, "Request header fields are too large");
    else if (why == beast::http::error::body_limit)
        co_await refuse(413, "The request body is too large");
    else if (is_of_http(why))
        co_await refuse(400, "Invalid HTTP request received.");
}

// All connections together hold too much of what they are asked.
task<void> session::refuse_for_now(parser& read, share_of& held)
{
    idle_ = false;
    log::info("http", "a request of {} was refused with 503: too much is being read", peer_);
    std::string{}.swap(read.get().body());
    buffer_.clear();
    buffer_.shrink_to_fit();
    held.become(0);
    co_await refuse(unavailable());
}

} // namespace praetor::http

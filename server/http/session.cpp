#include <server/http/accepted.hpp>
#include <server/http/gzip.hpp>
#include <server/http/session.hpp>
#include <server/http/websocket_stream.hpp>
#include <server/http/wire.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/base/percent.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <array>
#include <cerrno>
#include <sys/socket.h>

namespace praetor::http {
namespace {

namespace beast = boost::beast;
constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

using message = beast::http::request<beast::http::string_body>;

method method_of(beast::http::verb verb)
{
    switch (verb) {
    case beast::http::verb::get:
        return method::get;
    case beast::http::verb::head:
        return method::head;
    case beast::http::verb::post:
        return method::post;
    case beast::http::verb::put:
        return method::put;
    case beast::http::verb::patch:
        return method::patch;
    case beast::http::verb::delete_:
        return method::del;
    case beast::http::verb::options:
        return method::options;
    default:
        return method::other;
    }
}

// Without what stands before the path in the absolute form (RFC 9112, 3.2.2), which a client sends through a proxy, and
// without a fragment.
std::string_view plain_target(std::string_view target)
{
    if (target.starts_with("http://") || target.starts_with("https://")) {
        auto const path = target.find('/', target.find("//") + 2);
        target = path == std::string_view::npos ? std::string_view{"/"} : target.substr(path);
    }
    return target.substr(0, target.find('#'));
}

// Refuses what makes proxies and servers disagree on where a request ends (RFC 9112, 6.3).
bool smuggles(message const& asked)
{
    return asked.count(beast::http::field::content_length) > 0 &&
           asked.count(beast::http::field::transfer_encoding) > 0;
}

constexpr std::size_t smallest_compressed = 500; // bytes, as the reference has it

// The body as gzip, where it is worth it and the client takes it; else nothing. Says so in the headers.
std::string compressed(request const& rq, response& made)
{
    if (made.body.size() < smallest_compressed || made.status == status::no_content)
        return {};
    made.headers.emplace_back("Vary", "Accept-Encoding");
    if (coding_weight(rq.header("accept-encoding"), "gzip") <= 0)
        return {};
    auto packed = gzip(made.body);
    if (!packed.empty())
        made.headers.emplace_back("Content-Encoding", "gzip");
    return packed;
}

bool has_body(request const& rq, response const& made)
{
    return rq.verb != method::head && made.status != status::no_content && made.status != status::not_modified;
}

} // namespace

// A request over Beast's message, which must outlive it.
class session::beast_request final : public request
{
public:
    explicit beast_request(message const& from) : from_(from) {}

    std::string_view header(std::string_view name) const override
    {
        auto const field = from_.find(name);
        return field == from_.end() ? std::string_view{} : std::string_view{field->value()};
    }
    std::string_view verb_text() const override { return from_.method_string(); }

private:
    message const& from_;
};

session::session(boost::asio::ip::tcp::socket socket, handler& serves, server_options const& options,
                 std::uint64_t& requests)
    : stream_(std::move(socket)), serves_(serves), options_(options), requests_(requests)
{
    boost::system::error_code ignored;
    stream_.socket().set_option(boost::asio::ip::tcp::no_delay{true}, ignored);
    auto const other = stream_.socket().remote_endpoint(ignored);
    if (!ignored) {
        peer_ = other.address().to_string();
        trusts_peer_ = options_.proxies.contain(other.address());
    }
}

void session::stop()
{
    stopping_ = true;
    if (socket_ != nullptr || idle_)
        cut();
}

void session::cut()
{
    stopping_ = true;
    if (socket_ != nullptr) {
        socket_->drop();
        return;
    }
    boost::system::error_code ignored;
    stream_.socket().close(ignored);
    if (running_since_) {
        gone_ = true;
        task_.cancel();
    }
}

void session::look_after(std::chrono::steady_clock::time_point now)
{
    if (socket_ != nullptr)
        socket_->look_for_end();
    // Most are answered long before; those that are not cost the database something.
    constexpr auto a_while = std::chrono::milliseconds{250};
    if (gone_ || !running_since_ || now - *running_since_ < a_while || !client_has_gone())
        return;
    gone_ = true;
    task_.cancel();
}

bool session::client_has_gone()
{
    char next = 0;
    auto const size = ::recv(stream_.socket().native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT);
    return size == 0 || (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

task<void> session::run()
{
    try {
        co_await serve();
    }
    catch (std::exception const& thrown) {
        log::error("http", "a connection ended: {}", message_of(thrown));
    }
    boost::system::error_code ignored;
    if (stream_.socket().is_open())
        stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
}

task<void> session::serve()
{
    while (!stopping_) {
        parser incoming;
        incoming.header_limit(static_cast<std::uint32_t>(options_.max_head));
        incoming.body_limit(options_.max_body);
        bool const headed = co_await read_head(incoming);
        if (!headed)
            co_return;
        idle_ = false;
        if (smuggles(incoming.get())) {
            co_await refuse(400, "Content-Length and Transfer-Encoding exclude each other");
            co_return;
        }
        if (beast::websocket::is_upgrade(incoming.get())) {
            co_await serve_websocket(incoming.release());
            co_return;
        }
        bool const whole = co_await read_body(incoming);
        if (!whole)
            co_return;
        bool const keeps = incoming.get().keep_alive() && !stopping_ && options_.keep_alive.count() > 0;
        bool const answered = co_await answer(incoming.get(), keeps);
        if (!answered || !keeps)
            co_return;
        idle_ = true;
    }
}

// Waits for the first byte as long as the connection may idle, then for the rest of the head.
task<bool> session::read_head(parser& into)
{
    if (buffer_.size() == 0) {
        stream_.expires_after(options_.keep_alive.count() > 0 ? options_.keep_alive : options_.head_deadline);
        auto [ec, size] = co_await stream_.async_read_some(buffer_.prepare(16 * 1024), as_tuple);
        if (ec)
            co_return false;
        buffer_.commit(size);
    }
    stream_.expires_after(options_.head_deadline);
    auto [ec, size] = co_await beast::http::async_read_header(stream_, buffer_, into, as_tuple);
    if (!ec)
        co_return true;
    if (ec == beast::http::error::header_limit || ec == beast::http::error::buffer_overflow)
        co_await refuse(431, "Request header fields are too large");
    else if (ec == beast::http::error::body_limit)
        co_await refuse(413, "The request body is too large");
    else if (ec.category() == beast::http::make_error_code(beast::http::error::bad_method).category() &&
             ec != beast::http::error::end_of_stream && ec != beast::http::error::partial_message)
        co_await refuse(400, "Invalid HTTP request received.");
    co_return false;
}

task<bool> session::read_body(parser& into)
{
    stream_.expires_after(options_.body_deadline);
    if (into.is_done())
        co_return true;
    if (beast::iequals(into.get()[beast::http::field::expect], "100-continue")) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        bool const sent = co_await write(go_on, {});
        if (!sent)
            co_return false;
    }
    auto [ec, size] = co_await beast::http::async_read(stream_, buffer_, into, as_tuple);
    if (ec == beast::http::error::body_limit)
        co_await refuse(413, "The request body is too large");
    else if (ec && ec.category() == beast::http::make_error_code(beast::http::error::bad_method).category() &&
             ec != beast::http::error::partial_message && ec != beast::http::error::end_of_stream)
        co_await refuse(400, "Invalid HTTP request received.");
    co_return !ec;
}

void session::fill(beast_request& rq, message const& from)
{
    auto const target = plain_target(from.target());
    auto const mark = target.find('?');
    rq.verb = method_of(from.method());
    rq.path = percent_decoded(target.substr(0, mark));
    if (mark != std::string_view::npos)
        rq.query = target.substr(mark + 1);
    rq.id = ++requests_;
    rq.peer = peer_;
    if (trusts_peer_)
        rq.scheme = forwarded_scheme(rq.header("x-forwarded-proto"));
}

task<bool> session::answer(message& asked, bool keeps)
{
    beast_request rq{asked};
    fill(rq, asked);
    rq.body = std::move(asked.body());

    response made;
    if (auto crossing = preflight(options_.cors, rq))
        made = std::move(*crossing);
    else {
        running_since_ = std::chrono::steady_clock::now();
        made = co_await serves_.handle(rq);
        running_since_.reset();
        if (gone_) {
            log::info("http", "request {} {} {}{}: the client had gone", rq.id, rq.verb_text(), rq.root, rq.path);
            co_return false;
        }
        if (made.allows_other_origins)
            add_cors(options_.cors, rq, made);
    }
    log::debug("http", "request {} {} {}{} {}", rq.id, rq.verb_text(), rq.root, rq.path, made.status);

    bool const bodied = has_body(rq, made);
    auto const packed = made.file ? std::string{} : compressed(rq, made);
    std::string_view const body = packed.empty() ? std::string_view{made.body} : std::string_view{packed};
    head_.clear();
    write_head(head_, made, made.file ? made.file->left() : body.size(), keeps, rq.id);
    stream_.expires_after(options_.body_deadline);
    if (made.file && bodied) {
        auto const sent = co_await send_file(*made.file);
        co_return sent;
    }
    auto const sent_body = bodied ? body : std::string_view{};
    auto const sent = co_await write(head_, sent_body);
    co_return sent;
}

// Whole or not at all: a file that became shorter meanwhile ends the connection, since its length was said.
task<bool> session::send_file(file_body& file)
{
    constexpr std::size_t piece_size = 64 * 1024;
    std::string piece(static_cast<std::size_t>(std::min<std::uint64_t>(piece_size, file.left())), '\0');
    std::string_view head = head_;
    do {
        auto const size = file.read(piece);
        if (size == 0 && file.left() > 0)
            co_return false;
        stream_.expires_after(options_.body_deadline);
        bool const sent = co_await write(head, std::string_view{piece}.substr(0, size));
        if (!sent)
            co_return false;
        head = {};
    } while (file.left() > 0);
    co_return true;
}

task<bool> session::write(std::string_view head, std::string_view body)
{
    std::array<boost::asio::const_buffer, 2> const parts{boost::asio::buffer(head.data(), head.size()),
                                                         boost::asio::buffer(body.data(), body.size())};
    auto [ec, size] = co_await boost::asio::async_write(stream_, parts, as_tuple);
    co_return !ec;
}

task<void> session::refuse(int status, std::string_view detail)
{
    auto const made = refusal(status, detail);
    head_.clear();
    write_head(head_, made, made.body.size(), false, ++requests_);
    stream_.expires_after(std::chrono::seconds{5});
    static_cast<void>(co_await write(head_, made.body));
    // What the peer still sends is taken for a moment, or the reset would overtake the answer.
    boost::system::error_code ignored;
    stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    std::array<char, 4096> sink{};
    for (int i = 0; i < 256; ++i) {
        auto [ec, size] = co_await stream_.async_read_some(boost::asio::buffer(sink), as_tuple);
        if (ec)
            break;
    }
}

task<void> session::serve_websocket(message asked)
{
    beast_request rq{asked};
    fill(rq, asked);
    websocket socket{std::make_unique<websocket::stream>(stream_.release_socket(), asked, options_.ping_interval,
                                                         options_.ping_timeout, options_.max_message, rq.id)};
    socket_ = &socket;
    log::debug("http", "request {} websocket {}", rq.id, rq.path);
    std::exception_ptr thrown;
    try {
        co_await serves_.handle_websocket(rq, socket);
    }
    catch (std::exception const& failed) {
        log::error("http", "request {} websocket {}{} ended: {}", rq.id, rq.root, rq.path, message_of(failed));
        thrown = std::current_exception();
    }
    if (thrown && !stopping_)
        co_await socket.close(1011, "Internal Server Error");
    socket_ = nullptr;
}

} // namespace praetor::http

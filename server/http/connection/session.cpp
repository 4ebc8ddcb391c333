#include <server/http/accepted.hpp>
#include <server/http/connection/acceptors.hpp>
#include <server/http/connection/beast_request.hpp>
#include <server/http/connection/framing.hpp>
#include <server/http/connection/server_span.hpp>
#include <server/http/connection/session.hpp>
#include <server/http/connection/wire.hpp>
#include <server/http/gzip.hpp>
#include <server/http/vary.hpp>
#include <server/http/websockets/websocket.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/base/text/percent.hpp>
#include <server/base/text/replaced_utf8.hpp>
#include <server/base/thread_pool.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

namespace praetor::http {
namespace {

namespace beast = boost::beast;
constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

constexpr std::size_t uncounted_answer = std::size_t{64} << 10; // bytes of an answer that go into no sum
// So long a body or an answer may take, or its last 256 KB, where what connections hold together is near its bound.
constexpr auto timeout_when_full = std::chrono::seconds{10};

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

constexpr std::size_t smallest_compressed = 500; // bytes, as the reference has it
// An answer that takes a millisecond to compress is left to a thread, while there is room for it: who makes the next
// answers goes on meanwhile, and they wait in memory.
constexpr std::size_t least_packed_aside = std::size_t{256} << 10;

// Whether the body goes out as gzip: where it is worth it and the client takes it. Says in the headers on what that
// depends.
bool is_to_be_packed(request const& rq, response& made)
{
    if (made.file || made.body.size() < smallest_compressed || made.status == status::no_content)
        return false;
    vary_on(made, "Accept-Encoding");
    return coding_weight(rq.header("accept-encoding"), "gzip") > 0;
}

bool has_body(request const& rq, response const& made)
{
    return rq.verb != method::head && made.status != status::no_content && made.status != status::not_modified;
}

} // namespace

session::session(server_stream connection, handler& serves, server_options const& options, traffic& all,
                 tls_acceptor* tls)
    : stream_(std::move(connection)), serves_(serves), options_(options), all_(all), tls_(tls)
{
    boost::system::error_code ignored;
    stream_.set_option(boost::asio::ip::tcp::no_delay{true}, ignored);
    auto const other = stream_.remote_endpoint(ignored);
    if (!ignored) {
        auto const from = address_of(other);
        peer_ = from ? from->to_string() : "unix";
        trusts_peer_ = options_.proxies.contain(from.value_or(boost::asio::ip::address_v4::loopback()));
    }
}

void session::stop()
{
    stopping_ = true;
    if (socket_ != nullptr)
        stops_.notify_all();
}

void session::cut_if_idle()
{
    if (idle_)
        cut();
}

void session::cut()
{
    stopping_ = true;
    if (socket_ != nullptr) {
        socket_->drop();
        return;
    }
    close();
    if (running_since_) {
        gone_ = true;
        task_.cancel();
    }
}

void session::look_after(std::chrono::steady_clock::time_point now)
{
    if (socket_ != nullptr)
        socket_->look_for_end();
    if (deadline_ && now > *deadline_) {
        deadline_.reset();
        close();
        return;
    }
    bool const is_crowded = all_.asked > options_.max_asked / 2 || all_.answered > options_.max_answered / 2;
    if (is_long_ && is_crowded && now - stretch_began_ > timeout_when_full) {
        log::info("http", "the connection of {} was cut: it is slow, and too much waits", peer_);
        cut();
    }
    // Most are answered long before; those that are not cost the database something.
    constexpr auto a_while = std::chrono::milliseconds{250};
    if (gone_ || !running_since_ || now - *running_since_ < a_while || !client_has_gone())
        return;
    gone_ = true;
    task_.cancel();
}

void session::expire_after(std::chrono::milliseconds span)
{
    deadline_ = std::chrono::steady_clock::now() + span;
}

std::optional<std::chrono::steady_clock::time_point> session::waits_since() const
{
    return idle_ && !stopping_ ? std::optional{waits_since_} : std::nullopt;
}

bool session::client_has_gone()
{
    if (stream_.tls() != nullptr) { // its goodbye may not have been read
        pollfd asked{stream_.native_handle(), POLLRDHUP, 0};
        return ::poll(&asked, 1, 0) > 0;
    }
    char next = 0;
    auto const size = ::recv(stream_.native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT);
    return size == 0 || (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

task<void> session::run()
{
    try {
        bool is_open = true;
        if (tls_ != nullptr)
            is_open = co_await begin_tls();
        if (is_open)
            co_await serve();
    }
    catch (std::exception const& thrown) {
        log::error("http", "a connection ended: {}", message_of(thrown));
    }
    stream_.end();
}

task<void> session::serve()
{
    while (!stopping_) {
        parser incoming;
        share_of held{all_.asked};
        incoming.header_limit(static_cast<std::uint32_t>(options_.max_head));
        incoming.body_limit(options_.max_body);
        bool const headed = co_await read_head(incoming, held);
        if (!headed)
            co_return;
        idle_ = false;
        if (auto const problem = find_framing_error(incoming.get())) {
            co_await refuse(problem->status, problem->detail);
            co_return;
        }
        if (beast::websocket::is_upgrade(incoming.get())) {
            co_await serve_websocket(incoming.release());
            co_return;
        }
        bool const whole = co_await read_body(incoming, held);
        is_long_ = false;
        if (!whole)
            co_return;
        bool const keeps = incoming.get().keep_alive() && !stopping_ && options_.keep_alive.count() > 0;
        bool const answered = co_await answer(incoming.get(), held, keeps);
        is_long_ = false;
        if (!answered || !keeps)
            co_return;
        if (buffer_.size() == 0 && buffer_.capacity() > read_size)
            buffer_.shrink_to_fit();
        waits_since_ = std::chrono::steady_clock::now();
        idle_ = true;
    }
}

void session::fill(beast_request& rq, message const& from)
{
    auto const target = plain_target(from.target());
    auto const mark = target.find('?');
    rq.verb = method_of(from.method());
    rq.path = replaced_utf8(percent_decoded(target.substr(0, mark)));
    if (mark != std::string_view::npos)
        rq.query = target.substr(mark + 1);
    rq.id = ++all_.requests;
    rq.peer = peer_;
    rq.scheme = stream_.tls() != nullptr ? "https" : "http";
    if (trusts_peer_)
        believe_proxy(rq, from);
}

task<bool> session::answer(message& asked, share_of& held, bool keeps)
{
    beast_request rq{asked};
    fill(rq, asked);
    rq.body = std::move(asked.body());
    deadline_.reset();
    tracing::span traced;
    if (options_.tracer != nullptr) {
        traced = begin_server_span(*options_.tracer, rq, asked);
        rq.span = &traced;
    }

    response made;
    if (auto crossing = preflight(options_.cors, rq))
        made = std::move(*crossing);
    else {
        running_since_ = std::chrono::steady_clock::now();
        made = co_await serves_.handle(rq);
        running_since_.reset();
        if (gone_) {
            log::info("http", "request {} {} {}{}: the client had gone", rq.id, rq.verb_text(), rq.root, rq.path);
            end_server_span(traced, rq, 0);
            co_return false;
        }
        if (made.allows_other_origins)
            add_cors(options_.cors, rq, made);
    }
    log::debug("http", "request {} {} {}{} {}", rq.id, rq.verb_text(), rq.root, rq.path, made.status);
    if (held.bytes() > 0) { // who reads the answer slowly need not keep the question
        std::string{}.swap(rq.body);
        held.become(0);
    }

    bool const bodied = has_body(rq, made);
    std::string packed;
    if (is_to_be_packed(rq, made)) {
        if (made.body.size() < least_packed_aside || options_.threads == nullptr)
            packed = gzip(made.body);
        else
            co_await options_.threads->run_or_here(made.body.size(), [&] { packed = gzip(made.body); });
    }
    if (!packed.empty()) {
        made.headers.emplace_back("Content-Encoding", "gzip");
        std::string{}.swap(made.body);
    }
    share_of sent{all_.answered};
    if (must_wait(made, std::max(packed.size(), made.body.size()), sent)) {
        log::info("http", "request {} {} {}{}: too many long answers wait for their clients", rq.id, rq.verb_text(),
                  rq.root, rq.path);
        made = unavailable();
        packed.clear();
    }
    end_server_span(traced, rq, made.status);
    made.kept = {};
    std::string_view const body = packed.empty() ? std::string_view{made.body} : std::string_view{packed};
    head_.clear();
    write_head(head_, made, made.file ? made.file->left() : body.size(), keeps, rq.id);
    if (made.file && bodied) {
        auto const passed = co_await send_file(*made.file);
        co_return passed;
    }
    std::string_view head = head_;
    std::string_view left = bodied ? body : std::string_view{};
    is_long_ = left.size() > stretch;
    do {
        auto const piece = left.substr(0, stretch);
        stretch_began_ = is_long_ ? std::chrono::steady_clock::now() : stretch_began_;
        expire_after(options_.body_deadline);
        bool const passed = co_await write(head, piece);
        if (!passed)
            co_return false;
        head = {};
        left.remove_prefix(piece.size());
    } while (!left.empty());
    co_return true;
}

// Whether an answer is one too many: so many bytes that wait for who reads them slowly already.
bool session::must_wait(response const& made, std::size_t size, share_of& sent)
{
    if (made.file || size <= uncounted_answer)
        return false;
    bool const fits = all_.answered == 0 || all_.answered + size <= options_.max_answered;
    if (fits)
        sent.become(size);
    return !fits;
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
        expire_after(options_.body_deadline);
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
    return refuse(refusal(status, detail));
}

task<void> session::refuse(response made)
{
    head_.clear();
    write_head(head_, made, made.body.size(), false, ++all_.requests);
    expire_after(std::chrono::seconds{5});
    static_cast<void>(co_await write(head_, made.body));
    // What the peer still sends is taken for a moment, or the reset would overtake the answer.
    stream_.end();
    waits_since_ = std::chrono::steady_clock::now();
    idle_ = true;
    std::array<char, 4096> sink{};
    for (int i = 0; i < 256; ++i) {
        auto [ec, size] = co_await stream_.async_read_some(boost::asio::buffer(sink), as_tuple);
        if (ec)
            break;
    }
}

} // namespace praetor::http

#include <server/http/client/reply_parser.hpp>

#include <server/base/text/ascii.hpp>

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <optional>

namespace praetor::http {
namespace {

namespace beast = boost::beast::http;

struct kept_bytes
{
    std::string bytes;
    std::size_t max_bytes = 0;
    bool full() const noexcept { return bytes.size() >= max_bytes; }
};

// A body of Beast that keeps its beginning, however long it says it is.
struct kept_body
{
    using value_type = kept_bytes;

    class reader
    {
    public:
        template <bool isRequest, class Fields>
        reader(beast::header<isRequest, Fields>&, value_type& body) : body_(body)
        {}
        void init(boost::optional<std::uint64_t> const&, boost::system::error_code& failed) { failed = {}; }
        template <class Buffers>
        std::size_t put(Buffers const& buffers, boost::system::error_code& failed)
        {
            failed = {};
            for (auto at = boost::asio::buffer_sequence_begin(buffers); at != boost::asio::buffer_sequence_end(buffers);
                 ++at)
            {
                boost::asio::const_buffer const piece{*at};
                body_.bytes.append(static_cast<char const*>(piece.data()),
                                   std::min(piece.size(), body_.max_bytes - body_.bytes.size()));
            }
            return boost::asio::buffer_size(buffers);
        }
        void finish(boost::system::error_code& failed) { failed = {}; }

    private:
        value_type& body_;
    };
};

[[noreturn]] void refuse(std::string text)
{
    throw outgoing_failure{outgoing_failure::kind::protocol, "RemoteProtocolError", std::move(text)};
}

} // namespace

struct reply_parser::state
{
    explicit state(std::size_t max_) : max_bytes(max_) { begin(); }

    void begin()
    {
        parser.emplace();
        parser->eager(true);
        parser->header_limit(64 * 1024);
        parser->body_limit(boost::none);
        parser->get().body().max_bytes = max_bytes;
    }

    std::size_t max_bytes;
    std::optional<beast::response_parser<kept_body>> parser;
    std::string waiting; // the beginning of a head
};

reply_parser::reply_parser(std::size_t max_body) : state_(std::make_unique<state>(max_body)) {}
reply_parser::~reply_parser() = default;

bool reply_parser::is_done() const noexcept
{
    auto const& parser = *state_->parser;
    return parser.is_done() || (parser.is_header_done() && parser.get().body().full());
}

void reply_parser::put(std::string_view bytes)
{
    auto& waiting = state_->waiting;
    waiting += bytes;
    while (!waiting.empty() && !is_done()) {
        boost::system::error_code failed;
        auto const used = state_->parser->put(boost::asio::buffer(waiting), failed);
        waiting.erase(0, used);
        if (failed && failed != beast::error::need_more)
            refuse("what came is no HTTP: " + failed.message());
        auto const status = state_->parser->is_header_done() ? state_->parser->get().result_int() : 0;
        if (state_->parser->is_done() && status >= 100 && status < 200 && status != 101)
            state_->begin();
        else if (used == 0 || failed)
            return;
    }
}

void reply_parser::put_end()
{
    auto& parser = *state_->parser;
    if (is_done())
        return;
    if (!parser.got_some() && state_->waiting.empty())
        refuse("Server disconnected without sending a response.");
    boost::system::error_code failed;
    parser.put_eof(failed);
    if (failed || !parser.is_done())
        refuse("peer closed connection without sending complete message body");
}

outgoing_reply reply_parser::take()
{
    auto reply = state_->parser->release();
    outgoing_reply made{.status = static_cast<int>(reply.result_int()), .reason = std::string{reply.reason()}};
    for (auto const& field : reply)
        made.headers.emplace_back(lower_case(std::string_view{field.name_string()}), std::string_view{field.value()});
    made.body = std::move(reply.body().bytes);
    return made;
}

} // namespace praetor::http

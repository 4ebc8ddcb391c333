// The body of a request as Beast reads it: a string that grows with what arrives. Only for the files that speak Beast.
#pragma once

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional/optional.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace praetor::http {

// Beast's string_body takes all the memory that Content-Length promises before a byte of it has come.
struct body_text
{
    using value_type = std::string;

    class reader
    {
    public:
        template <bool IsRequest, class Fields>
        reader(boost::beast::http::header<IsRequest, Fields>&, value_type& body) : body_(body)
        {}

        // What Beast asks of a BodyReader: the head was read; some bytes have come, of which it says how many it took;
        // all of them have.
        void init(boost::optional<std::uint64_t> const& length, boost::beast::error_code& ec)
        {
            ec = {};
            body_.reserve(std::min(static_cast<std::size_t>(length.value_or(0)), first_room));
        }
        template <class Buffers>
        std::size_t put(Buffers const& buffers, boost::beast::error_code& ec)
        {
            ec = {};
            auto const before = body_.size();
            for (auto const one : boost::beast::buffers_range_ref(buffers))
                body_.append(static_cast<char const*>(one.data()), one.size());
            return body_.size() - before;
        }
        void finish(boost::beast::error_code& ec) { ec = {}; }

    private:
        static constexpr std::size_t first_room = std::size_t{64} << 10;

        value_type& body_;
    };
};

using incoming_message = boost::beast::http::request<body_text>;

} // namespace praetor::http

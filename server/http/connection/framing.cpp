#include <server/http/connection/framing.hpp>

#include <server/base/text/split.hpp>

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <array>

namespace praetor::http {
namespace {

using boost::beast::iequals;
using boost::beast::http::field;

// Those that have a name of their own (RFC 9112, 7.2): a body in them may be whole, and can not be read here.
bool is_known(std::string_view coding)
{
    static constexpr std::array<std::string_view, 5> names{"gzip", "x-gzip", "compress", "x-compress", "deflate"};
    return std::ranges::any_of(names, [&](std::string_view name) { return iequals(name, coding); });
}

// Of all codings, in the order of their lines: "chunked" alone will do.
std::optional<framing_error> find_coding_error(boost::beast::http::request_header<> const& head)
{
    constexpr framing_error unreadable{400, "Transfer-Encoding does not say where the body ends"};
    std::size_t chunked = 0;
    bool ends_chunked = false;
    bool has_others = false;
    bool has_unknown = false;
    auto const lines = head.equal_range(field::transfer_encoding);
    for (auto line = lines.first; line != lines.second; ++line) {
        std::string_view rest = line->value();
        while (!rest.empty()) {
            auto const coding = next_item(rest, ',');
            if (coding.empty())
                continue;
            ends_chunked = iequals(coding, "chunked");
            chunked += ends_chunked ? 1 : 0;
            has_others |= !ends_chunked;
            has_unknown |= !ends_chunked && !is_known(coding);
        }
    }
    if (!ends_chunked || chunked > 1 || has_unknown)
        return unreadable;
    if (has_others)
        return framing_error{501, "The only transfer coding that is read is chunked"};
    return std::nullopt;
}

} // namespace

std::optional<framing_error> find_framing_error(boost::beast::http::request_header<> const& head)
{
    if (head.find(field::transfer_encoding) != head.end()) {
        if (head.find(field::content_length) != head.end())
            return framing_error{400, "Content-Length and Transfer-Encoding exclude each other"};
        if (head.version() < 11)
            return framing_error{400, "HTTP/1.0 has no Transfer-Encoding"};
        if (auto problem = find_coding_error(head))
            return problem;
    }
    auto const hosts = head.count(field::host);
    if (hosts > 1)
        return framing_error{400, "Found multiple Host: headers"};
    if (hosts == 0 && head.version() >= 11)
        return framing_error{400, "Missing mandatory Host: header"};
    return std::nullopt;
}

} // namespace praetor::http

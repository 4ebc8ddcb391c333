#include <server/http/client/outgoing.hpp>

#include <server/base/text/plain_line.hpp>

#include <fmt/format.h>

namespace praetor::http {
namespace {

std::string as_python(std::string_view type, std::string_view text)
{
    char const quote =
        text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"' : '\'';
    std::string escaped;
    for (auto const c : text) {
        if (c == '\\' || c == quote)
            escaped += '\\';
        escaped += c;
    }
    return fmt::format("{0}({1}{2}{1})", type, quote, plain_line(escaped));
}

} // namespace

outgoing_failure::outgoing_failure(kind what, std::string_view type, std::string text)
    : kind_(what), text_(std::make_shared<std::string const>(std::move(text))),
      shown_(std::make_shared<std::string const>(as_python(type, *text_)))
{}

} // namespace praetor::http

#include <server/tracing/pair_list.hpp>

#include <server/base/text/percent.hpp>
#include <server/base/text/replaced_utf8.hpp>
#include <server/base/text/split.hpp>

#include <cctype>

namespace praetor::tracing {
namespace {

bool is_encoded(std::string_view text)
{
    auto const is_digit = [&](std::size_t at) {
        return at < text.size() && std::isxdigit(static_cast<unsigned char>(text[at])) != 0;
    };
    for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1))
        if (!is_digit(at + 1) || !is_digit(at + 2))
            return false;
    return true;
}

} // namespace

std::optional<pair_list> parse_pair_list(std::string_view text)
{
    pair_list all;
    while (!text.empty()) {
        auto const part = next_item(text, ',');
        if (part.empty())
            continue;
        auto const equals = part.find('=');
        auto const key = trimmed(part.substr(0, equals));
        if (equals == std::string_view::npos || key.empty() || !is_encoded(part))
            return std::nullopt;
        all.emplace_back(replaced_utf8(percent_decoded(key)),
                         replaced_utf8(percent_decoded(trimmed(part.substr(equals + 1)))));
    }
    return all;
}

} // namespace praetor::tracing

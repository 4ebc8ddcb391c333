#include <server/http/files/byte_range.hpp>

#include <server/base/text/ascii.hpp>
#include <server/base/text/split.hpp>

#include <algorithm>
#include <charconv>
#include <limits>

namespace praetor::http {
namespace {

// Nothing where it is no number; one too large for the type is as large as any file can be.
std::optional<std::uint64_t> parse_position(std::string_view text)
{
    if (text.empty() || !std::ranges::all_of(text, is_digit))
        return std::nullopt;
    std::uint64_t position = 0;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), position);
    return ec == std::errc{} ? position : std::numeric_limits<std::uint64_t>::max();
}

} // namespace

wanted_range parse_range(std::string_view header, std::uint64_t size)
{
    auto const equals = header.find('=');
    if (equals == std::string_view::npos || lower_case(trimmed(header.substr(0, equals))) != "bytes")
        return {};
    auto const range = trimmed(header.substr(equals + 1));
    auto const hyphen = range.find('-');
    if (hyphen == std::string_view::npos || range.find(',') != std::string_view::npos)
        return {};
    auto const first = parse_position(range.substr(0, hyphen));
    auto const last = parse_position(range.substr(hyphen + 1));
    if (hyphen == 0) { // the last bytes: "-500"
        if (!last)
            return {};
        auto const taken = std::min(*last, size);
        return taken == 0 ? wanted_range{unsatisfiable_range{}} : byte_range{size - taken, taken};
    }
    bool const is_open = hyphen + 1 == range.size(); // to the end: "500-"
    if (!first || (!last && !is_open) || (last && *last < *first))
        return {};
    if (*first >= size)
        return unsatisfiable_range{};
    auto const end = is_open ? size : std::min(*last, size - 1) + 1;
    return byte_range{*first, end - *first};
}

} // namespace praetor::http

#include <server/http/api_version.hpp>

#include <server/http/extract.hpp>

#include <charconv>

namespace praetor::http {
namespace {

constexpr version_number least{0, 8, 0};

} // namespace

std::optional<version_number> parse_version(std::string_view text)
{
    version_number parts{};
    for (std::size_t i = 0; i < 3; ++i) {
        auto const point = i < 2 ? text.find('.') : text.size();
        if (point == std::string_view::npos)
            return std::nullopt;
        auto const [end, ec] = std::from_chars(text.data(), text.data() + point, parts[i]);
        if (ec != std::errc{} || end != text.data() + point || point == 0)
            return std::nullopt;
        text.remove_prefix(i < 2 ? point + 1 : point);
    }
    return parts;
}

std::optional<response> check_api_version(request const& rq)
{
    auto const header = rq.header("x-prefect-api-version");
    if (header.empty() || rq.path == "/health" || rq.path == "/version")
        return std::nullopt;
    auto const version = parse_version(header);
    if (version && *version >= least)
        return std::nullopt;
    if (has_broken_json(rq)) // refused first, by who reads the body
        return std::nullopt;
    if (!version)
        return refusal(400,
                       "Invalid X-PREFECT-API-VERSION header format.Expected header in format 'x.y.z' but received " +
                           std::string{header});
    return refusal(400, "The request specified API version " + std::string{header} +
                            " but this server requires version 0.8.0 or higher.");
}

} // namespace praetor::http

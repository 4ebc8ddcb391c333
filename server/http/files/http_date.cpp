#include <server/http/files/http_date.hpp>

#include <array>

namespace praetor::http {

// The program keeps the "C" locale: names of days and months are English.
std::string http_date(std::time_t when)
{
    std::array<char, 40> text{};
    std::tm parts{};
    gmtime_r(&when, &parts);
    auto const size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), size};
}

std::optional<std::time_t> parse_http_date(std::string_view text)
{
    std::string const whole{text};
    for (auto const* form : {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"}) {
        std::tm parts{};
        auto const* end = strptime(whole.c_str(), form, &parts);
        if (end == whole.c_str() + whole.size())
            return timegm(&parts);
    }
    return std::nullopt;
}

} // namespace praetor::http

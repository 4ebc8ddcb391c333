#include <models/forms/patterns.hpp>

#include <server/base/utf8.hpp>

#include <boost/regex.hpp>

#include <stdexcept>
#include <string>

namespace praetor::models::schemas {
namespace {

std::wstring wide(std::string_view text)
{
    std::wstring out;
    out.reserve(text.size());
    while (!text.empty())
        out += static_cast<wchar_t>(take_code_point(text));
    return out;
}

std::optional<boost::wregex> compiled(std::string_view pattern)
{
    try {
        return boost::wregex{wide(pattern), boost::regex::perl};
    }
    catch (boost::regex_error const&) {
        return std::nullopt;
    }
}

} // namespace

std::optional<bool> search(std::string_view pattern, std::string_view text)
{
    auto const expression = compiled(pattern);
    if (!expression)
        return std::nullopt;
    try {
        auto const subject = wide(text);
        return boost::regex_search(subject, *expression);
    }
    catch (std::runtime_error const&) { // more steps than Boost.Regex allows
        return false;
    }
}

bool is_pattern(std::string_view text)
{
    return compiled(text).has_value();
}

} // namespace praetor::models::schemas

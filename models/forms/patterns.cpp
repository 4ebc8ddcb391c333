// What an expression may take before it is given up: some ten milliseconds. Boost's own bound is twenty times as high.
#define BOOST_REGEX_MAX_STATE_COUNT 5000000
#include <models/forms/patterns.hpp>

#include <server/base/text/utf8.hpp>

#include <boost/regex.hpp>

#include <stdexcept>
#include <string>
#include <unordered_map>

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

constexpr std::size_t max_pattern = 100'000;

std::optional<boost::wregex> compiled(std::string_view pattern)
{
    if (pattern.size() > max_pattern)
        return std::nullopt;
    try {
        return boost::wregex{wide(pattern), boost::regex::perl};
    }
    catch (boost::regex_error const&) {
        return std::nullopt;
    }
}

} // namespace

struct pattern_cache::compiled_patterns
{
    std::unordered_map<std::string, std::optional<boost::wregex>> all;
};

pattern_cache::pattern_cache() : known_(std::make_unique<compiled_patterns>()) {}
pattern_cache::~pattern_cache() = default;

std::optional<bool> pattern_cache::search(std::string_view pattern, std::string_view text)
{
    std::string key{pattern};
    auto found = known_->all.find(key);
    if (found == known_->all.end())
        found = known_->all.emplace(std::move(key), compiled(pattern)).first;
    auto const& expression = found->second;
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

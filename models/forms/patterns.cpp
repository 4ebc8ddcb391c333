// What an expression may take before it is given up: some ten milliseconds. Boost's own bound is twenty times as high.
#define BOOST_REGEX_MAX_STATE_COUNT 5000000
#include <models/forms/patterns.hpp>

#include <boost/regex.hpp>

#include <stdexcept>
#include <string>
#include <unordered_map>

namespace praetor::models::schemas {
namespace {

// UTF-8 to code points; what is no UTF-8 is taken byte by byte.
std::wstring code_points(std::string_view text)
{
    std::wstring out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        auto const lead = static_cast<unsigned char>(text[i]);
        std::size_t const size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 1;
        if (i + size > text.size() || size == 1) {
            out += static_cast<wchar_t>(lead);
            ++i;
            continue;
        }
        auto point = static_cast<unsigned>(lead) & (0x7fU >> size);
        for (std::size_t k = 1; k < size; ++k)
            point = (point << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3fU);
        out += static_cast<wchar_t>(point);
        i += size;
    }
    return out;
}

constexpr std::size_t max_pattern = 100'000;

std::optional<boost::wregex> compiled(std::string_view pattern)
{
    if (pattern.size() > max_pattern)
        return std::nullopt;
    try {
        return boost::wregex{code_points(pattern), boost::regex::perl};
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
        auto const subject = code_points(text);
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

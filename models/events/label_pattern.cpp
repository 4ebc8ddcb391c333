#include <models/events/label_pattern.hpp>

#include <models/filters/like_pattern.hpp>

namespace praetor::models {
namespace {

// Takes "[…]" at the front of `pattern`: whether `c` is in the set. An open bracket without its end is a plain one.
bool take_set(std::string_view& pattern, char c)
{
    auto const start = pattern.starts_with("[!") ? std::size_t{2} : std::size_t{1};
    auto const end = pattern.find(']', start + 1);
    if (end == std::string_view::npos) {
        pattern.remove_prefix(1);
        return c == '[';
    }
    auto const set = pattern.substr(start, end - start);
    bool in = false;
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (i + 2 < set.size() && set[i + 1] == '-') {
            in |= set[i] <= c && c <= set[i + 2];
            i += 2;
        }
        else
            in |= set[i] == c;
    }
    pattern.remove_prefix(end + 1);
    return in != (start == 2);
}

// Goes back to the last "*" where the rest does not fit: linear but for that.
bool matches_glob(std::string_view pattern, std::string_view value)
{
    std::string_view after_star;
    std::string_view retried;
    bool starred = false;
    while (!value.empty()) {
        bool fits = false;
        if (!pattern.empty()) {
            if (pattern.front() == '*') {
                pattern.remove_prefix(1);
                after_star = pattern;
                retried = value;
                starred = true;
                continue;
            }
            if (pattern.front() == '[')
                fits = take_set(pattern, value.front());
            else {
                fits = pattern.front() == '?' || pattern.front() == value.front();
                pattern.remove_prefix(1);
            }
        }
        if (fits)
            value.remove_prefix(1);
        else if (starred) {
            retried.remove_prefix(1);
            value = retried;
            pattern = after_star;
        }
        else
            return false;
    }
    return pattern.find_first_not_of('*') == std::string_view::npos;
}

} // namespace

bool matches_label(std::string_view pattern, std::string_view value)
{
    if (pattern.starts_with('!'))
        return !matches_glob(pattern.substr(1), value);
    return matches_glob(pattern, value);
}

std::string to_like(std::string_view pattern)
{
    if (pattern.starts_with('!'))
        pattern.remove_prefix(1);
    auto like = filters::escaped_for_like(pattern);
    for (char& c : like)
        if (c == '*' || c == '?')
            c = c == '*' ? '%' : '_';
    return like;
}

std::string prefix_to_like(std::string_view prefix)
{
    return filters::escaped_for_like(prefix) + '%';
}

} // namespace praetor::models

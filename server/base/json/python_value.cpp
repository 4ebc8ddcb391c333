#include <server/base/json/python_value.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include <algorithm>
#include <array>

namespace praetor::json {
namespace {

constexpr std::array<std::string_view, 29> spaces{
    "\t",     "\n",     "\v",     "\f",     "\r",     "\x1c",   "\x1d",   "\x1e",   "\x1f",   " ",
    "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
    "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

} // namespace

bool is_nothing(boost::json::value const* value)
{
    if (value == nullptr || value->is_null())
        return true;
    if (value->is_bool())
        return !value->get_bool();
    if (value->is_number())
        return value->to_number<double>() == 0;
    if (value->is_string())
        return value->get_string().empty();
    return value->is_array() ? value->get_array().empty() : value->get_object().empty();
}

std::string_view stripped(std::string_view text)
{
    auto const first = [&] { return std::ranges::find_if(spaces, [&](auto one) { return text.starts_with(one); }); };
    auto const last = [&] { return std::ranges::find_if(spaces, [&](auto one) { return text.ends_with(one); }); };
    for (auto at = first(); at != spaces.end(); at = first())
        text.remove_prefix(at->size());
    for (auto at = last(); at != spaces.end(); at = last())
        text.remove_suffix(at->size());
    return text;
}

} // namespace praetor::json

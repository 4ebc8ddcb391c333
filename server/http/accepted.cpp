#include <server/http/accepted.hpp>

#include <server/base/text/ascii.hpp>
#include <server/base/text/split.hpp>

#include <algorithm>
#include <charconv>

namespace praetor::http {
namespace {

bool equal_words(std::string_view one, std::string_view other)
{
    return std::ranges::equal(one, other, [](char a, char b) { return lower_case(a) == lower_case(b); });
}

// The weight among the parameters behind a name: 1 where there is none, or it can not be read.
double weight(std::string_view parameters)
{
    while (!parameters.empty()) {
        auto const one = next_item(parameters, ';');
        if (one.size() < 2 || lower_case(one[0]) != 'q' || one[1] != '=')
            continue;
        double value = 1;
        auto const [end, ec] = std::from_chars(one.data() + 2, one.data() + one.size(), value);
        return ec == std::errc{} ? std::clamp(value, 0.0, 1.0) : 1;
    }
    return 1;
}

} // namespace

double coding_weight(std::string_view accept_encoding, std::string_view coding)
{
    double others = equal_words(coding, "identity") ? 1 : 0;
    while (!accept_encoding.empty()) {
        auto one = next_item(accept_encoding, ',');
        auto const name = next_item(one, ';');
        if (equal_words(name, coding))
            return weight(one);
        if (name == "*")
            others = weight(one);
    }
    return others;
}

bool wants_page(std::string_view accept)
{
    while (!accept.empty()) {
        auto one = next_item(accept, ',');
        auto const type = next_item(one, ';');
        if ((equal_words(type, "text/html") || equal_words(type, "application/xhtml+xml")) && weight(one) > 0)
            return true;
    }
    return false;
}

} // namespace praetor::http

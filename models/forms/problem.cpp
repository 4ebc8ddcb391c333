#include <models/forms/problem.hpp>

#include <algorithm>
#include <tuple>

namespace praetor::models::schemas {
namespace {

auto relevance(problem const& one)
{
    bool const strong = one.keyword != "anyOf" && one.keyword != "oneOf";
    return std::tuple<std::int64_t, std::vector<step> const&, bool, bool>{-static_cast<std::int64_t>(one.path.size()),
                                                                          one.path, strong, !one.fits_type};
}

bool less_relevant(problem const& left, problem const& right)
{
    return relevance(left) < relevance(right);
}

bool is_plain_name(std::string_view name)
{
    auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !name.empty() && letter(name.front()) &&
           std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

} // namespace

problem const& most_specific(std::vector<problem> const& all)
{
    auto const* best = &*std::max_element(all.begin(), all.end(), less_relevant);
    while (!best->context.empty()) {
        std::vector<problem const*> order;
        for (auto const& one : best->context)
            order.push_back(&one);
        auto const least = std::min<std::size_t>(order.size(), 2);
        std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(least), order.end(),
                          [](problem const* left, problem const* right) { return less_relevant(*left, *right); });
        if (least == 2 && !less_relevant(*order[0], *order[1]))
            return *best;
        best = order[0];
    }
    return *best;
}

std::string json_path(std::vector<step> const& path)
{
    std::string text = "$";
    for (auto const& one : path) {
        if (auto const* index = std::get_if<std::int64_t>(&one)) {
            text += '[' + std::to_string(*index) + ']';
            continue;
        }
        auto const& name = std::get<std::string>(one);
        if (is_plain_name(name)) {
            text += '.' + name;
            continue;
        }
        text += "['";
        for (char const c : name) {
            if (c == '\\' || c == '\'')
                text += '\\';
            text += c;
        }
        text += "']";
    }
    return text;
}

} // namespace praetor::models::schemas

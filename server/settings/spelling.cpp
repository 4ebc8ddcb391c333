#include <server/settings/spelling.hpp>

#include <algorithm>

namespace praetor::settings {
namespace {

// Levenshtein's distance, a row of its matrix at a time.
std::size_t distance(std::string_view one, std::string_view other)
{
    std::vector<std::size_t> row(other.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j)
        row[j] = j;
    for (std::size_t i = 0; i < one.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < other.size(); ++j) {
            auto const above = row[j + 1];
            row[j + 1] = std::min({above + 1, row[j] + 1, diagonal + (one[i] == other[j] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row.back();
}

} // namespace

std::string_view nearest_name(std::string_view name, std::vector<std::string> const& known, std::size_t max_changes)
{
    std::string_view nearest;
    for (auto const& one : known) {
        if (std::max(one.size(), name.size()) - std::min(one.size(), name.size()) > max_changes)
            continue;
        auto const changes = distance(name, one);
        if (changes > max_changes)
            continue;
        nearest = one;
        if (changes == 0)
            break;
        max_changes = changes - 1;
    }
    return nearest;
}

} // namespace praetor::settings

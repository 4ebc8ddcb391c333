#include <server/base/json/list_length.hpp>

#include <fmt/format.h>

namespace praetor::json {

void refuse_fewer_items(std::size_t limit, std::size_t count, boost::json::value const& from, problems& found)
{
    found.add("too_short",
              fmt::format("List should have at least {} item{} after validation, not {}", limit, limit == 1 ? "" : "s",
                          count),
              from, fmt::format(R"({{"field_type":"List","min_length":{},"actual_length":{}}})", limit, count));
}

void refuse_more_items(std::size_t limit, std::size_t count, boost::json::value const& from, problems& found)
{
    found.add(
        "too_long",
        fmt::format("List should have at most {} item{} after validation, not {}", limit, limit == 1 ? "" : "s", count),
        from, fmt::format(R"({{"field_type":"List","max_length":{},"actual_length":{}}})", limit, count));
}

} // namespace praetor::json

#include <server/base/json/constrained.hpp>

#include <fmt/format.h>

namespace praetor::json {

void refuse_below(std::int64_t limit, boost::json::value const& from, problems& found, bool fraction)
{
    found.add("greater_than_equal", fmt::format("Input should be greater than or equal to {}", limit), from,
              fmt::format(R"({{"ge":{}{}}})", limit, fraction ? ".0" : ""));
}

void refuse_not_above(std::int64_t limit, boost::json::value const& from, problems& found, bool fraction)
{
    found.add("greater_than", fmt::format("Input should be greater than {}", limit), from,
              fmt::format(R"({{"gt":{}{}}})", limit, fraction ? ".0" : ""));
}

void refuse_above(std::int64_t limit, boost::json::value const& from, problems& found, bool fraction)
{
    found.add("less_than_equal", fmt::format("Input should be less than or equal to {}", limit), from,
              fmt::format(R"({{"le":{}{}}})", limit, fraction ? ".0" : ""));
}

void refuse_shorter(std::size_t limit, boost::json::value const& from, problems& found)
{
    found.add("string_too_short",
              fmt::format("String should have at least {} character{}", limit, limit == 1 ? "" : "s"), from,
              fmt::format(R"({{"min_length":{}}})", limit));
}

void refuse_longer(std::size_t limit, boost::json::value const& from, problems& found)
{
    found.add("string_too_long", fmt::format("String should have at most {} character{}", limit, limit == 1 ? "" : "s"),
              from, fmt::format(R"({{"max_length":{}}})", limit));
}

void name_rule::describe(boost::json::object& schema)
{
    schema["pattern"] = "^[^/%&><]+$";
}

bool name_rule::check(std::string const& value, boost::json::value const& from, problems& found)
{
    if (value.empty() || value.find_first_of("/%&><") != std::string::npos) {
        found.add("string_pattern_mismatch", "String should match pattern '^[^/%&><]+$'", from,
                  R"({"pattern":"^[^/%&><]+$"})");
        return false;
    }
    return true;
}

} // namespace praetor::json

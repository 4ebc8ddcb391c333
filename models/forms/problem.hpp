// What is wrong with a value that does not fit its schema.
#pragma once

#include <boost/json/value.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace praetor::models::schemas {

// A step into a value: the index of an element or the name of a member.
using step = std::variant<std::int64_t, std::string>;

struct problem
{
    std::string message;          // as Python's jsonschema message it
    std::vector<step> path;       // from the whole value to the part that does not fit
    std::string keyword;          // of the schema; empty where the schema is false
    std::string pointer;          // the path as a JSON pointer
    bool fits_type = false;       // the part has a type that the keyword's schema names
    std::vector<problem> context; // of anyOf and oneOf: why none fits
};

// The keyword of a problem that stands for a placeholder that is none of the schema's business.
inline constexpr std::string_view placeholder_keyword = "_placeholders";

// The one that tells most, by the rules of jsonschema 4.26's best_match: deep before shallow, and into anyOf and oneOf
// where one of their branches is closer than the others. `all` is not empty.
problem const& most_specific(std::vector<problem> const& all);

// "$.a[0]": the path in the form of jsonschema's json_path.
std::string json_path(std::vector<step> const& path);

} // namespace praetor::models::schemas

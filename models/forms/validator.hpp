// JSON Schema, draft 2020-12, with the message and the order of problems of Python's jsonschema, which the reference
// hands to its clients. References stay within the schema: nothing is fetched.
#pragma once

#include <models/forms/hydration.hpp>
#include <models/forms/problem.hpp>

#include <server/base/error.hpp>

#include <stdexcept>
#include <unordered_map>

namespace praetor::models::schemas {

// A reference of the schema that leads nowhere, in the message of Python's referencing.
struct unresolvable : error
{
    explicit unresolvable(std::string message) : error(errc::unprocessable, std::move(message)) {}
};

// A schema that refers to itself without end, or one that takes more steps than anybody waits for.
struct endless : std::runtime_error
{
    endless() : std::runtime_error("the schema refers to itself") {}
};

// Whether the keyword "format" is a condition or says something to readers only.
enum class formats
{
    checked,
    ignored
};

// `schema` and `open` outlive it. One value at a time.
class validator
{
public:
    explicit validator(boost::json::value const& schema, placeholders const* open = nullptr,
                       formats how = formats::checked);

    // Every problem of `value`, in the order of the schema's keywords. Throws unresolvable and endless.
    std::vector<problem> problems(boost::json::value const& value);

private:
    friend class keywords;

    void index(boost::json::value const& part);
    boost::json::value const& resolve(std::string_view reference) const;

    boost::json::value const& schema_;
    placeholders const* open_;
    formats formats_;
    std::unordered_map<std::string, boost::json::value const*> named_; // by $id, $anchor and $dynamicAnchor
};

} // namespace praetor::models::schemas

#include <models/blocks/block_name.hpp>

#include <models/slug.hpp>

namespace praetor::models {
namespace {

bool check_slug(std::string_view what, std::string const& value, boost::json::value const& from, json::problems& found)
{
    if (is_slug(value))
        return true;
    found.add_value_error(std::string{what} + " must only contain lowercase letters, numbers, and dashes.", from);
    return false;
}

} // namespace

bool block_type_slug_rule::check(std::string const& value, boost::json::value const& from, json::problems& found)
{
    return check_slug("Block type slug", value, from, found);
}

bool block_document_name_rule::check(std::string const& value, boost::json::value const& from, json::problems& found)
{
    return json::name_rule::check(value, from, found) && check_slug("Block document name", value, from, found);
}

} // namespace praetor::models

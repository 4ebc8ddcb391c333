// Variables: small named values that flows read.
#pragma once

#include <models/filters/criteria.hpp>
#include <models/stored_row.hpp>
#include <models/with_events.hpp>

#include <server/base/json/constrained.hpp>
#include <server/base/task.hpp>

#include <db/connection.hpp>
#include <db/grammar.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace praetor::models {

// A row of table variable.
struct variable : stored_row
{
    std::string name; // unique
    json_text value;  // any JSON; null is NULL
    json_text tags;
};
BOOST_DESCRIBE_STRUCT(variable, (stored_row), (name, value, tags))

// Lower-case letters, digits, dashes and underscores; 255 characters at most.
struct variable_name_rule
{
    static bool check(std::string const& value, boost::json::value const& from, json::problems& found);
    static void describe(boost::json::object& schema);
};
using variable_name = json::constrained<std::string, variable_name_rule>;

// Any JSON of 5,000 bytes at most.
struct variable_value_rule
{
    static bool check(json_text const& value, boost::json::value const& from, json::problems& found);
    static void describe(boost::json::object& schema);
};
using variable_value = json::constrained<json_text, variable_value_rule>;

struct variable_create
{
    static constexpr bool refuses_unknown = true;
    variable_name name;
    variable_value value;
    defaulted<std::vector<std::string>> tags;
};
BOOST_DESCRIBE_STRUCT(variable_create, (), (name, value, tags))

struct variable_update
{
    static constexpr bool refuses_unknown = true;
    patch<std::optional<variable_name>> name;
    patch<variable_value> value;
    patch<std::optional<std::vector<std::string>>> tags;
};
BOOST_DESCRIBE_STRUCT(variable_update, (), (name, value, tags))

BOOST_DEFINE_ENUM_CLASS(variable_sort, CREATED_DESC, UPDATED_DESC, NAME_DESC, NAME_ASC)

// A variable is asked for by either.
using variable_key = std::variant<uuid, std::string>;

} // namespace praetor::models

namespace praetor::models::filters {

struct variable_tags
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    static constexpr bool is_json_array = true;
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<std::vector<std::string>> all_;
    std::optional<bool> is_null_;
};
BOOST_DESCRIBE_STRUCT(variable_tags, (), (combined_by, all_, is_null_))

struct variable_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr std::string_view table = "variable";
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<any_of<uuid>> id;
    std::optional<name_like> name;
    std::optional<variable_tags> tags;
};
BOOST_DESCRIBE_STRUCT(variable_filter, (), (combined_by, id, name, tags))

db::sql where(db::grammar const& grammar, variable_filter const& wanted);

} // namespace praetor::models::filters

namespace praetor::models {

// error{errc::conflict} where the name is taken.
task<with_events<variable>> create_variable(db::connection& conn, variable_create wanted);

// Nothing where there is none.
task<std::optional<variable>> read_variable(db::connection& conn, variable_key which);
// In the order of `sort`; the part that `range` says.
task<std::vector<variable>> read_variables(db::connection& conn, std::optional<filters::variable_filter> wanted,
                                           variable_sort sort, page range);
// All that match, whatever the page.
task<std::int64_t> count_variables(db::connection& conn, std::optional<filters::variable_filter> wanted);

// False where there is no such variable.
task<with_events<bool>> update_variable(db::connection& conn, variable_key which, variable_update wanted);
task<with_events<bool>> delete_variable(db::connection& conn, variable_key which);

} // namespace praetor::models

// What is asked of the process that fills in values with templates of users, and its answer: texts that travel.
#pragma once

#include <models/forms/hydration.hpp>

#include <server/base/json/text.hpp>

#include <boost/describe/class.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

struct workspace_variable
{
    std::string name;
    json_text value;
};
BOOST_DESCRIBE_STRUCT(workspace_variable, (), (name, value))

enum class hydration_purpose
{
    use,   // variables and rendered templates; the first problem refuses the whole
    check, // variables; templates are checked and stay placeholders, as what has a problem does
    look,  // nothing is filled in; templates are checked
    fill   // variables and rendered templates; what has a problem stays a placeholder
};

struct hydration_request
{
    std::string values; // a JSON object
    std::vector<workspace_variable> variables;
    hydration_purpose purpose = hydration_purpose::use;
    std::string context = "{}"; // what templates see: a JSON object
};

// Any thread.
std::string to_message(hydration_request const& request);

// The work itself: parses and renders what users wrote, however long that takes and whatever memory it wants. For a
// process that may be killed.
std::string hydration_answer(std::string_view message);

// The filled-in values as JSON. error{errc::bad_request} where the answer is a refusal, errc::internal where it is
// none.
std::string hydrated_text(std::string_view answer);

// The same, parsed, and the placeholders in them. For a thread that may take some milliseconds.
schemas::hydrated hydrated_values(std::string_view answer);

} // namespace praetor::models

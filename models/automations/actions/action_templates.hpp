// The templates that clients write into actions, as the process for templates is asked about them before the body is
// read, and the words for what it finds.
#pragma once

#include <models/forms/hydration_message.hpp>
#include <models/forms/template_message.hpp>

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models::actions {

// A text that has to be a template: the "subject", "body" or "payload" of an action.
struct sent_template
{
    boost::json::value const& where;
    std::string_view member; // its name
    std::string text;
};

// A "parameters" of an action in which something is to be filled in.
struct sent_parameters
{
    boost::json::value const& where;
    hydration_request check; // what is to be asked about them
};

struct sent_templates
{
    std::vector<sent_template> texts;
    std::vector<sent_parameters> parameters;
};

// Of all actions of an automation as it was sent, which stays where it is as long as this is used; whatever their types
// are.
sent_templates templates_in(boost::json::value const& automation);

// What a refusal says of such a text.
std::string message_for(sent_template const& which, template_error const& failure);
// Why they can not be filled in, of the answer to it; nothing where they can. Lists are not looked into, as in the
// reference.
std::optional<std::string> parameter_problems(schemas::hydrated const& checked);

} // namespace praetor::models::actions
